"""Many rows in and out: row for row on SQLite, as lists in one statement on PostgreSQL.

PostgreSQL takes a row of a list several times quicker than a statement of its own (measured on
10,000 contacts). Its COPY is refused where row-level rules bind.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    String,
    Table,
    Text,
    bindparam,
    cast,
    insert,
    select,
)
from sqlalchemy import delete as sql_delete
from sqlalchemy.types import TypeEngine

from crm.engine import arrays, behind
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

    def add(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Insert rows, each with a value for every column; many are written behind the caller."""
        if is_one_by_one(connection, len(rows)):
            self._one.many(connection, rows)
            return
        lists = {}
        for name, given, write in self._lists:
            values = [row[given] for row in rows]
            lists[f"all_{name}"] = arrays.literal(
                values if write is None else [write(value) for value in values]
            )
        behind.write(connection, self._all, lists)


def is_one_by_one(connection: Connection, rows: int) -> bool:
    """Whether so many rows are written each in a statement of its own."""
    return connection.dialect.name != "postgresql" or rows <= FEW


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


def delete(connection: Connection, table: Table, workspace_id: int, ids: Sequence[int]) -> None:
    """Delete rows by their ids in order; a run of them needs no list."""
    if ids[-1] - ids[0] + 1 == len(ids):
        run = {"here": workspace_id, "low": ids[0], "high": ids[-1]}
        behind.write(connection, _delete_run(table), run)
    elif connection.dialect.name == "postgresql":
        listed = {"here": workspace_id, "ids": arrays.literal(ids)}
        behind.write(connection, _delete_listed(table), listed)
    else:
        here = table.c.workspace_id == workspace_id
        connection.execute(sql_delete(table).where(here, table.c.id.in_(ids)))


@cache
def _delete_run(table: Table) -> Prepared:
    some = table.c.id.between(bindparam("low"), bindparam("high"))
    return Prepared(sql_delete(table).where(table.c.workspace_id == bindparam("here"), some))


@cache
def _delete_listed(table: Table) -> Prepared:
    some = table.c.id.in_(select(arrays.unnested("ids", table.c.id.type)))
    return Prepared(sql_delete(table).where(table.c.workspace_id == bindparam("here"), some))
