"""Replies as JSON and back, with a version: what waits for its delivery or lies behind a button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from crm.engine import reply
from crm.engine.money import Money
from crm.engine.reply import Reply
from crm.engine.texts import Day, Joined, Local, Mention, Percent, Term, Text

VERSION = 1


def _kinds() -> dict[str, type]:
    views = {kind.__name__: kind for kind in reply.View.__subclasses__()}
    parts = (
        *(reply.Button, reply.Option, reply.Menu, reply.Fact, reply.Row, reply.Series),
        *(reply.Element, reply.Next, reply.Record, reply.Reply),
    )
    values = (Text, Term, Percent, Day, Joined, Local, Mention, Money)
    return views | {kind.__name__: kind for kind in (*parts, *values)}


KINDS = _kinds()


def to_json(answer: Reply) -> dict[str, Any]:
    """A reply as JSON that `from_json` of this and every later version reads."""
    return {"version": VERSION, "reply": encode(answer)}


def from_json(stored: Mapping[str, Any]) -> Reply:
    """The reply that was stored; fields of later versions are ignored."""
    answer = decode(stored["reply"])
    assert isinstance(answer, Reply)
    return answer


def encode(value: Any) -> Any:
    """Any value of a view as JSON."""
    if is_dataclass(value) and not isinstance(value, type):
        kind = {"_": type(value).__name__}
        return kind | {f.name: encode(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}
    return _encode_scalar(value)


def _encode_scalar(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"_": "at", "is": value.isoformat()}
    if isinstance(value, date):
        return {"_": "on", "is": value.isoformat()}
    return {"_": "decimal", "is": str(value)} if isinstance(value, Decimal) else value


SCALARS: dict[str, Callable[[str], Any]] = {
    "at": datetime.fromisoformat,
    "on": date.fromisoformat,
    "decimal": Decimal,
}


def decode(value: Any) -> Any:
    """The value that `encode` wrote."""
    if isinstance(value, list):
        return tuple(decode(item) for item in value)
    if not isinstance(value, dict):
        return value
    name = value.get("_")
    if name is None:
        return {key: decode(item) for key, item in value.items()}
    if name in SCALARS:
        return SCALARS[name](value["is"])
    kind = KINDS[name]
    known = {f.name for f in fields(kind)}
    return kind(**{key: decode(item) for key, item in value.items() if key in known})
