"""Orders of a shop: each is one purchase with its lines; the same id again changes nothing.

A line with a quantity below zero is a return, and so is every line of an order that names the one
it takes back. An unknown customer's order is kept and its customer proposed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from babel.numbers import list_currencies
from sqlalchemy import select

from crm.collection.arrival import Arrived, take_in
from crm.collection.event import address, number
from crm.collection.item import Item
from crm.engine import journal, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotFound, NotUnderstood
from crm.engine.money import Money, digits
from crm.engine.reply import Fact, Facts, Record, Reply
from crm.engine.texts import T
from crm.imports.wording import key_of
from crm.language import fields
from crm.language.form import Form
from crm.language.normal import name_key
from crm.models import Company, Contact, ExternalId, Product, Purchase, PurchaseLine, Site
from crm.people import contact
from crm.rules.money import rounded
from crm.sales.deal import SALES

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


class Reported(Form):
    """The site that reports, if it is one's; the order is the call's context `order`."""

    site: Annotated[str | None, fields.Hidden(40)] = None


@command("purchase receive", may=SALES, effect="change", surface="inside")
def receive(call: Call, form: Reported) -> Reply:
    """Take in an order of a shop."""
    journal.came_from(call.session, "order")
    site = _site(call, form.site)
    order = read(call, call.context.get("order"))
    key, known = _known(call, site, order)
    if known is not None:
        return _told(call, known, is_new=False)
    returned = _returned(call, site, order)
    buyer = _buyer(call, order) or (_contact_of(call, returned) if returned else None)
    made = _make(call, order, buyer, site)
    if returned is not None and made.company_id is None:
        made.company_id = returned.company_id
    call.session.add(
        ExternalId(
            record_kind="purchase",
            record_id=made.id,
            key=key,
            value=order.id,
            rows=[order.digest],
        )
    )
    call.session.flush()
    if buyer is None and site is not None:
        _propose(call, site, order, made)
    return _told(call, made, is_new=True)


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


def _site(call: Call, key: str | None) -> Site | None:
    if key is None:
        return None
    statement = select(Site).where(Site.key == key, Site.closed_at.is_(None))
    found = call.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(T("This site is not in use any more."))
    return found


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


def _known(call: Call, site: Site | None, order: Order) -> tuple[str, Purchase | None]:
    """The key of an order, and its purchase if it was taken; raises `Conflict`."""
    plain = key_of(order.id)
    for key in (plain, f"{site.key}:{plain}" if site else f"api:{plain}"):
        found = _by_key(call, "purchase", key)
        if found is None:
            return key, None
        known = call.session.get(Purchase, (call.workspace_id, found.record_id))
        if known is None or not _is_of(known, site):
            continue
        ours = [row for row in found.rows if str(row).startswith(OURS)]
        if ours and order.digest not in ours:
            raise Conflict(
                T("Order {id} was taken before with other content.", id=order.id),
                next_step=T("Send a return, or change {ref} by hand.", ref=refs.ref(known)),
                field="id",
            )
        return key, known
    raise Conflict(T("Order {id} was taken before with other content.", id=order.id), field="id")


def _is_of(known: Purchase, site: Site | None) -> bool:
    """Whether a purchase is this shop's, or came by a file: another shop's ids are its own."""
    return known.source in {None, "import", "cli", site.name if site else "api"}


def _by_key(call: Call, kind: str, key: str) -> ExternalId | None:
    statement = select(ExternalId).where(ExternalId.record_kind == kind, ExternalId.key == key)
    return call.session.scalars(statement).one_or_none()


def _returned(call: Call, site: Site | None, order: Order) -> Purchase | None:
    if order.return_of is None:
        return None
    plain = key_of(order.return_of)
    for key in (plain, f"{site.key}:{plain}" if site else f"api:{plain}"):
        found = _by_key(call, "purchase", key)
        if found is None:
            continue
        known = call.session.get(Purchase, (call.workspace_id, found.record_id))
        if known is not None and _is_of(known, site):
            return known
    raise NotUnderstood(
        T("There is no order {id} to take back.", id=order.return_of), field="return_of"
    )


def _contact_of(call: Call, purchase: Purchase) -> Contact | None:
    statement = select(Contact).where(Contact.id == purchase.contact_id)
    return call.session.scalars(statement).one_or_none()


def _buyer(call: Call, order: Order) -> Contact | None:
    said = order.customer
    if "id" in said:
        found = _by_key(call, "contact", key_of(said["id"]))
        if found is not None:
            return call.session.get(Contact, (call.workspace_id, found.record_id))
    points = ((kind, said[kind]) for kind in ("email", "phone") if kind in said)
    reached = (contact.by_point(call, kind, value) for kind, value in points)
    return next((one for one in reached if one is not None), None)


def _make(call: Call, order: Order, buyer: Contact | None, site: Site | None) -> Purchase:
    owner = buyer.owner_id if buyer else None
    made = refs.add(
        call.session,
        Purchase(
            company_id=buyer.company_id if buyer else _company(call, order),
            contact_id=buyer.id if buyer else None,
            amount=order.amount,
            currency=order.currency,
            bought_on=order.bought_on,
            owner_id=owner or (site.owner_id if site else call.caller.user_id),
            order_number=order.order_number or order.id[:60],
            note=order.note,
            source=site.name if site else "api",
            created_at=call.now,
        ),
    )
    for line in order.lines:
        product = _product(call, line, made)
        call.session.add(
            PurchaseLine(
                purchase_id=made.id,
                product_id=product.id,
                quantity=line.quantity,
                amount=line.amount,
            )
        )
    call.session.flush()
    return made


def _company(call: Call, order: Order) -> int | None:
    """A company that is there, by its exact name; none is made of an order."""
    if "company" not in order.customer:
        return None
    named = Company.name_key == name_key(order.customer["company"])
    found = call.session.scalars(select(Company.id).where(named).limit(2)).all()
    return found[0] if len(found) == 1 else None


def _product(call: Call, line: Line, made: Purchase) -> Product:
    """The product of a line by its code, else by its name; a new one where neither is known."""
    wanted = []
    if line.code:
        wanted.append(Product.code == line.code)
    if line.name:
        wanted.append(Product.name_key == name_key(line.name))
    for condition in wanted:
        statement = select(Product).where(condition).order_by(Product.id).limit(1)
        found = call.session.scalars(statement).one_or_none()
        if found is not None:
            return found
    name = line.name or line.code or ""
    new = Product(
        name=name,
        name_key=name_key(name),
        code=line.code,
        source=made.source,
        created_at=call.now,
    )
    return refs.add(call.session, new)


def _propose(call: Call, site: Site, order: Order, made: Purchase) -> None:
    """The customer whom nobody knows, once each order: saving them ties the purchase to them."""
    values: dict[str, Any] = {n: v for n, v in order.customer.items() if n != "id"}
    if not {"email", "phone"} & set(values):
        return
    values["purchase"] = refs.ref(made)
    digest = hashlib.sha256(f"{site.key}:{order.id}".encode()).hexdigest()
    arrived = Arrived(site.name, site.owner_id, values, digest, "note", call.now, origin="order")
    take_in(call, arrived)


def _told(call: Call, purchase: Purchase, *, is_new: bool) -> Reply:
    call.context["purchase"] = {"purchase": refs.ref(purchase), "repeated": not is_new}
    amount = Money(purchase.amount, purchase.currency)
    facts = (Fact(T("Purchase"), refs.ref(purchase)), Fact(T("Amount"), amount))
    return Reply((Facts(facts),), about=Record("purchase", purchase.id))
