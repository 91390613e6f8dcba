"""Sentences with their right readings, written one a line: sentence => command | filters | rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm.language.query.kinds import KINDS

LEAF = re.compile(
    r"([\w.]+)\s*(>=|<=|!=|=|>|<|\s(?:between|in|not_in|contains|empty|not_empty)\b)\s*(.*)"
)
REFUSED = ("out_of_scope", "ambiguous")


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The sentences of a file as `questions_dev.jsonl` has them; `#` begins a remark."""
    language = "zh" if path.stem.endswith("zh") else "en"
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            text, _, gold = line.partition(" => ")
            reading = _gold(gold.strip())
            yield {
                "id": f"held-{language}-{number:03}",
                "language": language,
                "text": text,
                "kind": _kind(reading),
                "gold": reading,
            }


def _kind(gold: dict[str, Any]) -> str:
    command = gold["command"]
    if command is None:
        return "refuse"
    return "question" if command.endswith((" list", " show", "why_not")) else "change"


def _gold(source: str) -> dict[str, Any]:
    if source in REFUSED:
        return {"command": None, "reason": source}
    command, _, rest = (part.strip() for part in source.partition("|"))
    filters, _, extras = (part.strip() for part in rest.partition("|"))
    if command == "why_not":
        kind = "deal"
        return {
            "command": command,
            "fields": {"of": None, **_fields("deal", filters)},
            "filters": _filters(kind, extras),
        }
    if command.endswith(" list"):
        return {
            "command": command,
            "filters": _filters(command.split()[0], filters),
            **_extras(extras),
        }
    return {"command": command, "fields": _fields(command.split()[0], filters)}


def _fields(kind: str, text: str) -> dict[str, Any]:
    pairs = (part.partition("=") for part in text.split("; ") if part.strip())
    found: dict[str, Any] = {}
    for name, _, value in ((one.strip(), equals, other) for one, equals, other in pairs):
        outer, _, inner = name.partition(".")
        into = found.setdefault(outer, {}) if inner else found
        into[inner or outer] = _value(kind, name, value.strip())
    return found


def _filters(kind: str, text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for part in text.split("; "):
        if part.startswith("any "):
            found.append({"any": [_leaf(kind, one.strip()) for one in part[4:].split("/")]})
        elif part.strip():
            found.append(_leaf(kind, part.strip()))
    return found


def _leaf(kind: str, text: str) -> dict[str, Any]:
    match = LEAF.match(text)
    if match is None:
        raise ValueError(text)
    name, op, value = match[1], match[2].strip(), match[3].strip()
    if op in {"empty", "not_empty"}:
        return {"field": name, "op": op, "value": None}
    if op in {"between", "in", "not_in"}:
        return {
            "field": name,
            "op": op,
            "value": [_value(kind, name, one) for one in value.split(",")],
        }
    return {"field": name, "op": op, "value": _value(kind, name, value)}


def _value(kind: str, name: str, text: str) -> Any:
    field = KINDS[kind].fields.get(name)
    if text == "null":
        return None
    if text in {"true", "false"}:
        return text == "true"
    money = re.fullmatch(r"([A-Z]{3}) (\d+)", text)
    if money:
        return {"amount": int(money[2]), "currency": money[1]}
    if field is not None and field.is_figure and re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    return text


def _extras(text: str) -> dict[str, Any]:
    said = dict(part.split("=", 1) for part in text.split() if "=" in part)
    name, _, direction = said.get("sort", "").partition(":")
    function, _, field = said.get("agg", "").partition(":")
    return {
        "sort": [{"field": name, "direction": direction}] if name else [],
        "limit": int(said["limit"]) if "limit" in said else None,
        "aggregate": {"function": function, "field": field or None} if function else None,
        "group_by": said.get("by"),
    }
