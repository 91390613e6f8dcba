"""The table of keys that contacts meet under, kept up from the journal.

Whoever changes a contact (a command, an import, an undo, a merge) leaves changes in the journal;
from where it was read last, the keys of those contacts are worked out anew. So no way of changing
a contact has to know of keys.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import blake2b

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from crm.engine.store import workspace_of
from crm.models import Base, Change, DuplicateKey, DuplicateMark
from crm.people.duplicates import blocking
from crm.people.duplicates.entry import Entry
from crm.people.review import records

KIND = "contact"
KEYS = Base.metadata.tables[DuplicateKey.__tablename__]
# What a company or a street shares with very many is looked at by night only, and among so many.
NARROW = "ephns"
MOST = 40


def refresh(session: Session, limit: int) -> int:
    """Work out the keys of the contacts in the next `limit` changes; how many contacts it were."""
    ids, upto = changed(session, KIND, limit)
    if upto is None:
        return 0
    write(session, records.contacts(session, ids), ids)
    mark(session, KIND, upto)
    return len(ids)


def changed(session: Session, of: str, limit: int) -> tuple[list[int], int | None]:
    """The contacts in the next changes behind a mark, and the last of those changes (or None)."""
    since = marked(session, of)
    behind = select(Change.id, Change.record_id).where(
        Change.id > since, Change.record_kind == KIND
    )
    rows = session.execute(behind.order_by(Change.id).limit(limit)).all()
    if rows:
        return sorted({row.record_id for row in rows}), rows[-1].id
    newest = session.scalar(select(func.max(Change.id))) or 0
    return [], newest if newest > since + limit else None


def marked(session: Session, of: str) -> int:
    """Up to which change was read."""
    return session.scalar(select(DuplicateMark.change_id).where(DuplicateMark.kind == of)) or 0


def mark(session: Session, of: str, upto: int) -> None:
    """Note up to which change was read."""
    statement = select(DuplicateMark).where(DuplicateMark.kind == of)
    row = session.scalars(statement).one_or_none()
    if row is None:
        session.add(DuplicateMark(kind=of, change_id=upto))
    else:
        row.change_id = upto
    session.flush()


def step_back(session: Session, by: int = 1_000) -> None:
    """Read the newest changes again: one numbered earlier may have been committed later."""
    for row in session.scalars(select(DuplicateMark)):
        row.change_id = max(0, row.change_id - by)


def write(session: Session, entries: dict[int, Entry], ids: Collection[int]) -> None:
    """Set the keys of some contacts to those of their entries; without one, to none."""
    here = workspace_of(session)
    mine = (KEYS.c.workspace_id == here, KEYS.c.kind == KIND)
    session.connection().execute(delete(KEYS).where(*mine, KEYS.c.of_id.in_(ids)))
    rows = [
        {"workspace_id": here, "kind": KIND, "of_id": id_, "key": key}
        for id_, entry in entries.items()
        for key in hashed(blocking.keys(entry))
    ]
    if rows:
        session.connection().execute(insert(KEYS), rows)


def hashed(keys: Iterable[str]) -> set[int]:
    """The keys as numbers of 63 bits."""
    return {_number(key) for key in keys}


def meeting(session: Session, entry: Entry, kinds: str = NARROW) -> list[int]:
    """The contacts that share a key with an entry, by kinds of keys; of each at most `MOST`."""
    found: dict[int, None] = {}
    for key in sorted(blocking.keys(entry), key=lambda each: NARROW.find(each[0]) % 99):
        if key[0] in kinds:
            statement = (
                select(DuplicateKey.of_id)
                .where(DuplicateKey.kind == KIND, DuplicateKey.key == _number(key))
                .limit(MOST)
            )
            found |= dict.fromkeys(session.scalars(statement))
    return list(found)


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") >> 1
