"""Orders of a shop: each is one purchase with its lines; the same id again changes nothing.

A line with a quantity below zero is a return, and so is every line of an order that names the one
it takes back. An unknown customer's order is kept and its customer proposed.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from sqlalchemy import select

from crm.collection.arrival import Arrived, take_in
from crm.collection.bought import OURS, Line, Order, read
from crm.engine import journal, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotFound, NotUnderstood
from crm.engine.money import Money
from crm.engine.reply import Fact, Facts, Record, Reply
from crm.engine.texts import T
from crm.imports.wording import key_of
from crm.language import fields
from crm.language.form import Form
from crm.language.normal import name_key
from crm.models import Company, Contact, ExternalId, Product, Purchase, PurchaseLine, Site
from crm.people import contact
from crm.sales.deal import SALES


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


def _site(call: Call, key: str | None) -> Site | None:
    if key is None:
        return None
    statement = select(Site).where(Site.key == key, Site.closed_at.is_(None))
    found = call.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(T("This site is not in use any more."))
    return found


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
    """The record of a key; a shop's own before those that files of other systems brought."""
    statement = select(ExternalId).where(ExternalId.record_kind == kind, ExternalId.key == key)
    return call.session.scalars(statement.order_by(ExternalId.vendor, ExternalId.id)).first()


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
