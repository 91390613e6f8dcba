"""What a shop's report of an order says, read and checked field by field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from babel.numbers import list_currencies

from crm.collection.event import address, number
from crm.collection.item import Item
from crm.engine.call import Call
from crm.engine.money import Money, digits
from crm.engine.texts import T
from crm.rules.money import rounded

MOST_LINES = 500
SIXTH = Decimal("0.000001")
OURS = "order:"


@dataclass(frozen=True, slots=True)
class Line:
    """One product of an order; `amount` in minor units, `quantity` below zero for a return."""

    code: str | None
    name: str | None
    quantity: Decimal
    amount: int


@dataclass(frozen=True, slots=True)
class Order:
    """An order as a shop reports it; `amount` in minor units of `currency`."""

    id: str
    bought_on: date
    currency: str
    amount: int
    lines: tuple[Line, ...]
    customer: dict[str, str]
    order_number: str | None
    note: str | None
    return_of: str | None

    @property
    def digest(self) -> str:
        """What tells another content under the same id."""
        content = json.dumps(asdict(self), default=str, sort_keys=True)
        return OURS + hashlib.sha256(content.encode()).hexdigest()


def read(call: Call, given: object) -> Order:
    """An order of a report; raises `NotUnderstood` with the field that is wrong."""
    item = Item(given)
    currency = (item.text("currency", 3) or call.settings.currency).upper()
    if currency not in list_currencies():
        raise item.wrong("currency")
    returns = item.text("return_of", 200)
    lines = _lines(item, currency, -1 if returns else 1)
    total = item.number("total")
    zone = ZoneInfo(call.settings.zone)
    amount = sum(line.amount for line in lines)
    if total is not None:
        amount = _minor(item, "total", total, currency)
        amount = -abs(amount) if returns else amount
    return Order(
        id=item.needed("id", 200),
        bought_on=item.day("at", call.now.astimezone(zone).date()),
        currency=currency,
        amount=amount,
        lines=lines,
        customer=_customer(call, item.raw("customer")),
        order_number=item.text("order_number", 60),
        note=item.text("note", 2_000, multiline=True),
        return_of=returns,
    )


def _lines(item: Item, currency: str, sign: int) -> tuple[Line, ...]:
    given = item.raw("lines")
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        raise item.wrong("lines", T("{field} is missing.", field="lines"))
    if len(given) > MOST_LINES:
        raise item.wrong("lines", T("At most {n} lines.", n=MOST_LINES))
    parts = (Item(one, f"lines.{place}.") for place, one in enumerate(given))
    return tuple(_line(part, currency, sign) for part in parts)


def _line(part: Item, currency: str, sign: int) -> Line:
    code, name = part.text("product", 60), part.text("name", 200)
    if code is None and name is None:
        raise part.wrong("product", T("{field} is missing.", field="product"))
    said = part.number("quantity")
    quantity = Decimal(1) if said is None else said
    if quantity == 0:
        raise part.wrong("quantity")
    amount = _amount(part, quantity, currency)
    if sign < 0:
        quantity, amount = -abs(quantity), -abs(amount)
    return Line(code, name, quantity.quantize(SIXTH), amount)


def _amount(part: Item, quantity: Decimal, currency: str) -> int:
    """The line's amount in minor units: as said, or rounded once after its discount."""
    said = part.number("amount")
    if said is not None:
        return _minor(part, "amount", said, currency)
    price = part.number("unit_price")
    if price is None:
        raise part.wrong("unit_price", T("{field} is missing.", field="unit_price"))
    percent = part.number("discount_percent") or Decimal(0)
    if not 0 <= percent <= 100:
        raise part.wrong("discount_percent")
    units = Fraction(quantity) * Fraction(price) * 10 ** digits(currency)
    return rounded(units * (100 - Fraction(percent)) / 100)


def _minor(part: Item, name: str, amount: Decimal, currency: str) -> int:
    money = Money.of(amount, currency)
    if money.amount != amount:
        raise part.wrong(name)
    return money.minor


def _customer(call: Call, given: object) -> dict[str, str]:
    if given is None:
        return {}
    item = Item(given, "customer.")
    said = {
        "id": item.text("id", 200),
        "name": item.text("name", 200),
        "company": item.text("company", 200),
        "email": address(call, item),
        "phone": number(call, item),
    }
    return {name: value for name, value in said.items() if value}
