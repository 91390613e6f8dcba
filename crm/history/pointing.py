"""Which rows point at which: links by id, and parts that name their record by kind and id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table, Text, cast, inspect, select
from sqlalchemy.orm import Session

from crm.engine import refs
from crm.engine.sql import among, unindexed
from crm.models import Base, Change, Tenant

Key = tuple[str, int]
# What undo reads of a change; the sides as their texts, most of which need no decoding.
READ = (
    Change.id,
    Change.table_name,
    Change.row_id,
    Change.record_kind,
    Change.record_id,
    cast(Change.before, Text).label("before"),
    cast(Change.after, Text).label("after"),
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """A row (table, id) that points at another one by a column."""

    row: Key
    column: str
    at: Key


def at(session: Session, keys: Collection[Key]) -> Iterator[Pointer]:
    """The rows that point at any of these, but for those that are among them."""
    for table, ids in grouped(keys):
        for child, column in _columns(table):
            points = inspect(model(child.name)).column_attrs[column].class_attribute
            found = select(_id(child.name), points).where(among(points, ids))
            for child_id, row_id in session.execute(found):
                if (child.name, child_id) not in keys:
                    yield Pointer((child.name, child_id), column, (table, row_id))
        if table in refs.MODELS:
            yield from _carried(session, table, ids, keys)


def _carried(
    session: Session, table: str, ids: Sequence[int], keys: Collection[Key]
) -> Iterator[Pointer]:
    """Rows that name these records by kind and id: their tags, files, activities."""
    for carrier in _carriers():
        found = select(carrier.id, carrier.record_id).where(
            carrier.record_kind == table, among(carrier.record_id, ids)
        )
        name = carrier.__tablename__
        for child_id, row_id in session.execute(found):
            if (name, child_id) not in keys:
                yield Pointer((name, child_id), "record_id", (table, row_id))


def out(table: str, said: dict[str, Any]) -> Iterator[tuple[str, Key]]:
    """Where a row, as the journal has it, points: by which column, at what."""
    for column in Base.metadata.tables[table].columns:
        target = column.info.get("link")
        if target and said.get(column.name) is not None:
            yield column.name, (target, said[column.name])
    if said.get("record_kind") and said.get("record_id"):
        yield "record_id", (said["record_kind"], said["record_id"])


def row(session: Session, pointer: Pointer) -> Tenant:
    """The row that points."""
    table, row_id = pointer.row
    found: Tenant = session.scalars(select(model(table)).where(_id(table) == row_id)).one()
    return found


def changes_of(session: Session, changeset_id: int, records: Iterable[Key]) -> list[Any]:
    """All that a changeset did to some records and their parts, as rows of what undo reads."""
    found: list[Any] = []
    for kind, ids in grouped(records):
        statement = select(*READ).where(
            unindexed(Change.changeset_id) == changeset_id,
            Change.record_kind == kind,
            among(Change.record_id, ids),
        )
        found += session.execute(statement)
    return found


def grouped(keys: Iterable[Key]) -> Iterator[tuple[str, list[int]]]:
    """The ids by their table or kind, in order."""
    found: dict[str, list[int]] = defaultdict(list)
    for table, row_id in keys:
        found[table].append(row_id)
    for table, ids in found.items():
        ids.sort()
        yield table, ids


def model(table: str) -> type[Tenant]:
    """The class of a table."""
    return _models()[table]


def _id(table: str) -> Any:
    return inspect(model(table)).column_attrs["id"].class_attribute


@cache
def _models() -> dict[str, type[Tenant]]:
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    return {c.__tablename__: c for c in classes if issubclass(c, Tenant)}


@cache
def _carriers() -> tuple[Any, ...]:
    return tuple(
        each
        for each in _models().values()
        if each.__journaled__ and "record_kind" in each.__table__.columns
    )


@cache
def _columns(table: str) -> tuple[tuple[Table, str], ...]:
    """The columns, of any table, that point at a table."""
    return tuple(
        (child, column.name)
        for child in Base.metadata.tables.values()
        for column in child.columns
        if column.info.get("link") == table
    )
