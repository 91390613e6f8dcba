"""Double entry: the same *add* by the same person within a minute asks before it is done again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.errors import Choice, Conflict
from crm.engine.texts import T
from crm.models import Change, Changeset, Numbered

WITHIN = timedelta(minutes=1)


def refuse(
    call: Call, model: type[Numbered], again: str | None, *same: ColumnElement[bool]
) -> None:
    """Raise `Conflict` where the caller made such a row a moment ago; `again` says to go on.

    `same` are the conditions under which a row counts as the same; undone ones do not count.
    """
    if again is not None or call.caller.user_id is None:
        return
    statement = (
        select(model)
        .join(Change, Change.row_id == model.id)
        .join(Changeset, Changeset.id == Change.changeset_id)
        .where(
            Change.table_name == model.__tablename__,
            Changeset.author_id == call.caller.user_id,
            Changeset.recorded_at > call.now - WITHIN,
            Changeset.undone_by_id.is_(None),
            Changeset.command == f"{model.__tablename__} add",
            *same,
        )
        .limit(1)
    )
    row = call.session.scalars(statement).first()
    if row is not None:
        raise Conflict(
            T("You already added {ref} a moment ago. Add it again?", ref=refs.ref(row)),
            choices=(Choice(T("Add again"), {"again": "yes"}),),
        )
