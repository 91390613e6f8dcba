"""Products: what can be bought, with its list price."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import func, select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.money import Money
from crm.engine.reply import Card, Fact, Listing, Record, Reply, Row
from crm.engine.texts import T, Text, Value
from crm.language import fields
from crm.language.form import Form
from crm.language.normal import name_key
from crm.models import Product
from crm.people import custom_field, double_entry, editing, lifecycle, steps
from crm.sales.deal import SALES

IN_FORM = ("name", "code", "category", "unit", "note")


class AddProduct(Form):
    """A name and a price; the rest may come later."""

    name: Annotated[str, fields.Phrase(200)]
    price: Annotated[Money | None, fields.Money()] = None
    code: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    category: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    unit: Annotated[str | None, fields.Phrase(30, keyed=True)] = None
    note: Annotated[str | None, fields.Phrase(2_000, is_multiline=True, keyed=True)] = None
    extra: Annotated[tuple[custom_field.Extra, ...] | None, custom_field.Extras("product")] = None
    again: Annotated[str | None, fields.Hidden(3)] = None


class EditProduct(Form):
    """A product, and what of it is to be other than it was."""

    product: Annotated[Product, fields.Ref(Product)]
    name: Annotated[str | None, fields.Phrase(200, keyed=True)] = None
    price: Annotated[Money | None, fields.Money()] = None
    code: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    category: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    unit: Annotated[str | None, fields.Phrase(30, keyed=True)] = None
    note: Annotated[str | None, fields.Phrase(2_000, is_multiline=True, keyed=True)] = None
    extra: Annotated[tuple[custom_field.Extra, ...] | None, custom_field.Extras("product")] = None
    clear: Annotated[str | None, fields.Phrase(200, keyed=True)] = None


class ShowProduct(Form):
    """A product, by reference or name."""

    product: Annotated[Product, fields.Ref(Product)]


class ListProducts(Form):
    """Which page of the products."""

    page: Annotated[int, fields.Number(1, 100_000)] = 1


@command("product add", may=SALES, effect="change")
def add(call: Call, form: AddProduct) -> Reply:
    """Add something that can be bought."""
    double_entry.refuse(call, Product, form.again, Product.name_key == name_key(form.name))
    made = Product(name_key=name_key(form.name), created_at=call.now)
    for name in form.specs():
        value = getattr(form, name, None)
        if value is not None and name not in editing.SPECIAL:
            editing.put(made, name, value)
    refs.add(call.session, made)
    custom_field.store(call, made, form.extra)
    return _told(call, made, T("New product."))


@command("product show")
def show(call: Call, form: ShowProduct) -> Reply:
    """Show a product with its price."""
    return Reply((card(call, form.product),), about=Record("product", form.product.id))


@command("product edit", may=SALES, effect="change")
def edit(call: Call, form: EditProduct) -> Reply:
    """Change a product's fields."""
    editing.change(call, form.product, form, keeps=frozenset({"name"}))
    return _told(call, form.product, T("Changed."))


@command("product list")
def listing(call: Call, form: ListProducts) -> Reply:
    """List the products by name."""
    here = Product.archived_at.is_(None)
    total = call.session.scalar(select(func.count(Product.id)).where(here)) or 0
    statement = select(Product).where(here).order_by(Product.name_key, Product.id)
    found = call.session.scalars(statement.limit(steps.PAGE).offset((form.page - 1) * steps.PAGE))
    rows = tuple(Row(refs.ref(one), one.name, _details(one)) for one in found)
    view = Listing(T("Products"), rows, total, empty=T("No products here yet."))
    return Reply((view, *steps.pages("product list", form, form.page, total)))


def price_of(product: Product) -> Money | None:
    """A product's list price for one, where it has one."""
    if product.price is None or not product.currency:
        return None
    return Money(product.price, product.currency)


def _details(product: Product) -> tuple[Value, ...]:
    return tuple(one for one in (product.code, price_of(product)) if one is not None)


def _told(call: Call, product: Product, note: Text) -> Reply:
    about = Record("product", product.id)
    return Reply((card(call, product, note),), is_public=True, about=about)


def card(call: Call, product: Product, note: Text | None = None) -> Card:
    """A product as a card."""
    known: tuple[tuple[Text, Value], ...] = (
        (T("Price"), price_of(product)),
        (T("Code"), product.code),
        (T("Category"), product.category),
        (T("Unit"), product.unit),
        (T("Note"), product.note),
    )
    facts = [Fact(label, value) for label, value in known if value]
    facts += editing.facts(call, product)
    edits = editing.button(product, {name: getattr(product, name) for name in IN_FORM})
    return Card(refs.ref(product), product.name, tuple(facts), note, (edits, *steps.undo(call)))


lifecycle.declare(Product, SALES, card, __name__)
