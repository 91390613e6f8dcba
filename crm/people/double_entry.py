"""Double entry: the same *add* by the same person within a minute asks before it is done again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.errors import Choice, Conflict
from crm.engine.texts import T
from crm.models import Change, Changeset, Numbered

WITHIN = timedelta(minutes=1)
SEVERAL = 20


def refuse(
    call: Call, model: type[Numbered], again: str | None, *same: ColumnElement[bool]
) -> None:
    """Raise `Conflict` where the caller made such a row a moment ago; `again` says to go on.

    `same` are the conditions under which a row counts as the same; undone ones do not count.
    """
    if again is not None or call.caller.user_id is None:
        return
    ids = _alike(call, model, *same)
    row = _made_by(call, model, ids) if ids else None
    if row is not None:
        raise Conflict(
            T("You already added {ref} a moment ago. Add it again?", ref=refs.ref(row)),
            choices=(Choice(T("Add again"), {"again": "yes"}),),
        )


def _alike(call: Call, model: type[Numbered], *same: ColumnElement[bool]) -> Sequence[int]:
    """The ids of the newest rows that are the same; seldom any, so that nothing more is read."""
    columns = model.__table__.c
    made_at = columns["created_at" if "created_at" in columns else "opened_at"]
    here = (columns.workspace_id == call.workspace_id, made_at > call.now - WITHIN)
    statement = select(columns.id).where(*here, *same).limit(SEVERAL)
    call.session.flush()
    return call.session.connection().execute(statement).scalars().all()


def _made_by(call: Call, model: type[Numbered], ids: Sequence[int]) -> Numbered | None:
    """The one of some rows that the caller added a moment ago, and nobody has undone."""
    statement = (
        select(model)
        .join(Change, Change.row_id == model.id)
        .join(Changeset, Changeset.id == Change.changeset_id)
        .where(
            model.id.in_(ids),
            Change.table_name == model.__tablename__,
            Changeset.author_id == call.caller.user_id,
            Changeset.recorded_at > call.now - WITHIN,
            Changeset.undone_by_id.is_(None),
            Changeset.command == f"{model.__tablename__} add",
        )
        .limit(1)
    )
    return call.session.scalars(statement).first()
