"""No path leads into another workspace: seven ways of forgetting the filter, every table."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Table, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from crm.engine import journal, sql
from crm.engine.store import Store
from crm.models import Base, Changeset, Company, Contact, Tenant, Workspace

NOW = datetime(2026, 11, 20, tzinfo=UTC)
TENANTS = sorted(
    {m.class_.__tablename__ for m in Base.registry.mappers if issubclass(m.class_, Tenant)}
    | {name for name, table in Base.metadata.tables.items() if table.info.get("is_tenant")}
)


@pytest.fixture
def two(store):
    """Two workspaces with a company each; returns the company's id by workspace."""
    with store.write(None) as session:
        for number in (1, 2):
            session.add(
                Workspace(id=number, name=f"W{number}", handle=f"w{number}", created_at=NOW)
            )
    return {workspace: add_company(store, workspace) for workspace in (1, 2)}


def add_company(store, workspace):
    with store.write(workspace) as session:
        journal.open_changeset(
            session, Changeset(command="test", recorded_at=NOW, effective_at=NOW)
        )
        row = Company(name=f"C{workspace}", name_key=f"c{workspace}", number=1, created_at=NOW)
        session.add(row)
        session.flush()
        return row.id


@pytest.fixture
def postgres_store(postgres):
    database = postgres.fresh()
    opened = Store(database.url)
    yield opened
    opened.close()


def test_an_orm_select_sees_only_its_own_workspace(store, two):
    with store.read(1) as session:
        assert [row.id for row in session.scalars(select(Company))] == [two[1]]


def test_getting_another_workspaces_id_gives_nothing(store, two):
    with store.read(1) as session:
        assert session.get(Company, (1, two[2])) is None


def test_counts_see_only_their_own_workspace(store, two):
    with store.read(1) as session:
        assert session.scalar(select(func.count(Company.id))) == 1


def test_without_a_workspace_postgresql_shows_no_rows(postgres_store, two_on_postgres):
    with postgres_store.read(None) as session:
        assert session.execute(text("SELECT count(*) FROM company")).scalar_one() == 0


@pytest.fixture
def two_on_postgres(postgres_store):
    with postgres_store.write(None) as session:
        for number in (1, 2):
            session.add(
                Workspace(id=number, name=f"W{number}", handle=f"w{number}", created_at=NOW)
            )
    return {workspace: add_company(postgres_store, workspace) for workspace in (1, 2)}


def test_core_and_raw_selects_see_only_their_own_rows_on_postgresql(
    postgres_store, two_on_postgres
):
    company: Table = Company.__table__
    with postgres_store.read(1) as session:
        core = session.execute(select(company.c.id)).scalars().all()
        raw = session.execute(text("SELECT id FROM company")).scalars().all()
    assert core == raw == [two_on_postgres[1]]


def test_a_core_update_of_a_foreign_row_changes_nothing_on_postgresql(
    postgres_store, two_on_postgres
):
    company: Table = Company.__table__
    with postgres_store.write(1) as session:
        done = session.connection().execute(
            update(company).where(company.c.id == two_on_postgres[2]).values(name="stolen")
        )
        assert done.rowcount == 0


def test_an_insert_into_a_foreign_workspace_is_refused_on_postgresql(
    postgres_store, two_on_postgres
):
    values = {"workspace_id": 2, "name": "x", "name_key": "x", "type": "prospect", "number": 9}
    with pytest.raises(DBAPIError, match="row-level security"), postgres_store.write(1) as session:
        session.connection().execute(insert(Company.__table__), values | {"created_at": NOW})


def test_a_row_cannot_be_put_into_another_workspace_by_the_orm(store, two):
    with pytest.raises(PermissionError), store.write(1) as session:
        session.add(Company(workspace_id=2, name="x", name_key="x", number=9, created_at=NOW))
        session.flush()


def test_a_key_into_the_other_workspace_is_refused_on_both_databases(store, two):
    with pytest.raises(IntegrityError), store.write(1) as session:
        journal.open_changeset(
            session, Changeset(command="test", recorded_at=NOW, effective_at=NOW)
        )
        session.add(Contact(name="x", name_key="x", number=1, company_id=two[2], created_at=NOW))
        session.flush()


def test_every_table_of_a_workspace_has_row_rules_on_postgresql(postgres_store):
    rules = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    with postgres_store.read(None) as session:
        assert sorted(session.execute(rules).scalars()) == TENANTS


def test_the_apps_role_does_not_bypass_the_row_rules(postgres_store):
    assert not sql.bypasses_row_rules(postgres_store.engine)


def test_a_statement_that_forgets_its_workspace_is_refused_on_sqlite(store, two):
    if not store.is_sqlite:
        pytest.skip("PostgreSQL's row rules do this")
    with pytest.raises(PermissionError), store.read(1) as session:
        session.connection().execute(select(Company.__table__.c.id))


@pytest.mark.parametrize("bulk", [insert, update], ids=["insert", "update"])
def test_a_bulk_change_that_would_escape_the_journal_is_refused(store, two, bulk):
    values = {"name": "x", "name_key": "x", "number": 5, "created_at": NOW, "type": "prospect"}
    with pytest.raises(RuntimeError, match="journal"), store.write(1) as session:
        session.execute(bulk(Company).values(**values))


def test_a_change_outside_a_changeset_is_refused(store, two):
    with pytest.raises(RuntimeError, match="changeset"), store.write(1) as session:
        session.scalars(select(Company)).one().name = "renamed"
        session.flush()


def test_every_link_between_tables_carries_the_workspace():
    for table in Base.metadata.tables.values():
        for link in table.foreign_key_constraints:
            columns = [column.name for column in link.columns]
            assert columns[0] == "workspace_id", f"{table.name}: {columns}"
