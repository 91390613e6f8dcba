"""Columns that no field of ours takes, as fields of the workspace's own: their types, their values.

In a plan they stand under `own:` and the type, such as `own:date`; the header names the field.
"""

from __future__ import annotations

from typing import Any

from crm.imports.draft import Draft
from crm.imports.guess import ADDED, KINDS, LINK, PREFIX, TYPES
from crm.imports.wording import Fields

NAME, TEXT = 40, 1_000


def name_of(header: str) -> str:
    """What the field of a column is called."""
    plain = " ".join(header.strip().removesuffix(ADDED).replace("_", " ").split())
    return (plain or header.strip())[:NAME]


def put(draft: Draft, fields: Fields, currency: str) -> None:
    """Give a draft the values of its row's own fields; raises `Refused` for one that is none."""
    if draft.kind not in KINDS:
        return
    found = [
        entry
        for of_type in TYPES
        for n, text in fields.texts(f"{PREFIX}{of_type}")
        for entry in [_entry(fields, n, text, of_type, currency)]
    ]
    if found:
        draft.lists["custom"] = [*draft.lists.get("custom", ()), *found]


def _entry(fields: Fields, n: int, text: str, of_type: str, currency: str) -> dict[str, Any]:
    name = name_of(fields.plan.headers[n])
    entry: dict[str, Any] = {"field": name, "type": of_type, "value": text}
    if of_type == "date":
        entry["value"] = fields.day_at(n, text).isoformat()
    elif of_type == "number":
        entry["value"] = str(fields.number_at(n, text))
    elif of_type == "money":
        read = fields.sum_at(n, text, currency)
        entry |= {"value": str(read.amount), "currency": read.currency}
    elif of_type == "link" and not LINK.fullmatch(text):
        raise fields.refused(n, text, "is no link")
    elif of_type == "choice":
        entry["choices"] = fields.plan.choices.get(str(n), [text])
    if len(text) > TEXT:
        fields.warnings.append(f"{fields.plan.headers[n]}: only {TEXT:,} characters are kept")
    return entry


def fold(into: Draft, draft: Draft, *, takes_over: bool) -> None:
    """Fold a row's own fields into the draft of the same record."""
    if "custom" not in draft.lists:
        return
    old = {entry["field"]: entry for entry in into.lists.get("custom", ())}
    new = {entry["field"]: entry for entry in draft.lists["custom"]}
    into.lists["custom"] = list((old | new if takes_over else new | old).values())
