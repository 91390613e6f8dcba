"""Statements compiled once and run on the driver's own cursor, for what every command does.

SQLAlchemy's way from a statement to its rows costs three to five times what SQLite needs for it
(measured: 24 µs instead of 5 for five small rows, and more where other code runs in between).
Each is held to its workspace when it is compiled, and whoever watches the engine's statements
(the guard, a count) sees it. Lists of values (`in_`) cannot be prepared.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.types import Float, TypeEngine

from crm.engine import guard

Values = Mapping[str, Any]
Turn = Callable[[Any], Any]
FLOAT8, NUMERIC = 701, 1700  # PostgreSQL's ids of these types


CONNECTION = "connection"


def connection_of(session: Session) -> Connection:
    """The connection of a unit of work, which the session takes a while to find each time."""
    known: Connection | None = session.info.get(CONNECTION)
    return known if known is not None and known.in_transaction() else session.connection()


class Prepared:
    """One statement; its values are `bindparam`s, or the columns of an INSERT that are given."""

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._made: dict[str, _Made] = {}

    def rows(self, connection: Connection, values: Values) -> list[Any]:
        """Run it once; its rows, each with the names of its columns, none where it has none."""
        made = self._for(connection)
        given = made.given(values)
        cursor = connection.connection.cursor()
        _show(connection, cursor, made.text, given, is_many=False)
        try:
            cursor.execute(made.text, given)
            found = cursor.fetchall() if made.row is not None else ()
        except connection.dialect.loaded_dbapi.Error as error:
            raise _told(connection, made.text, error) from error
        finally:
            cursor.close()
        return made.read(found) if found else []

    def many(self, connection: Connection, each: Sequence[Values]) -> None:
        """Run it once for each of some values; it gives no rows."""
        made = self._for(connection)
        _run_many(connection, made.text, made.given_all(each))

    def straight(self, connection: Connection, each: Sequence[Any]) -> None:
        """Run it once for each of some values, given as the driver takes them, in their order."""
        _run_many(connection, self._for(connection).text, each)

    def _for(self, connection: Connection) -> _Made:
        dialect = connection.dialect
        made = self._made.get(dialect.name)
        if made is None:
            made = self._made[dialect.name] = _make(self._statement, self._columns, dialect)
        return made


def _run_many(connection: Connection, text: str, given: Sequence[Any]) -> None:
    cursor = connection.connection.cursor()
    _show(connection, cursor, text, given, is_many=True)
    try:
        cursor.executemany(text, given)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, text, error) from error
    finally:
        cursor.close()


def _told(connection: Connection, text: str, error: Exception) -> BaseException:
    """A driver's error as SQLAlchemy's, without the values."""
    kind = connection.dialect.loaded_dbapi.Error
    return DBAPIError.instance(
        text, None, error, kind, hide_parameters=True, dialect=connection.dialect
    )


def _show(connection: Connection, cursor: Any, text: str, given: Any, *, is_many: bool) -> None:
    """Tell those who listen to the engine's statements."""
    for listen in connection.dispatch.before_cursor_execute:
        listen(connection, cursor, text, given, None, is_many)


@dataclass(frozen=True, slots=True)
class _Made:
    """A statement as one kind of database takes it.

    `places` are the names of its values in order, or None where the driver takes them by name.
    """

    text: str
    fixed: Values
    turns: Mapping[str, Turn]
    places: tuple[str, ...] | None
    row: Any
    columns: tuple[tuple[int, Turn], ...]

    def given(self, values: Values) -> Any:
        """Values as the driver takes them."""
        if self.places is not None:
            fixed, turns = self.fixed, self.turns
            return tuple(
                [
                    turns[name](values[name] if name in values else fixed[name])
                    if name in turns
                    else values[name]
                    if name in values
                    else fixed[name]
                    for name in self.places
                ]
            )
        named = {**self.fixed, **values}
        for name, turn in self.turns.items():
            named[name] = turn(named[name])
        return named

    def given_all(self, each: Sequence[Values]) -> Sequence[Any]:
        """Many values as the driver takes them, worked out place by place."""
        if self.places is None:
            return [self.given(values) for values in each]
        return list(zip(*(self._column(name, each) for name in self.places), strict=True))

    def _column(self, name: str, each: Sequence[Values]) -> list[Any]:
        if name in self.fixed:
            default = self.fixed[name]
            found = [values.get(name, default) for values in each]
        else:
            found = [values[name] for values in each]
        turn = self.turns.get(name)
        return found if turn is None else [turn(value) for value in found]

    def read(self, found: Iterable[Sequence[Any]]) -> list[Any]:
        """Rows as the statement's types give them."""
        if not self.columns:
            return [self.row(*one) for one in found]
        rows = []
        for one in found:
            values = list(one)
            for place, turn in self.columns:
                values[place] = turn(values[place])
            rows.append(self.row(*values))
        return rows


def _make(statement: Any, columns: Sequence[str] | None, dialect: Dialect) -> _Made:
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    text = str(compiled)
    if not guard.keeps_to_workspace(text):
        raise PermissionError(f"a statement forgets its workspace: {text[:200]}")
    fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    fixed |= {column.key: column.default.arg for column in compiled.insert_prefetch}
    turns = {name: _turn(bind.type, dialect) for name, bind in compiled.binds.items()}
    gives = compiled.statement.is_select or compiled.effective_returning
    selected = list(compiled.statement.exported_columns) if gives else []
    reads = [_reads(column.type, dialect) for column in selected]
    return _Made(
        text,
        fixed,
        {name: turn for name, turn in turns.items() if turn is not None},
        tuple(compiled.positiontup) if compiled.positiontup is not None else None,
        _row(selected) if selected else None,
        tuple((place, turn) for place, turn in enumerate(reads) if turn is not None),
    )


def _row(selected: Sequence[Any]) -> Any:
    """The class of the rows; names that occur twice are left to their places."""
    names = [column.name for column in selected]
    return namedtuple("Row", names, rename=True)  # noqa: PYI024 - its fields are known here only


def _turn(kind: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reads(kind: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    # PostgreSQL's numbers are read by the type that the driver reports: float8 or numeric.
    reported = FLOAT8 if isinstance(kind, Float) else NUMERIC
    return kind.dialect_impl(dialect).result_processor(dialect, reported)
