"""The tables of words: put in, taken out, and the slips of names that lead to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, SmallInteger, String, bindparam, delete, exists, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crm.engine import arrays, behind
from crm.engine.prepared import Prepared, connection_of
from crm.engine.search import words
from crm.models.search import SEARCH_STUB, SEARCH_WORD

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


def _listed(name: str, *first: Any) -> Any:
    """The rows that PostgreSQL is given as lists."""
    return select(*first, *(arrays.unnested(word, kind) for word, kind in _TYPES[name].items()))


def _put_all(table: Any) -> Prepared:
    source = _listed(table.name, bindparam("here", type_=BigInteger()))
    statement = postgresql.insert(table).from_select(table.columns.keys(), source)
    return Prepared(statement.on_conflict_do_nothing())


def _take_all(table: Any, *only: Any) -> Prepared:
    own = [table.c[name] for name in _TYPES[table.name]]
    return Prepared(delete(table).where(_here(table), tuple_(*own).in_(_listed(table.name)), *only))


def _here(table: Any) -> Any:
    return table.c.workspace_id == bindparam("here", type_=BigInteger())


_PUT_ALL = {table.name: _put_all(table) for table in (SEARCH_WORD, SEARCH_STUB)}
_TAKE_ALL = {table.name: _take_all(table) for table in (SEARCH_WORD, SEARCH_STUB)}
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
# Slips of words that no record has any more.
_FORGET = _take_all(
    SEARCH_STUB,
    ~exists().where(_here(SEARCH_WORD), SEARCH_WORD.c.word == SEARCH_STUB.c.word),
)


def learn(session: Session, workspace_id: int, named: set[str]) -> None:
    """Keep the words of names under every slip that leads to them."""
    put(session, SEARCH_STUB, workspace_id, _slips(named))


def unlearned(session: Session, workspace_id: int, named: set[str]) -> set[str]:
    """Those of many words that are not kept yet; most names of a long file are.

    Whoever takes one away at this moment is waited for, as an insert of it would. Asked before
    there are writes to wait for.
    """
    if len(named) <= FEW:
        return named
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
    return named - found


def put(session: Session, table: Any, workspace_id: int, rows: Sequence[Any]) -> None:
    """Insert rows that may be there already: one statement on each database."""
    if not rows:
        return
    connection = connection_of(session)
    if connection.dialect.name == "sqlite":
        _PUT[table.name].straight(connection, [(workspace_id, *row) for row in rows])
        return
    values = _lists(table, rows) | {"here": workspace_id}
    behind.write(connection, _PUT_ALL[table.name], values)


def take(session: Session, table: Any, workspace_id: int, rows: Sequence[Any]) -> None:
    """Delete rows by all that they hold: one statement on each database."""
    if not rows:
        return
    connection = connection_of(session)
    if connection.dialect.name == "sqlite":
        _TAKE[table.name].straight(connection, [(workspace_id, *row) for row in rows])
        return
    values = _lists(table, rows) | {"here": workspace_id}
    behind.write(connection, _TAKE_ALL[table.name], values)


def _lists(table: Any, rows: Sequence[Any]) -> dict[str, Any]:
    """Rows as PostgreSQL takes them, one list a column."""
    types = _TYPES[table.name]
    return dict(zip(types, map(arrays.literal, zip(*rows, strict=True)), strict=True))


def forget(session: Session, workspace_id: int, gone: set[str]) -> None:
    """Drop the slips of words that no record has any more: an erased name leaves nothing."""
    if not gone:
        return
    connection = connection_of(session)
    if connection.dialect.name == "sqlite":
        one = ({"workspace_id": workspace_id, "word": word} for word in sorted(gone))
        gone = gone - {row.word for values in one for row in _ONE.rows(connection, values)}
        take(session, SEARCH_STUB, workspace_id, _slips(gone))
        return
    values = _lists(SEARCH_STUB, _slips(gone)) | {"here": workspace_id}
    behind.write(connection, _FORGET, values)


def _slips(named: set[str]) -> list[tuple[str, str]]:
    """Words of names under every slip that leads to them."""
    return sorted((stub, word) for word in named for stub in words.stubs(word))
