"""A journaled change in words: what was added, removed, or is other than it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm.engine.call import Call
from crm.engine.money import Money
from crm.engine.texts import Day, Joined, T, Term, Text, Value
from crm.language.vocabulary import label
from crm.models import Base, Change, Tenant

HIDDEN = frozenset({"id", "number", "name_key", "record_kind", "record_id", "currency"})
MINOR = frozenset({"amount", "price", "budget", "spent"})
PARTS = {
    "tag_link": Term("tag"),
    "custom_value": Term("own field"),
    "contact_point": Term("way to reach"),
    "stage_change": Term("move"),
    "attachment": Term("file"),
    "watch": Term("follower"),
    "address": Term("address"),
    "preference": Term("preference"),
    "consent": Term("consent"),
    "lead_conversion": Term("conversion"),
    "purchase_line": Term("line"),
    "ticket_message": Term("message"),
}
OWN = "custom_value"
Names = Mapping[tuple[str, int], str]


def names(call: Call, changes: Sequence[Change]) -> Names:
    """What the rows that the changes point at are called: one statement a table."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        for values in (change.before or {}, change.after or {}):
            for column, value in values.items():
                target = _target(change.table_name, column)
                if target is not None and value is not None:
                    wanted[target].add(value)
    found: dict[tuple[str, int], str] = {}
    for table, ids in wanted.items():
        model = _model(table)
        named = getattr(model, "name", None) or getattr(model, "subject", None)
        if model is not None and named is not None:
            rows = call.session.execute(select(model.id, named).where(model.id.in_(ids)))
            found.update(((table, row_id), name) for row_id, name in rows)
    return found


def said(call: Call, change: Change, known: Names) -> Text | Joined:
    """What a change did, in a few words."""
    kind = PARTS.get(change.table_name, Term(change.table_name))
    if change.before is None or change.after is None:
        what: Value = _what(change, known)
        if change.table_name == OWN and what is not None:
            what = Joined((what, _own(change.after or change.before or {})), ": ")
        return _made(kind, what, is_new=change.before is None)
    before, after = change.before, change.after
    if change.table_name == OWN:
        name = known.get(("custom_field", after["field_id"]), str(kind))
        return T("{field}: {old} → {new}", field=name, old=_own(before), new=_own(after))
    ordered = sorted(after, key=Base.metadata.tables[change.table_name].columns.keys().index)
    columns = [n for n in ordered if n not in HIDDEN and before.get(n) != after[n]]
    return Joined(tuple(_step(call, name, change, known) for name in columns))


def _own(values: Mapping[str, Any]) -> Value:
    """What a row of an own field's value holds; the journal writes figures and days as texts."""
    figure, day = values.get("figure"), values.get("day")
    if values.get("amount") is not None:
        return Money(int(values["amount"]), values["currency"])
    if day:
        return Day(date.fromisoformat(day))
    return f"{Decimal(figure).normalize():f}" if figure else (values.get("text") or "–")[:60]


def _made(kind: Term, what: Value, *, is_new: bool) -> Text:
    if what is None:
        return T("{kind} added", kind=kind) if is_new else T("{kind} removed", kind=kind)
    if is_new:
        return T("{kind} added: {what}", kind=kind, what=what)
    return T("{kind} removed: {what}", kind=kind, what=what)


def _what(change: Change, known: Names) -> str | None:
    """What a part of a record says: a tag's name, an address's city, a point's value."""
    values: dict[str, Any] = change.after or change.before or {}
    if change.table_name not in PARTS:
        return None
    for column in ("tag_id", "field_id", "to_stage_id", "product_id", "user_id"):
        target = _target(change.table_name, column)
        if target and values.get(column) is not None:
            return known.get((target, values[column]))
    for column in ("value", "name", "purpose", "street", "city"):
        if values.get(column):
            return str(values[column])[:60]
    return None


def _step(call: Call, name: str, change: Change, known: Names) -> Text:
    return T(
        "{field}: {old} → {new}",
        field=label(name.removesuffix("_id"), call.reader.language),
        old=_value(change, name, change.before or {}, known),
        new=_value(change, name, change.after or {}, known),
    )


def _value(change: Change, name: str, values: Mapping[str, Any], known: Names) -> Value:
    value = values.get(name)
    if value is None:
        return "–"
    target = _target(change.table_name, name)
    if target is not None:
        return known.get((target, value), str(value))
    if name in MINOR and values.get("currency"):
        return Money(int(value), values["currency"])
    return str(value)[:60]


def _target(table: str, column: str) -> str | None:
    known = Base.metadata.tables.get(table)
    found = None if known is None else known.columns.get(column)
    target = None if found is None else found.info.get("link")
    return str(target) if target else None


def _model(table: str) -> type[Any] | None:
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    return next((c for c in classes if issubclass(c, Tenant) and c.__tablename__ == table), None)
