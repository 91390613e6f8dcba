"""Double entry: the same *add* by the same person within a minute asks before it is done again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, select
from sqlalchemy.sql import visitors

from crm.engine import refs, sql
from crm.engine.call import Call
from crm.engine.errors import Choice, Conflict
from crm.engine.fixed import HERE
from crm.engine.texts import T
from crm.models import Base, Change, Changeset, InboundEvent, Numbered

WITHIN = timedelta(minutes=1)
SEVERAL = 1_000
MADE = Base.metadata.tables[Changeset.__tablename__]
CHANGES = Base.metadata.tables[Change.__tablename__]
INBOUND = Base.metadata.tables[InboundEvent.__tablename__]


# A condition, or a column with its value, of which a condition is made only where it is needed.
Same = ColumnElement[bool] | tuple[Any, Any]


def refuse(call: Call, model: type[Numbered], again: str | None, *same: Same) -> None:
    """Raise `Conflict` where the caller made such a row a moment ago; `again` says to go on.

    `same` are the conditions under which a row counts as the same; undone ones do not count.
    """
    if call.caller.user_id is None:
        return
    call.session.flush()
    is_first = _first_of_its_mark(call, model, same)
    if is_first or again is not None:
        return
    row = _made_lately(call, model, *map(_condition, same))
    if row is not None:
        raise Conflict(
            T("You already added {ref} a moment ago. Add it again?", ref=refs.ref(row)),
            choices=(Choice(T("Add again"), {"again": "yes"}),),
        )


def _condition(one: Same) -> ColumnElement[bool]:
    return sql.unindexed(one[0]) == one[1] if isinstance(one, tuple) else one


def _first_of_its_mark(call: Call, model: type[Numbered], same: Iterable[Same]) -> bool:
    """Whether nobody's entry bore this one's mark: then there is nothing to be looked for.

    Marks stand among the inbound keys and go with them. One is three bytes of a hash: many
    entries share it, so that none can be guessed back from it, and the rows decide.
    """
    said = [value for one in same for value in _values(one)]
    mark = hashlib.sha256(repr(said).encode()).hexdigest()[:6]
    values = {
        "workspace_id": call.workspace_id,
        "key": f"mark:{model.__tablename__}:{call.caller.user_id}:{mark}",
        "state": "done",
        "received_at": call.now,
    }
    return sql.insert_once(call.session, INBOUND, values)


def _values(one: Same) -> list[Any]:
    """The values that a condition compares with."""
    if isinstance(one, tuple):
        return [one[1]]
    return [part.value for part in visitors.iterate(one) if isinstance(part, BindParameter)]


def _made_lately(call: Call, model: type[Numbered], *same: ColumnElement[bool]) -> Numbered | None:
    """Such a row that the caller added a moment ago, if nobody has undone it.

    Looked for among the caller's own last changesets: there are few, whatever was imported since.
    """
    values = {
        "workspace": call.workspace_id,
        "author": call.caller.user_id,
        "since": call.now - WITHIN,
    }
    statement = _lately(model).where(*same).limit(1)
    found = call.session.connection().execute(statement, values).scalar()
    return None if found is None else call.session.get(model, (call.workspace_id, found))


@cache
def _lately(model: type[Numbered]) -> Select[int]:
    """The ids of a kind's rows that somebody has added since a moment."""
    own = model.__table__.c
    lately = (
        select(MADE.c.id)
        .where(
            MADE.c.workspace_id == HERE,
            MADE.c.author_id == bindparam("author"),
            MADE.c.recorded_at > bindparam("since"),
            MADE.c.undone_by_id.is_(None),
            MADE.c.command == f"{model.__tablename__} add",
        )
        .order_by(MADE.c.recorded_at.desc())
        .limit(SEVERAL)
        .subquery()
    )
    made = select(sql.unindexed(CHANGES.c.row_id)).where(
        CHANGES.c.workspace_id == HERE,
        CHANGES.c.changeset_id.in_(select(lately.c.id)),
        sql.unindexed(CHANGES.c.table_name) == model.__tablename__,
    )
    return select(own.id).where(own.workspace_id == HERE, own.id.in_(made))
