"""Purchases: what customers bought, when and for how much."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from zoneinfo import ZoneInfo

from sqlalchemy import select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Missing
from crm.engine.money import Money
from crm.engine.reply import Card, Fact, Record, Reply, Row
from crm.engine.texts import Day, Joined, T, Text, Value
from crm.language import fields
from crm.language.answers import listed
from crm.language.answers.answer import SHOWN, Shown
from crm.language.form import Form
from crm.language.query.filter import Leaf, Node, Sort
from crm.models import Company, Contact, Product, Purchase, PurchaseLine, User
from crm.people import custom_field, double_entry, editing, lifecycle, steps
from crm.sales import product
from crm.sales.deal import SALES

# As the store gives it back: the journal compares what is written.
SIXTH = Decimal("0.000001")


class AddPurchase(Form):
    """Who bought what; today, at its list price, and one of it, unless said otherwise."""

    company: Annotated[Company, fields.Ref(Company)]
    product: Annotated[Product, fields.Ref(Product)]
    quantity: Annotated[int, fields.Number(1, 1_000_000, claims=False)] = 1
    amount: Annotated[Money | None, fields.Money()] = None
    bought_on: Annotated[date | None, fields.Day()] = None
    order_number: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    note: Annotated[str | None, fields.Phrase(2_000, is_multiline=True, keyed=True)] = None
    owner: Annotated[User, fields.Person(default_me=True)]
    extra: Annotated[tuple[custom_field.Extra, ...] | None, custom_field.Extras("purchase")] = None
    again: Annotated[str | None, fields.Hidden(3)] = None


class EditPurchase(Form):
    """A purchase, and what of it is to be other than it was; its lines stay."""

    purchase: Annotated[Purchase, fields.Ref(Purchase)]
    company: Annotated[Company | None, fields.Ref(Company, from_thread=False)] = None
    contact: Annotated[Contact | None, fields.Ref(Contact, from_thread=False)] = None
    amount: Annotated[Money | None, fields.Money()] = None
    bought_on: Annotated[date | None, fields.Day()] = None
    order_number: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    note: Annotated[str | None, fields.Phrase(2_000, is_multiline=True, keyed=True)] = None
    owner: Annotated[User | None, fields.Person()] = None
    extra: Annotated[tuple[custom_field.Extra, ...] | None, custom_field.Extras("purchase")] = None
    clear: Annotated[str | None, fields.Phrase(200, keyed=True)] = None


class ShowPurchase(Form):
    """A purchase, by reference."""

    purchase: Annotated[Purchase, fields.Ref(Purchase)]


class ListPurchases(listed.Listed):
    """Which purchases: all, or those of a company."""

    where: Annotated[tuple[Node, ...] | None, listed.Filters("purchase")] = None
    company: Annotated[Company | None, fields.Ref(Company, from_thread=False)] = None
    sort: Annotated[str | None, listed.SortBy("purchase", newest=(Sort("bought_on", "desc"),))] = (
        None
    )
    group: Annotated[str | None, listed.GroupBy("purchase")] = None


@command("purchase add", may=SALES, effect="change")
def add(call: Call, form: AddPurchase) -> Reply:
    """Note what a customer bought."""
    amount = form.amount or _priced(form)
    day = form.bought_on or call.now.astimezone(ZoneInfo(call.caller.zone)).date()
    same = (
        Purchase.company_id == form.company.id,
        Purchase.bought_on == day,
        Purchase.amount == amount.minor,
    )
    double_entry.refuse(call, Purchase, form.again, *same)
    made = refs.add(
        call.session,
        Purchase(
            company_id=form.company.id,
            amount=amount.minor,
            currency=amount.currency,
            bought_on=day,
            owner_id=form.owner.id,
            order_number=form.order_number,
            note=form.note,
            source=call.source,
            created_at=call.now,
        ),
    )
    line = PurchaseLine(
        purchase_id=made.id,
        product_id=form.product.id,
        quantity=Decimal(form.quantity).quantize(SIXTH),
        amount=amount.minor,
    )
    call.session.add(line)
    call.session.flush()
    custom_field.store(call, made, form.extra)
    return Reply((card(call, made, T("New purchase.")),), is_public=True, about=_record(made))


@command("purchase show")
def show(call: Call, form: ShowPurchase) -> Reply:
    """Show a purchase and what was bought."""
    return Reply((card(call, form.purchase),), about=_record(form.purchase))


@command("purchase edit", may=SALES, effect="change")
def edit(call: Call, form: EditPurchase) -> Reply:
    """Change whose a purchase is, its amount, day or note."""
    editing.change(call, form.purchase, form, keeps=frozenset({"amount", "bought_on"}))
    shown = card(call, form.purchase, T("Changed."))
    return Reply((shown,), is_public=True, about=_record(form.purchase))


@command("purchase list")
def listing(call: Call, form: ListPurchases) -> Reply:
    """List purchases, the newest first."""
    own = () if form.company is None else (Leaf("company", "=", refs.ref(form.company)),)
    return listed.reply(call, form, "purchase", own, T("Purchases"))


def _priced(form: AddPurchase) -> Money:
    price = product.price_of(form.product)
    if price is None:
        raise Missing(T("Please say the {field}.", field=T("Amount")), field="amount")
    return Money(price.minor * form.quantity, price.currency)


def _record(purchase: Purchase) -> Record:
    return Record("purchase", purchase.id)


def card(call: Call, purchase: Purchase, note: Text | None = None) -> Card:
    """A purchase as a card, with its lines."""
    buyers = _buyers(call, purchase)
    lines = (
        select(PurchaseLine.quantity, Product.name)
        .join(Product, Product.id == PurchaseLine.product_id)
        .where(PurchaseLine.purchase_id == purchase.id)
        .order_by(PurchaseLine.id)
    )
    bought = [
        f"{quantity.normalize():f} × {name}" for quantity, name in call.session.execute(lines)
    ]
    facts = [
        Fact(T("Amount"), Money(purchase.amount, purchase.currency)),
        Fact(T("Bought"), Day(purchase.bought_on)),
        Fact(T("Products"), Joined(tuple(bought))),
    ]
    said: list[tuple[Text, Value]] = [
        (T("Contact"), next((one.name for one in buyers if isinstance(one, Contact)), None)),
        (T("Order number"), purchase.order_number),
        (T("Note"), purchase.note),
        (T("Source"), purchase.source if purchase.source not in SAID_HERE else None),
    ]
    facts += [Fact(label, value) for label, value in said if value]
    facts += editing.facts(call, purchase)
    title = buyers[0].name if buyers else T("Buyer unknown")
    steps_on = (editing.button(purchase, _filled(purchase)), *(steps.show(one) for one in buyers))
    return Card(refs.ref(purchase), title, tuple(facts), note, (*steps_on, *steps.undo(call)))


SAID_HERE = frozenset({None, "slash", "mention", "thread", "button", "modal", "shortcut", "cli"})


def _filled(purchase: Purchase) -> dict[str, str | None]:
    amount = Money(purchase.amount, purchase.currency)
    return {
        "amount": f"{amount.amount} {amount.currency}",
        "bought_on": purchase.bought_on.isoformat(),
        "order_number": purchase.order_number,
        "note": purchase.note,
    }


def _buyers(call: Call, purchase: Purchase) -> list[Company | Contact]:
    """The company and the contact who bought, as far as they are known and the caller sees them."""
    company = select(Company).where(Company.id == purchase.company_id)
    person = select(Contact).where(Contact.id == purchase.contact_id)
    found = (
        call.session.scalars(permission.visible(company, call.caller, Company)).one_or_none(),
        call.session.scalars(permission.visible(person, call.caller, Contact)).one_or_none(),
    )
    return [one for one in found if one is not None]


def _row(_call: Call, purchase: Purchase, company: str | None, person: str | None) -> Row:
    amount: Value = Money(purchase.amount, purchase.currency)
    title = company or person or T("Buyer unknown")
    return Row(refs.ref(purchase), title, (amount, Day(purchase.bought_on)))


def _beside(_call: Call) -> tuple[object, ...]:
    company = select(Company.name).where(Company.id == Purchase.company_id)
    person = select(Contact.name).where(Contact.id == Purchase.contact_id)
    return (
        company.correlate(Purchase).scalar_subquery(),
        person.correlate(Purchase).scalar_subquery(),
    )


SHOWN["purchase"] = Shown(
    _beside,
    _row,
    lambda: (Purchase.bought_on.desc(), Purchase.id.desc()),
    T("No purchases here yet."),
)
lifecycle.declare(Purchase, SALES, card, __name__)
