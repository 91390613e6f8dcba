"""The words of records, written by the journal beside every change, so that none is missed.

What the journal says was there before is taken out, what is there after is put in: commands, bulk
work, undo and erasure all go through it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    SmallInteger,
    String,
    bindparam,
    delete,
    exists,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crm.engine import arrays
from crm.engine.prepared import Prepared, connection_of
from crm.engine.search import sound, words
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
_TAKE = {
    table.name: Prepared(
        delete(table).where(*(column == bindparam(column.name) for column in table.columns))
    )
    for table in (SEARCH_WORD, SEARCH_STUB)
}
_PUT = {
    table.name: Prepared(sqlite.insert(table).on_conflict_do_nothing(), table.columns.keys())
    for table in (SEARCH_WORD, SEARCH_STUB)
}
_TYPES: dict[str, dict[str, Any]] = {
    "search_word": {
        "word": String(),
        "kind": SmallInteger(),
        "record_id": BigInteger(),
        "source": SmallInteger(),
        "row_id": BigInteger(),
    },
    "search_stub": {"stub": String(), "word": String()},
}
TABLES = tuple(_TYPES)
# From so many words on it pays to ask which are kept already; so many are asked for at once.
FEW, SOME = 50, 500
_ONE = Prepared(
    select(SEARCH_WORD.c.word)
    .where(
        SEARCH_WORD.c.workspace_id == bindparam("workspace_id"),
        SEARCH_WORD.c.word == bindparam("word"),
    )
    .limit(1)
)
_ASKED = arrays.unnested("w", String()).column_valued("asked")
_ANY = Prepared(
    select(_ASKED).where(
        exists().where(
            SEARCH_WORD.c.workspace_id == bindparam("here", type_=BigInteger()),
            SEARCH_WORD.c.word == _ASKED,
        )
    )
)
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
    _take(session, SEARCH_WORD, workspace_id, sorted(found.old))
    _put(session, SEARCH_WORD, workspace_id, sorted(found.new))
    _forget(session, workspace_id, {posting[0] for posting in found.old} & found.named)
    _learn(session, workspace_id, {posting[0] for posting in found.new} & found.named)


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


def _learn(session: Session, workspace_id: int, named: set[str]) -> None:
    """Keep the words of names under every slip that leads to them."""
    if len(named) > FEW:
        named = named - _learned(session, workspace_id, named)
    pairs = sorted((stub, word) for word in named for stub in words.stubs(word))
    _put(session, SEARCH_STUB, workspace_id, pairs)


def _learned(session: Session, workspace_id: int, named: set[str]) -> set[str]:
    """Those of some words that are kept already; most names of a long file are.

    Whoever takes one away at this moment is waited for, as an insert of it would.
    """
    connection, found = connection_of(session), set()
    asked = [words.whole(word) for word in named]
    for at in range(0, len(asked), SOME):
        statement = (
            select(SEARCH_STUB.c.word)
            .where(
                SEARCH_STUB.c.workspace_id == workspace_id,
                SEARCH_STUB.c.stub.in_(asked[at : at + SOME]),
            )
            .with_for_update(read=True, key_share=True)
        )
        found |= set(connection.execute(statement).scalars())
    return found


def _put(session: Session, table: Any, workspace_id: int, rows: Sequence[Any]) -> None:
    """Insert rows that may be there already: one statement on each database."""
    if not rows:
        return
    connection = connection_of(session)
    if connection.dialect.name == "sqlite":
        _PUT[table.name].straight(connection, [(workspace_id, *row) for row in rows])
        return
    source, lists = _lists(table, rows, bindparam("here", type_=BigInteger()))
    statement = postgresql.insert(table).from_select(table.columns.keys(), source)
    connection.execute(statement.on_conflict_do_nothing(), lists | {"here": workspace_id})


def _take(session: Session, table: Any, workspace_id: int, rows: Sequence[Any]) -> None:
    """Delete rows by all that they hold: one statement on each database."""
    if not rows:
        return
    connection = connection_of(session)
    if connection.dialect.name == "sqlite":
        _TAKE[table.name].straight(connection, [(workspace_id, *row) for row in rows])
        return
    source, lists = _lists(table, rows)
    own = [table.c[name] for name in _TYPES[table.name]]
    here = table.c.workspace_id == workspace_id
    connection.execute(delete(table).where(here, tuple_(*own).in_(source)), lists)


def _lists(table: Any, rows: Sequence[Any], *first: Any) -> tuple[Any, dict[str, Any]]:
    """Rows as a select of PostgreSQL, one list a column."""
    types = _TYPES[table.name]
    lists = dict(zip(types, map(arrays.literal, zip(*rows, strict=True)), strict=True))
    columns = [arrays.unnested(name, kind) for name, kind in types.items()]
    return select(*first, *columns), lists


def _forget(session: Session, workspace_id: int, gone: set[str]) -> None:
    """Drop the slips of words that no record has any more: an erased name leaves nothing."""
    if not gone:
        return
    left = _held(session, workspace_id, sorted(gone))
    pairs = sorted((stub, word) for word in gone - left for stub in words.stubs(word))
    _take(session, SEARCH_STUB, workspace_id, pairs)


def _held(session: Session, workspace_id: int, some: Sequence[str]) -> set[str]:
    """Those of some words that a record has; of each, one record is looked up at most."""
    connection = connection_of(session)
    if connection.dialect.name == "sqlite":
        one = ({"workspace_id": workspace_id, "word": word} for word in some)
        return {row.word for values in one for row in _ONE.rows(connection, values)}
    return {
        row[0] for row in _ANY.rows(connection, {"here": workspace_id, "w": arrays.literal(some)})
    }


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
