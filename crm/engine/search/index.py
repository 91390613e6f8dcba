"""The words of records, written by the journal beside every change, so that none is missed.

What the journal says was there before is taken out, what is there after is put in: commands, bulk
work, undo and erasure all go through it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    delete,
    select,
)
from sqlalchemy.orm import Session

from crm.engine.search import kept, sound, words
from crm.models import Base
from crm.models.search import SEARCH_STUB, SEARCH_WORD

# Numbers that are stored: never given to another kind or table.
KINDS = {
    "contact": 1,
    "company": 2,
    "lead": 3,
    "deal": 4,
    "ticket": 5,
    "followup": 6,
    "activity": 7,
    "product": 8,
}
KIND_NAMES = {number: name for name, number in KINDS.items()}
TABLES = (SEARCH_WORD.name, SEARCH_STUB.name)
Posting = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """A table whose words are searched: whose record they are of, and which columns they are in.

    `names` are typed from memory and forgiven a slip; `texts` are prose; `points` are addresses.
    Without a `kind` each row names its record's own; rows of kinds that are not found have none.
    """

    number: int
    kind: str | None
    record: str = "id"
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


SOURCES = {
    "contact": Source(1, "contact", names=("name", "title")),
    "contact_point": Source(2, "contact", "contact_id", points=("value",)),
    "company": Source(3, "company", names=("name",)),
    "lead": Source(4, "lead", names=("name", "company_name"), points=("email", "phone")),
    "deal": Source(5, "deal", names=("name",)),
    "ticket": Source(6, "ticket", names=("subject",)),
    "ticket_message": Source(7, "ticket", "ticket_id", texts=("text",)),
    "followup": Source(8, "followup", names=("subject",)),
    "activity": Source(9, "activity", texts=("note",)),
    "product": Source(10, "product", names=("name",)),
    "custom_value": Source(11, None, "record_id", texts=("text",)),
}
ROWS = Base.metadata.tables


@dataclass(frozen=True, slots=True)
class Words:
    """What changes took out and put in; `named` are the words of names among both."""

    old: set[Posting]
    new: set[Posting]
    named: set[str]


def read(changes: Iterable[Mapping[str, Any]]) -> Words:
    """The words that the journal's `changes` (rows of `Change`) took out and put in."""
    old: set[Posting] = set()
    new: set[Posting] = set()
    named: set[str] = set()
    for change in changes:
        source = SOURCES.get(change["table_name"])
        if source is None:
            continue
        if change["before"] is None and not old:  # all new, or all gone: nothing is weighed up
            new |= _postings(source, change["after"], named)
            continue
        if change["after"] is None and not new:
            old |= _postings(source, change["before"], named)
            continue
        before, after = (_postings(source, change[side], named) for side in ("before", "after"))
        gone, come = before - after, after - before
        old -= come
        old |= gone
        new -= gone
        new |= come
    return Words(old - new, new, named)


def write(session: Session, workspace_id: int, found: Words) -> None:
    """Bring the stored words up to what was read, in a few statements."""
    named = kept.unlearned(session, workspace_id, {one[0] for one in found.new} & found.named)
    kept.take(session, SEARCH_WORD, workspace_id, sorted(found.old))
    kept.put(session, SEARCH_WORD, workspace_id, sorted(found.new))
    kept.forget(session, workspace_id, {posting[0] for posting in found.old} & found.named)
    kept.learn(session, workspace_id, named)


def _postings(
    source: Source, row: Mapping[str, Any] | None, named: set[str] | None = None
) -> set[Posting]:
    """The words of a row with the places they are in; those of its names are added to `named`."""
    if row is None:
        return set()
    found = _names(source, row) if source.names else set()
    if named is not None:
        named |= found
    kind = KINDS.get(source.kind or row["record_kind"])
    if kind is None or row.get("deleted_at") is not None:
        return set()
    record, row_id = row[source.record], row["id"]
    for column in source.texts:
        found |= words.of_text(row.get(column) or "")
    for column in source.points:
        found |= words.of_point(row.get(column) or "")
    return {(word, kind, record, source.number, row_id) for word in found}


def _names(source: Source, row: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    for column in source.names:
        text = row.get(column) or ""
        found |= words.of_text(text, single=True) | sound.of_name(text)
    return found


def rebuild(session: Session, workspace_id: int, size: int = 2_000) -> Iterable[int]:
    """Index every record of a workspace anew, in steps; yields the rows of each step.

    For databases that were filled before there was an index, or beside the journal.
    """
    for table in (SEARCH_WORD, SEARCH_STUB):
        session.connection().execute(delete(table).where(table.c.workspace_id == workspace_id))
    for name in SOURCES:
        yield from _each(session, workspace_id, name, size)


def _each(session: Session, workspace_id: int, name: str, size: int) -> Iterable[int]:
    table, last = ROWS[name], 0
    while True:
        statement = (
            select(table)
            .where(table.c.workspace_id == workspace_id, table.c.id > last)
            .order_by(table.c.id)
            .limit(size)
        )
        found = session.connection().execute(statement).mappings().all()
        if not found:
            return
        last = found[-1]["id"]
        changes = [{"table_name": name, "before": None, "after": row} for row in found]
        write(session, workspace_id, read(changes))
        yield len(found)


__all__ = ["KINDS", "KIND_NAMES", "SOURCES", "Words", "read", "rebuild", "write"]
