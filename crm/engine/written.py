"""What the journal writes of a row: its values as JSON, its record, its text, salt and digest.

The text of a side is made once: the same letters are hashed and stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Column, Date, Numeric, Table, bindparam, inspect
from sqlalchemy.types import UserDefinedType

from crm.engine import chain
from crm.models import Base, Changeset, Tenant
from crm.models.base import Moment

Values = Mapping[str, Any]
Side = dict[str, Any] | None
OWN = frozenset({"id", "workspace_id"})


class Written(UserDefinedType[str]):
    """JSON that is given as its text, which is passed on as it stands."""

    cache_ok = True

    def get_col_spec(self, **_kw: Any) -> str:
        """The type of the column."""
        return "JSON"


# The sides of a change as an INSERT takes them from `change`.
SIDES = {
    "before": bindparam("before_text", type_=Written()),
    "after": bindparam("after_text", type_=Written()),
}


def snapshot(row: Tenant) -> dict[str, Any]:
    """All columns of a row as JSON values, without its workspace."""
    return {
        column.key: to_json(getattr(row, column.key))
        for column in inspect(type(row)).column_attrs
        if column.key != "workspace_id"
    }


def to_json(value: Any) -> Any:
    """A column's value as the journal keeps it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def from_json(table: Table, column: str, value: Any) -> Any:
    """A journaled value as the column takes it."""
    read = None if value is None else _shape(table).reads.get(column)
    return value if read is None else read(value)


def stored(table: Table, values: Values, workspace_id: int) -> dict[str, Any]:
    """A journaled row as its table takes it."""
    row = dict(values) | {"workspace_id": workspace_id}
    for name, read in _shape(table).reads.items():
        if row.get(name) is not None:
            row[name] = read(row[name])
    return row


def filled(table: Table, row: Values, row_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A new row with its defaults, as its table takes it and as the journal has it."""
    shape = _shape(table)
    plain = {name: row.get(name, default) for name, default in shape.defaults.items()}
    plain["id"] = row_id
    kept = plain.copy()
    for name in shape.turned:
        kept[name] = to_json(kept[name])
    return plain, kept


def as_journaled(table: Table, rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Whole rows of a table, as they were read, as the journal has them."""
    names, turned = table.columns.keys(), _shape(table).turned
    found = []
    for row in rows:
        kept = dict(zip(names, row, strict=True))
        del kept["workspace_id"]
        for name in turned:
            kept[name] = to_json(kept[name])
        found.append(kept)
    return found


def changes(
    changeset: Changeset,
    model: type[Tenant],
    befores: Sequence[Side],
    afters: Sequence[Side],
    texts: Sequence[str] | None = None,
) -> list[dict[str, Any]]:
    """Rows of the journal, of changes of one table, with the text of both sides.

    `texts` are those of `befores`, where they are known.
    """
    table, columns = model.__tablename__, _whole(model)
    salts = chain.new_salts(len(befores))
    old = map(chain.text, befores) if texts is None else texts
    new = map(chain.text, afters)
    found = []
    for before, after, salt, before_text, after_text in zip(
        befores, afters, salts, old, new, strict=True
    ):
        values = after or before or {}
        record_kind, record_id = columns
        found.append(
            {
                "workspace_id": changeset.workspace_id,
                "changeset_id": changeset.id,
                "table_name": table,
                "row_id": values["id"],
                "record_kind": record_kind or values["record_kind"],
                "record_id": values[record_id],
                "before": before,
                "after": after,
                "before_text": None if before is None else before_text,
                "after_text": None if after is None else after_text,
                "salt": salt,
                "digest": chain.digest_of(salt, before_text, after_text),
            }
        )
    return found


def _whole(model: type[Tenant]) -> tuple[str | None, str]:
    """The kind of the record that a row belongs to, None where the row names it; its column."""
    whole = model.__part_of__
    if whole is None:
        return model.__tablename__, "id"
    return (None, "record_id") if whole == "record" else (whole, f"{whole}_id")


@dataclass(frozen=True, slots=True)
class _Shape:
    """A table's columns: their defaults, those that JSON has no form for, how they are read."""

    defaults: Values
    turned: Sequence[str]
    reads: Mapping[str, Callable[[Any], Any]]


@cache
def _shape(table: Table) -> _Shape:
    reads = {column.name: read for column in table.columns if (read := _reader(column))}
    turned = [c.name for c in table.columns if isinstance(c.type, Moment | Date | Numeric)]
    return _Shape({c.name: _default(c) for c in table.columns if c.name not in OWN}, turned, reads)


def _reader(column: Column[Any]) -> Callable[[Any], Any] | None:
    kind = column.type
    if isinstance(kind, Moment):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    return Decimal if isinstance(kind, Numeric) and kind.asdecimal else None


def _default(column: Column[Any]) -> Any:
    default: Any = column.default
    return default.arg if default is not None and default.is_scalar else None


def table_of(model: type[Tenant]) -> Table:
    """The table of a journaled class."""
    return Base.metadata.tables[model.__tablename__]
