"""What somebody worked on last: the records to offer before a letter is typed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select

from crm.language.fields.base import Reading
from crm.models import Change, Changeset, Numbered

# So many of one's last commands are looked at, and so many changed rows in them: an import of a
# hundred thousand rows is one command.
COMMANDS = 40
ROWS = 200


def touched(models: Sequence[type[Numbered]], reading: Reading) -> dict[str, list[int]]:
    """Ids of records by table, the likeliest first: the thread's own, then those changed last.

    Whether they may be seen, or are still there, is for whoever reads them.
    """
    kinds = [model.__tablename__ for model in models]
    found: dict[str, dict[int, None]] = {kind: {} for kind in kinds}
    for kind in kinds:
        if kind in reading.thread:
            found[kind][reading.thread[kind]] = None
    for kind, record_id in reading.session.execute(_changed(kinds, reading.caller.user_id)):
        found[kind][record_id] = None
    return {kind: list(ids) for kind, ids in found.items()}


def _changed(kinds: Sequence[str], user_id: int | None) -> Select[str, int]:
    """Kind and id of the rows that a person's last commands changed, the newest first."""
    last = (
        select(Changeset.id)
        .where(Changeset.author_id == user_id)
        .order_by(Changeset.recorded_at.desc(), Changeset.id.desc())
        .limit(COMMANDS)
    )
    return (
        select(Change.record_kind, Change.record_id)
        .where(Change.changeset_id.in_(last), Change.record_kind.in_(kinds))
        .order_by(Change.id.desc())
        .limit(ROWS)
    )
