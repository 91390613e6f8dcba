"""Prepared statements: the same values and rows as by SQLAlchemy's own way."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, event, select

from crm.engine import insertion
from crm.engine.fixed import Fixed
from crm.engine.prepared import Prepared
from crm.models import Base, Company, Delivery, User

PERSON: Fixed[User] = Fixed(select(User).where(User.handle == bindparam("handle")), User)


def test_a_prepared_row_is_the_object_that_a_query_gives(company):
    with company.store.read(1) as session:
        (made,) = PERSON.objects(session, handle="ana")
        assert session.scalars(select(User).where(User.handle == "ana")).one() is made
    with company.store.read(1) as session:
        queried = session.scalars(select(User).where(User.handle == "ana")).one()
        names = [column.name for column in User.__table__.columns]
        assert [getattr(made, n) for n in names] == [getattr(queried, n) for n in names]


def test_a_row_inserted_at_once_reads_as_one_that_was_flushed(company):
    told = {
        "kind": "card", "rule": "reply", "channel": "C1", "payload": {"a": ["é", None]},
        "due_at": company.now, "next_at": company.now, "created_at": company.now,
    }  # fmt: skip
    with company.store.write(1) as session:
        insertion.insert(session, Delivery(occurrence="at once", **told))
        session.add(Delivery(occurrence="flushed", **told))
    with company.store.read(1) as session:
        table = Base.metadata.tables["delivery"]
        here = table.c.workspace_id == 1
        rows = session.connection().execute(select(table).where(here).order_by(table.c.id.desc()))
        one, two = (dict(row) for row in rows.mappings().fetchmany(2))
        for row in (one, two):
            del row["id"], row["occurrence"]
        assert one == two


def test_a_statement_that_forgets_its_workspace_is_refused(company):
    table = Base.metadata.tables[Company.__tablename__]
    with (
        company.store.read(1) as session,
        pytest.raises(PermissionError, match="forgets its workspace"),
    ):
        Prepared(select(table.c.id)).rows(session.connection(), {})


def test_whoever_watches_the_statements_sees_prepared_ones(company):
    seen: list[str] = []
    event.listen(company.store.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    with company.store.read(1) as session:
        PERSON.rows(session, handle="ana")
    assert sum("handle" in statement for statement in seen) == 1
