"""Double entry: the same *add* by the same person within a minute asks before it is done again."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, select

from crm.engine import refs, sql
from crm.engine.call import Call
from crm.engine.errors import Choice, Conflict
from crm.engine.fixed import HERE
from crm.engine.texts import T
from crm.models import Base, Change, Changeset, Numbered

WITHIN = timedelta(minutes=1)
SEVERAL = 1_000
MADE = Base.metadata.tables[Changeset.__tablename__]
CHANGES = Base.metadata.tables[Change.__tablename__]


def refuse(
    call: Call, model: type[Numbered], again: str | None, *same: ColumnElement[bool]
) -> None:
    """Raise `Conflict` where the caller made such a row a moment ago; `again` says to go on.

    `same` are the conditions under which a row counts as the same; undone ones do not count.
    """
    if again is not None or call.caller.user_id is None:
        return
    row = _made_lately(call, model, *same)
    if row is not None:
        raise Conflict(
            T("You already added {ref} a moment ago. Add it again?", ref=refs.ref(row)),
            choices=(Choice(T("Add again"), {"again": "yes"}),),
        )


def _made_lately(call: Call, model: type[Numbered], *same: ColumnElement[bool]) -> Numbered | None:
    """Such a row that the caller added a moment ago, if nobody has undone it.

    Looked for among the caller's own last changesets: there are few, whatever was imported since.
    """
    values = {
        "workspace": call.workspace_id,
        "author": call.caller.user_id,
        "since": call.now - WITHIN,
    }
    call.session.flush()
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
