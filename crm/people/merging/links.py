"""What hangs on a record: every column that points at its kind, found in the tables themselves.

A new table needs nothing here: its `link("contact")`, or its pair `kind` and `record_id`, is
enough for its rows to follow a merge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, UniqueConstraint, and_, select, update
from sqlalchemy.orm import Session

from crm.engine import journal
from crm.engine.store import workspace_of
from crm.models import Base, Tenant

# The journal says what was, and merges and their pairs name both records themselves.
APART = frozenset({"change", "merge"})
OPEN = ("held", "due", "sending", "unconfirmed")
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Hanging:
    """A column whose values are ids of a kind; `named` is the column that says the kind, if any."""

    table: Table
    column: str
    named: str | None = None

    @property
    def key(self) -> str:
        """Its name, for what a merge keeps."""
        return f"{self.table.name}.{self.column}"

    @property
    def model(self) -> type[Tenant]:
        """The table's class."""
        return _models()[self.table.name]

    def points(self, session: Session, kind: str) -> ColumnElement[bool]:
        """The condition that a row of this workspace points at the kind at all."""
        here = self.table.c.workspace_id == workspace_of(session)
        return and_(here, self.table.c[self.named] == kind) if self.named else here


@cache
def hanging(kind: str) -> tuple[Hanging, ...]:
    """Every column that points at records of a kind."""
    return tuple(
        found
        for table in Base.metadata.sorted_tables
        if table.name in _models() and table.name not in APART
        for found in _of_table(table, kind)
    )


def _of_table(table: Table, kind: str) -> Iterator[Hanging]:
    for column in table.columns:
        if column.info.get("link") == kind:
            yield Hanging(table, column.name)
    named = next((name for name in ("record_kind", "kind") if name in table.columns), None)
    if named is not None and "record_id" in table.columns:
        yield Hanging(table, "record_id", named)


@cache
def _models() -> dict[str, type[Tenant]]:
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    return {c.__tablename__: c for c in classes if issubclass(c, Tenant)}


def rows_of(session: Session, place: Hanging, kind: str, record_id: int) -> list[int]:
    """The ids of the rows that hang on a record there; of messages only those still open."""
    table = place.table
    conditions = [place.points(session, kind), table.c[place.column] == record_id]
    if table.name == "delivery":
        conditions.append(table.c.state.in_(OPEN))
    statement = select(table.c.id).where(*conditions).order_by(table.c.id).with_for_update()
    return list(session.connection().execute(statement).scalars())


def pointing(
    session: Session, place: Hanging, kind: str, at: tuple[int, Sequence[int]]
) -> list[int]:
    """Which of some rows point at a record now."""
    record_id, ids = at
    table = place.table
    found: list[int] = []
    for some in _portions(ids):
        conditions = (place.points(session, kind), table.c[place.column] == record_id)
        statement = select(table.c.id).where(*conditions, table.c.id.in_(some))
        found += session.connection().execute(statement.order_by(table.c.id)).scalars()
    return found


def move(session: Session, place: Hanging, ids: Sequence[int], to: int) -> list[int]:
    """Point rows at another record; those that it already has, by a unique key, stay behind."""
    free = [each for each in ids if each not in _had(session, place, ids, to)]
    for some in _portions(free):
        if getattr(place.model, "__journaled__", False):
            rows = journal.rows(session, place.table.name, some)
            pairs = [(row, row | {place.column: to}) for row in rows]
            journal.bulk_update(session, place.model, pairs)
        else:
            here = place.table.c.workspace_id == workspace_of(session)
            chosen = place.table.c.id.in_(some)
            change = update(place.table).where(here, chosen).values({place.column: to})
            session.connection().execute(change)
    return free


def _had(session: Session, place: Hanging, ids: Sequence[int], to: int) -> set[int]:
    """The rows whose like the other record has already."""
    found: set[int] = set()
    for columns in _unique(place.table, place.column):
        theirs = _values(session, place, columns, place.table.c[place.column] == to)
        have = {values for _, values in theirs}
        for some in _portions(ids):
            mine = _values(session, place, columns, place.table.c.id.in_(some))
            found |= {id_ for id_, values in mine if values in have and None not in values}
    return found


def _values(
    session: Session, place: Hanging, columns: Sequence[Column[Any]], where: ColumnElement[bool]
) -> list[tuple[int, tuple[Any, ...]]]:
    here = place.table.c.workspace_id == workspace_of(session)
    rows = session.connection().execute(select(place.table.c.id, *columns).where(here, where))
    return [(row[0], tuple(row[1:])) for row in rows]


@cache
def _unique(table: Table, column: str) -> tuple[tuple[Column[Any], ...], ...]:
    """The other columns of each unique key that has this one."""
    keys = [c.columns for c in table.constraints if isinstance(c, UniqueConstraint)]
    keys += [index.columns for index in table.indexes if index.unique]
    names = [[each.name for each in key] for key in keys]
    return tuple(
        tuple(table.c[name] for name in key if name not in {column, "workspace_id"})
        for key in names
        if column in key
    )


def _portions(ids: Iterable[int]) -> Iterator[list[int]]:
    every = list(ids)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]
