"""The lists of restored records into their tables: tags, own fields, addresses, products."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import journal
from crm.engine.money import Money
from crm.imports import belongings
from crm.imports.draft import Draft
from crm.imports.links import Links
from crm.imports.restoring import product
from crm.language.normal import name_key
from crm.models import (
    Address,
    ContactPoint,
    CustomField,
    CustomValue,
    DealProduct,
    Preference,
    Tag,
    TagLink,
    TicketProduct,
)

Entry = dict[str, Any]
COLUMNS = ("text", "figure", "amount", "currency", "day")
NAME, TEXT = 40, 1_000
# As the store keeps it: undo compares what was written with what is there.
PLACES = Decimal("0.000001")


def put(
    session: Session, kind: str, drafts: Sequence[Draft], found: Links, now: datetime
) -> list[tuple[int, str]]:
    """Write the lists of records that were just made; returns what was left out, with its line."""
    mine = [draft for draft in drafts if draft.lists]
    if not mine:
        return []
    _plain(session, kind, mine)
    _tags(session, kind, mine, now)
    left = _custom(session, kind, mine, now)
    if kind in {"deal", "ticket"}:
        left += _products(session, kind, mine, found)
    return left


def _entries(drafts: Iterable[Draft], name: str) -> Iterator[tuple[Draft, Entry]]:
    for draft in drafts:
        for entry in draft.lists.get(name, ()):
            if isinstance(entry, dict):
                yield draft, entry


def _plain(session: Session, kind: str, drafts: Sequence[Draft]) -> None:
    points = [
        {"contact_id": d.id} | {n: e.get(n) for n in ("kind", "value", "label", "source")}
        for d, e in _entries(drafts, "points")
    ]
    journal.bulk_insert(session, ContactPoint, points)
    wishes = [
        {"contact_id": d.id, "name": e["name"], "value": e["value"], "source": e.get("source")}
        | {"set_at": datetime.fromisoformat(e["set_at"])}
        for d, e in _entries(drafts, "preferences")
    ]
    journal.bulk_insert(session, Preference, wishes)
    places = [
        {"record_kind": kind, "record_id": d.id} | {n: e.get(n) for n in belongings.PLACES}
        for d, e in _entries(drafts, "addresses")
    ]
    journal.bulk_insert(session, Address, places)


def _tags(session: Session, kind: str, drafts: Sequence[Draft], now: datetime) -> None:
    said: dict[Any, str] = {(d.id, name_key(n)): n for d in drafts for n in d.lists.get("tags", ())}
    if not said:
        return
    names = {key: name for (_, key), name in said.items()}
    ids = {tag.name_key: tag.id for tag in session.scalars(select(Tag))}
    new = [
        {"name": name[:NAME], "name_key": key, "created_at": now}
        for key, name in names.items()
        if key not in ids
    ]
    ids |= {row["name_key"]: i for row, i in zip(new, _inserted(session, Tag, new), strict=True)}
    rows = [
        {"tag_id": ids[key], "record_kind": kind, "record_id": record_id, "created_at": now}
        for record_id, key in said
    ]
    journal.bulk_insert(session, TagLink, rows)


def _inserted(session: Session, model: Any, rows: list[Entry]) -> list[int]:
    return journal.bulk_insert(session, model, rows)


def _custom(
    session: Session, kind: str, drafts: Sequence[Draft], now: datetime
) -> list[tuple[int, str]]:
    mine = [(draft, int(draft.id or 0)) for draft in drafts]
    rows, left = _values(session, kind, mine, now)
    journal.bulk_insert(session, CustomValue, [row for row, _ in rows])
    return left


def renew(
    session: Session, stored: Sequence[tuple[Draft, int, bool]], now: datetime
) -> list[tuple[int, str]]:
    """Own fields of stored records: an update's values take the old ones' place, others fill gaps.

    Returns what was left out, with its line.
    """
    left: list[tuple[int, str]] = []
    mine = [each for each in stored if each[0].lists.get("custom")]
    for kind in sorted({draft.kind for draft, _, _ in mine}):
        these = [(draft, record_id) for draft, record_id, _ in mine if draft.kind == kind]
        over = {id(draft): takes_over for draft, _, takes_over in mine}
        rows, more = _values(session, kind, these, now)
        _renewed(session, kind, [(row, over[id(draft)]) for row, draft in rows])
        left += more
    return left


def _renewed(session: Session, kind: str, rows: Sequence[tuple[Entry, bool]]) -> None:
    ids = sorted({row["record_id"] for row, _ in rows})
    here = select(CustomValue.id).where(
        CustomValue.record_kind == kind, CustomValue.record_id.in_(ids)
    )
    known = journal.rows(session, "custom_value", list(session.scalars(here))) if ids else []
    before = {(row["record_id"], row["field_id"]): row for row in known}
    new: dict[tuple[int, int], Entry] = {}
    pairs: dict[tuple[int, int], tuple[Entry, Entry]] = {}
    for row, takes_over in rows:
        place = row["record_id"], row["field_id"]
        if place not in before:
            new[place] = row if takes_over else new.get(place, row)
        elif takes_over:
            after = before[place] | {n: journal.to_json(row[n]) for n in COLUMNS}
            pairs[place] = (before[place], after)
    changed = [pair for pair in pairs.values() if pair[0] != pair[1]]
    if changed:
        journal.bulk_update(session, CustomValue, changed)
    journal.bulk_insert(session, CustomValue, list(new.values()))


def _values(
    session: Session, kind: str, drafts: Sequence[tuple[Draft, int]], now: datetime
) -> tuple[list[tuple[Entry, Draft]], list[tuple[int, str]]]:
    """The rows of own fields of records, each with its draft; what was left out, with its line."""
    entries = [
        (draft, record_id, entry)
        for draft, record_id in drafts
        for entry in draft.lists.get("custom", ())
        if isinstance(entry, dict)
    ]
    fields = _fields(session, kind, [entry for _, _, entry in entries], now)
    rows: list[tuple[Entry, Draft]] = []
    left: list[tuple[int, str]] = []
    for draft, record_id, entry in entries:
        field_id, of_type = fields[name_key(str(entry["field"]))]
        value = _value(of_type, entry) if _fits(of_type, entry["type"]) else None
        if value is None:
            left.append((draft.line, f"field {entry['field']}: it holds something else here"))
            continue
        row = {"field_id": field_id, "record_kind": kind, "record_id": record_id}
        rows.append((row | dict.fromkeys(COLUMNS) | value, draft))
    return rows, left


def _fits(of_type: str, said: str) -> bool:
    """Whether a field takes values of a type: any value is a text, a text may be a choice."""
    return of_type in {said, "text"} or {of_type, said} == {"text", "choice"}


def _fields(
    session: Session, kind: str, entries: Sequence[Entry], now: datetime
) -> dict[str, tuple[int, str]]:
    """The workspace's fields of a kind by name; those that it has not are made."""
    if not entries:
        return {}
    here = select(CustomField).where(CustomField.kind == kind)
    known = {field.name_key: (field.id, field.type) for field in session.scalars(here)}
    new: dict[str, Entry] = {}
    for entry in entries:
        key = name_key(str(entry["field"]))
        if key not in known:
            new.setdefault(
                key,
                {
                    "kind": kind,
                    "name": entry["field"],
                    "name_key": key,
                    "type": entry["type"],
                    "choices": entry.get("choices", []),
                    "created_at": now,
                },
            )
    ids = _inserted(session, CustomField, list(new.values()))
    return known | {k: (i, row["type"]) for i, (k, row) in zip(ids, new.items(), strict=True)}


def _value(of_type: str, entry: Entry) -> Entry | None:
    text = str(entry["value"])
    try:
        if of_type == "number":
            return {"figure": Decimal(text).quantize(PLACES)}
        if of_type == "date":
            return {"day": date.fromisoformat(text)}
        if of_type == "money":
            made = Money.of(Decimal(text), entry["currency"])
            return {"amount": made.minor, "currency": made.currency}
    except (ValueError, InvalidOperation):
        return None
    return {"text": text[:TEXT]}


def _products(
    session: Session, kind: str, drafts: Sequence[Draft], found: Links
) -> list[tuple[int, str]]:
    wished = [(draft, entry, product(entry)) for draft, entry in _entries(drafts, "products")]
    found.look_up([wish for _, _, wish in wished])
    rows: list[Entry] = []
    left: list[tuple[int, str]] = []
    for draft, entry, wish in wished:
        parent = found.parent(wish)
        if parent is None:
            left.append((draft.line, f"product {entry.get('product', '')}: not known, left out"))
            continue
        row: Entry = {f"{kind}_id": draft.id, "product_id": parent[1]}
        if kind == "deal":
            row["quantity"] = Decimal(entry["quantity"]) if entry.get("quantity") else None
        rows.append(row)
    journal.bulk_insert(session, DealProduct if kind == "deal" else TicketProduct, rows)
    return left
