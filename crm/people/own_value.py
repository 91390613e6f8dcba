"""Values of own fields as they are typed: a text, a number, an amount, a day, a choice, a link."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from crm.engine.errors import NotUnderstood
from crm.engine.money import Money
from crm.engine.texts import Day, T, Value
from crm.language import fields
from crm.language.fields.base import Reading
from crm.language.normal import name_key
from crm.models import CustomField

LINK = re.compile(r"<?(https?://[^\s|>]{3,1900})(?:\|[^>]*)?>?")


def read(field: CustomField, said: str, reading: Reading) -> dict[str, Any]:
    """The columns of a value, by its field's type; raises `NotUnderstood` for what is none."""
    return READERS[field.type](field, said, reading)


def shown(row: Any) -> Value:
    """The value in a row of a value's columns, as a person sees it; None where it holds nothing."""
    if row.amount is not None and row.currency:
        return Money(row.amount, row.currency)
    if row.day is not None:
        return Day(row.day)
    return f"{row.figure.normalize():f}" if row.figure is not None else row.text or None


def said(value: Value) -> str:
    """A shown value as the text that reads as it again."""
    if isinstance(value, Money):
        return fields.Money().show(value)
    if isinstance(value, Day):
        return value.on.isoformat()
    return str(value or "").replace('"', "'")


def _text(_: CustomField, said: str, reading: Reading) -> dict[str, Any]:
    return {"text": fields.Phrase(1_000).parse(said, reading)}


def _number(_: CustomField, said: str, _reading: Reading) -> dict[str, Any]:
    try:
        figure = Decimal(said.replace(",", "").strip())
    except InvalidOperation:
        figure = Decimal("NaN")
    if not figure.is_finite() or abs(figure) >= 10**20:
        raise NotUnderstood(T("“{text}” is not a number.", text=said[:40]))
    return {"figure": round(figure, 6)}


def _money(_: CustomField, said: str, reading: Reading) -> dict[str, Any]:
    read = fields.Money().parse(said, reading)
    return {"amount": read.minor, "currency": read.currency}


def _day(_: CustomField, said: str, reading: Reading) -> dict[str, Any]:
    day: date = fields.Day().parse(said, reading)
    return {"day": day}


def _choice(field: CustomField, said: str, _: Reading) -> dict[str, Any]:
    for choice in field.choices:
        if name_key(choice) == name_key(said):
            return {"text": choice}
    raise NotUnderstood(
        T("“{text}” is not one of: {choices}.", text=said[:60], choices=", ".join(field.choices))
    )


def _link(_: CustomField, said: str, _reading: Reading) -> dict[str, Any]:
    return {"text": web_address(said)}


def web_address(said: str) -> str:
    """A link as it was typed or as Slack wrote it; raises `NotUnderstood` where it is none."""
    found = LINK.fullmatch(said.strip())
    if found is None:
        raise NotUnderstood(
            T("“{text}” is not a link.", text=said[:80]),
            next_step=T("Write it like {example}.", example="https://example.com/offer.pdf"),
        )
    return found[1]


READERS = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": _day,
    "choice": _choice,
    "link": _link,
}
