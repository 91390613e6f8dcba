"""A row of our own export as the record it was: every column exact, its links, its lists."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from crm.engine.money import Money
from crm.imports import belongings, links, pointers
from crm.imports.draft import Draft, Line, Wish
from crm.imports.wording import Fields, key_of
from crm.language.normal import name_key

# Read by the kind's own maker, by other columns, or never written out.
SKIPPED = frozenset({"id", "workspace_id", "number", "name_key", "amount", "price", "currency"})
# What may stand in a column of few words; another word, typed by a person, is the maker's to read.
WORDS = {
    "deal": {"status": "open won lost"},
    "lead": {"status": "new working qualified disqualified converted"},
    "ticket": {
        "status": "open resolved",
        "waiting_for": "us customer",
        "priority": "low normal high urgent",
    },
    "company": {"type": "prospect customer partner former"},
    "activity": {"type": "call email meeting note"},
    "quote": {"status": "draft pending approved sent accepted rejected expired"},
}
EXTRA = (
    "ref",
    "external_vendor",
    "owner",
    "user",
    "assignee",
    "stage",
    "email",
    "phone",
    "revenue",
)


def restore(draft: Draft, fields: Fields) -> None:
    """Give a draft what its row says to the letter; cells that were edited stay as they were read.

    A cell that is no longer what an export writes (a date as a spreadsheet shows it) is left to
    the reading of any other file.
    """
    row = fields.exact()
    for column in links.MODELS[draft.kind].__table__.columns:
        if column.name in row and column.name not in SKIPPED:
            _column(draft, column, row[column.name])
    draft.vendor = row.get("external_vendor", "")[:20]
    draft.wishes = _wishes(draft.kind, row)
    _money(draft, row)
    for name in belongings.names(draft.kind):
        if row.get(name):
            _list(draft, name, _entries(row[name]))
    if draft.kind == "contact":
        _reached(draft, row)


def taken(kind: str) -> frozenset[str]:
    """The columns of an export that are read back."""
    parts = ("", "_ref", "_external_id", "_external_vendor", "_created_at", "_kind")
    pointed = (f"{name}{part}" for name in pointers.names(kind) for part in parts)
    columns = (column.name for column in links.MODELS[kind].__table__.columns)
    return frozenset([*EXTRA, *columns, *pointed, *belongings.names(kind)])


def _column(draft: Draft, column: Any, text: str) -> None:
    name = column.name
    allowed = WORDS.get(draft.kind, {}).get(name)
    if allowed is not None and text not in allowed.split():
        return
    if len(text) > (getattr(column.type, "length", None) or len(text)):
        return
    if not text:
        if column.nullable:
            draft.values.pop(name, None)
        return
    try:
        value = READ.get(_type_of(column), str)(text)
    except (ValueError, InvalidOperation):
        return
    draft.values[name] = value
    if name == "name" and "name_key" in draft.values:
        draft.values["name_key"] = name_key(text)


def _type_of(column: Any) -> type:
    """What a column holds; a type of ours holds what the one below it holds."""
    below = getattr(column.type, "impl_instance", column.type)
    found: type = below.python_type
    return found


def _truth(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text.casefold()]


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at.astimezone(UTC)


READ: dict[type, Callable[[str], Any]] = {
    int: int,
    float: float,
    bool: lambda text: (
        _truth(text) if text.casefold() in {"true", "false", "1", "0"} else int(text)
    ),
    datetime: _moment,
    date: date.fromisoformat,
    Decimal: Decimal,
}


def _money(draft: Draft, row: Mapping[str, str]) -> None:
    """The sum and its currency, where the cells are as we write them."""
    currency = row.get("currency", "")
    for name in ("amount", "price"):
        if name not in row:
            continue
        if currency and "currency" in links.MODELS[draft.kind].__table__.columns:
            draft.values["currency"] = currency
        if row[name] and (minor := _minor(row[name], currency)) is not None:
            draft.values[name] = minor


def _minor(text: Any, currency: str) -> int | None:
    try:
        return Money.of(Decimal(str(text)), currency).minor
    except (ValueError, InvalidOperation, KeyError):
        return None


def _wishes(kind: str, row: Mapping[str, str]) -> list[Wish]:
    found = []
    for name in pointers.names(kind):
        parent = row.get("about_kind", "") if name == "about" else name.rpartition("_")[2]
        if parent in links.MODELS:
            said = {part: row.get(f"{name}{part}", "") for part in ("", "_ref", "_created_at")}
            wish = wished(parent, said[""], said["_ref"], said["_created_at"])
            other = row.get(f"{name}_external_id", "")
            vendor = row.get(f"{name}_external_vendor", "")
            found.append(Wish((parent,), key_of(other), vendor=vendor) if other else wish)
    return [wish for wish in found if wish is not None]


def wished(parent: str, name: str, ref: str, stamp: str) -> Wish | None:
    """The link to a record: by its reference there and the moment it was made, else by name."""
    if ref:
        return Wish((parent,), key=f"ref:{ref}:{stamp}", name=name)
    return Wish((parent,), name=name) if name else None


def _reached(draft: Draft, row: Mapping[str, str]) -> None:
    """The ways to reach a contact as they were; those of an edited cell as any file's are read."""
    said: list[Any] = draft.lists.get("points", [])
    for kind in ("email", "phone"):
        mine = [each for each in said if each["kind"] == kind]
        if ";".join(each["value"] for each in mine) != row.get(kind, ""):
            new = [value for of, value, _ in draft.points if of == kind]
            old = {each["value"]: each for each in mine}
            fresh = {"kind": kind, "label": None, "source": "import"}
            said = [each for each in said if each["kind"] != kind]
            said += [old.get(value, fresh | {"value": value}) for value in new]
    draft.lists["points"] = said
    draft.points = [(each["kind"], each["value"], each["label"]) for each in said]


def _entries(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def _list(draft: Draft, name: str, entries: list[Any]) -> None:
    if name == "lines":
        draft.lines = [_line(draft, each) for each in entries if isinstance(each, dict)]
        return
    draft.lists[name] = entries
    if name == "addresses":
        draft.address = {}


def product(entry: Mapping[str, Any]) -> Wish:
    """The link to the product that an entry of a list names."""
    said = [str(entry.get(n) or "") for n in ("product", "product_ref", "product_created_at")]
    return wished("product", *said) or Wish(("product",))


def _line(draft: Draft, entry: Mapping[str, Any]) -> Line:
    currency = str(draft.values["currency"])
    discount = entry.get("discount")
    return Line(
        product(entry),
        str(entry.get("name") or entry.get("product") or ""),
        Decimal(str(entry.get("quantity") or 0)),
        _minor(entry.get("price") or 0, currency) or 0,
        None if discount is None else Decimal(str(discount)),
        _minor(entry.get("amount") or 0, currency) or 0,
    )
