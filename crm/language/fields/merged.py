"""A reference to a record that was merged into another opens the one that was kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from crm.engine import permission
from crm.language.fields.base import Reading
from crm.models import Merge

KINDS = frozenset({"contact", "company"})
WITHIN = 10


def survivor(row: Any, reading: Reading) -> Any | None:
    """The record that a merged one became part of, and any other itself.

    None where the survivor is not the caller's to see.
    """
    for _ in range(WITHIN):
        if row.__tablename__ not in KINDS or row.archived_at is None:
            return row
        statement = select(Merge.kept_id).where(
            Merge.kind == row.__tablename__,
            Merge.gone_id == row.id,
            Merge.taken_back_at.is_(None),
        )
        kept_id = reading.session.scalar(statement.limit(1))
        if kept_id is None:
            return row
        model = type(row)
        kept = permission.visible(select(model).where(model.id == kept_id), reading.caller, model)
        row = reading.session.scalars(kept).one_or_none()
        if row is None:
            return None
    return row
