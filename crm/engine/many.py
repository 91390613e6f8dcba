"""Many rows into a table: row for row on SQLite, as lists in one statement on PostgreSQL.

PostgreSQL takes a row of a list several times quicker than a statement of its own (measured on
10,000 contacts). Its COPY is refused where row-level rules bind.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    String,
    Table,
    Text,
    cast,
    insert,
    select,
)
from sqlalchemy.types import TypeEngine

from crm.engine import arrays
from crm.engine.prepared import Prepared, Values
from crm.models.base import Moment

FEW = 20
NONE: Mapping[str, Any] = {}


class Rows:
    """An INSERT of these columns; `sides` have bound parameters for JSON that is given as text."""

    def __init__(
        self, table: Table, columns: Sequence[str], sides: Mapping[str, Any] = NONE
    ) -> None:
        plain = [name for name in columns if name not in sides]
        one = insert(table).values(dict(sides)) if sides else insert(table)
        self._one = Prepared(one, plain)
        self._lists = [
            (name, sides[name].key, None)
            if name in sides
            else (name, name, _writes(table.c[name].type))
            for name in columns
        ]
        chosen = [_unnested(table.c[name]) for name in columns]
        self._all = Prepared(insert(table).from_select(list(columns), select(*chosen)))

    @contextmanager
    def adding(self, connection: Connection, rows: Sequence[Values]) -> Iterator[None]:
        """Insert rows; what is worked out meanwhile must not use the connection.

        PostgreSQL takes many rows in a process of its own, and need not be waited for.
        """
        if _is_one_by_one(connection, rows):
            self.add(connection, rows)
            yield
            return
        with ThreadPoolExecutor(1, thread_name_prefix="insert") as thread:
            added = thread.submit(self.add, connection, rows)
            yield
            added.result()

    def add(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Insert rows, each with a value for every column."""
        if _is_one_by_one(connection, rows):
            self._one.many(connection, rows)
            return
        lists = {}
        for name, given, write in self._lists:
            values = [row[given] for row in rows]
            lists[f"all_{name}"] = arrays.literal(
                values if write is None else [write(value) for value in values]
            )
        self._all.rows(connection, lists)


def _is_one_by_one(connection: Connection, rows: Sequence[Values]) -> bool:
    return connection.dialect.name != "postgresql" or len(rows) <= FEW


def _unnested(column: Column[Any]) -> Any:
    lists = arrays.unnested(f"all_{column.name}", _element(column.type))
    return cast(lists, column.type) if isinstance(column.type, JSON) else lists


def _element(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(kind, String | JSON):
        return Text()
    return DateTime(timezone=True) if isinstance(kind, Moment) else kind


def _writes(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if not isinstance(kind, JSON):
        return None
    return lambda value: None if value is None and kind.none_as_null else json.dumps(value)
