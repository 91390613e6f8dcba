"""Who changed a record after it was imported: why it is other than in the file."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.imports.compared import Difference
from crm.models import Change, Changeset, User


def named(session: Session, kind: str, record_id: int, difference: Difference) -> Difference:
    """The difference with its cause, where somebody changed the record since."""
    if difference.why != "other" or record_id < 0:
        return difference
    statement = (
        select(User.name, Changeset.command)
        .select_from(Change)
        .join(Changeset, Changeset.id == Change.changeset_id)
        .outerjoin(User, User.id == Changeset.author_id)
        .where(Change.record_kind == kind, Change.record_id == record_id)
        .where(Changeset.command != "import")
        .order_by(Change.id.desc())
        .limit(1)
    )
    later = session.execute(statement).first()
    return replace(difference, why="since", who=later[0] or later[1]) if later else difference
