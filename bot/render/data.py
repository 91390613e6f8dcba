"""A reply as JSON for programs: values that can be counted with, beside what people read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any

from bot.render.audience import for_audience
from crm.engine.money import Money
from crm.engine.reply import (
    Actions,
    Attached,
    Audience,
    Button,
    Card,
    Chart,
    Chips,
    Fact,
    Facts,
    Heading,
    Listing,
    Menu,
    Notice,
    Paragraph,
    Reply,
    Row,
    Small,
    View,
)
from crm.engine.stored_reply import encode
from crm.engine.texts import Day, Percent, Reader, Term, Value, say

Json = dict[str, Any]


def json(reply: Reply, reader: Reader, audience: Audience = "internal") -> Json:
    """The reply as JSON: `views`, each with its `type`, and the record it is `about`.

    Facts hold `label`, `text` as people read it and `value` as data: amounts as
    {amount, currency}, times as ISO 8601 in UTC, days as ISO dates, shares from 0 to 1.
    """
    about = {"kind": reply.about.kind, "id": reply.about.id} if reply.about else None
    views = [_data(view, reader) for view in for_audience(reply, audience)]
    return {"views": views, "about": about}


def value_data(value: Value, reader: Reader) -> Any:
    """A value as JSON data."""
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Day):
        return value.on.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Percent):
        return value.share
    return _word_data(value, reader)


def _word_data(value: Value, reader: Reader) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return str(value)
    return value.word if isinstance(value, Term) else say(value, reader)


@singledispatch
def _data(view: View, reader: Reader) -> Json:
    del reader
    raise TypeError(f"no JSON for {type(view).__name__}")


@_data.register
def _text(view: Heading | Paragraph | Small, reader: Reader) -> Json:
    return {"type": type(view).__name__.lower(), "text": say(view.text, reader)}


@_data.register
def _notice(view: Notice, reader: Reader) -> Json:
    return {"type": "notice", "level": view.level, "text": say(view.text, reader)}


@_data.register
def _facts(view: Facts | Chips, reader: Reader) -> Json:
    return {"type": type(view).__name__.lower(), "facts": _fact_list(view.items, reader)}


def _fact_list(facts: Sequence[Fact], reader: Reader) -> list[Json]:
    return [
        {
            "label": say(fact.label, reader),
            "text": say(fact.value, reader),
            "value": value_data(fact.value, reader),
        }
        for fact in facts
    ]


@_data.register
def _card(view: Card, reader: Reader) -> Json:
    return {
        "type": "card",
        "ref": view.ref,
        "title": say(view.title, reader),
        "facts": _fact_list(view.facts, reader),
        "note": None if view.note is None else say(view.note, reader),
        "actions": [_action(item, reader) for item in view.actions],
    }


@_data.register
def _listing(view: Listing, reader: Reader) -> Json:
    return {
        "type": "listing",
        "title": say(view.title, reader),
        "total": view.total,
        "rows": [_row(row, reader) for row in view.rows],
    }


def _row(row: Row, reader: Reader) -> Json:
    return {
        "ref": row.ref,
        "title": say(row.title, reader),
        "details": [say(detail, reader) for detail in row.details],
    }


@_data.register
def _actions(view: Actions, reader: Reader) -> Json:
    return {"type": "actions", "actions": [_action(item, reader) for item in view.items]}


def _action(item: Button | Menu, reader: Reader) -> Json:
    shown = {
        "label": say(item.label, reader),
        "command": item.command,
        "fields": encode(item.fields),
    }
    if isinstance(item, Menu):
        shown["picks"] = item.picks
        shown["options"] = [
            {"label": say(option.label, reader), "value": option.value} for option in item.options
        ]
    return shown


@_data.register
def _attached(view: Attached, reader: Reader) -> Json:
    return {"type": "attached", "text": say(view.text, reader), "name": view.name}


@_data.register
def _chart(view: Chart, reader: Reader) -> Json:
    return {
        "type": "chart",
        "kind": view.kind,
        "title": say(view.title, reader),
        "alt": say(view.alt, reader),
        "labels": [say(label, reader) for label in view.labels],
        "series": [
            {"name": say(row.name, reader), "figures": list(row.figures)} for row in view.series
        ],
    }
