"""What belongs to a record and fills no column of its own: written out as lists, and read back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import refs
from crm.engine.money import Money
from crm.models import (
    Address,
    ContactPoint,
    CustomField,
    CustomValue,
    DealProduct,
    Preference,
    Product,
    PurchaseLine,
    QuoteLine,
    Tag,
    TagLink,
    TicketProduct,
)

Entry = dict[str, Any]
Lists = dict[int, list[Entry]]
PLACES = ("kind", "street", "city", "region", "postcode", "country", "source")
MARKED = ("company", "contact", "lead", "deal", "ticket", "product", "purchase", "quote")
OWNED = ("company", "contact", "lead", "deal", "ticket", "product", "purchase")
PLACED = ("company", "contact", "lead")


def of(session: Session, kind: str, page: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """The lists of each record of a page, by its id; every record has every list of its kind."""
    ids = [row.id for row in page]
    found = {name: read(session, kind, page) for name, read in _readers(kind).items()}
    return {i: {name: lists.get(i, []) for name, lists in found.items()} for i in ids}


def names(kind: str) -> tuple[str, ...]:
    """The lists that a kind of record has."""
    return tuple(_readers(kind))


Reader = Callable[[Session, str, Sequence[Any]], Lists]


def _readers(kind: str) -> dict[str, Reader]:
    found: dict[str, Reader] = {}
    if kind == "contact":
        found |= {"points": _points, "preferences": _preferences}
    if kind in PLACED:
        found["addresses"] = _addresses
    if kind in {"purchase", "quote"}:
        found["lines"] = _lines
    if kind in {"deal", "ticket"}:
        found["products"] = _products
    if kind in MARKED:
        found["tags"] = _tags
    if kind in OWNED:
        found["custom"] = _custom
    return found


def _ids(page: Iterable[Any]) -> list[int]:
    return [row.id for row in page]


def _points(session: Session, _kind: str, page: Sequence[Any]) -> Lists:
    here = select(ContactPoint).where(ContactPoint.contact_id.in_(_ids(page)))
    found: Lists = defaultdict(list)
    for point in session.scalars(here.order_by(ContactPoint.id)):
        said = {name: getattr(point, name) for name in ("kind", "value", "label", "source")}
        found[point.contact_id].append(said)
    return found


def _preferences(session: Session, _kind: str, page: Sequence[Any]) -> Lists:
    here = select(Preference).where(Preference.contact_id.in_(_ids(page)))
    found: Lists = defaultdict(list)
    for row in session.scalars(here.order_by(Preference.name)):
        said = {"name": row.name, "value": row.value, "source": row.source}
        found[row.contact_id].append(said | {"set_at": row.set_at.isoformat()})
    return found


def _addresses(session: Session, kind: str, page: Sequence[Any]) -> Lists:
    here = select(Address).where(Address.record_kind == kind, Address.record_id.in_(_ids(page)))
    found: Lists = defaultdict(list)
    for row in session.scalars(here.order_by(Address.id)):
        found[row.record_id].append({name: getattr(row, name) for name in PLACES})
    return found


def _tags(session: Session, kind: str, page: Sequence[Any]) -> Lists:
    statement = (
        select(TagLink.record_id, Tag.name)
        .join(Tag, Tag.id == TagLink.tag_id)
        .where(TagLink.record_kind == kind, TagLink.record_id.in_(_ids(page)))
        .order_by(Tag.name_key)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for record_id, name in session.execute(statement):
        found[record_id].append(name)
    return found


def _custom(session: Session, kind: str, page: Sequence[Any]) -> Lists:
    statement = (
        select(CustomValue, CustomField)
        .join(CustomField, CustomField.id == CustomValue.field_id)
        .where(CustomValue.record_kind == kind, CustomValue.record_id.in_(_ids(page)))
        .order_by(CustomField.name_key)
    )
    found: Lists = defaultdict(list)
    for value, field in session.execute(statement):
        said: Entry = {"field": field.name, "type": field.type, "value": _said(value)}
        if field.choices:
            said["choices"] = field.choices
        found[value.record_id].append(said | ({"currency": c} if (c := value.currency) else {}))
    return found


def _said(value: CustomValue) -> str:
    if value.amount is not None:
        return str(Money(value.amount, value.currency or "USD").amount)
    if value.figure is not None:
        return plain(value.figure)
    return value.day.isoformat() if value.day else value.text or ""


def _known(session: Session, ids: Iterable[int | None]) -> dict[int, Product]:
    wanted = sorted({i for i in ids if i is not None})
    return {p.id: p for p in session.scalars(select(Product).where(Product.id.in_(wanted)))}


def _lines(session: Session, kind: str, page: Sequence[Any]) -> Lists:
    model: Any = PurchaseLine if kind == "purchase" else QuoteLine
    parent = model.purchase_id if kind == "purchase" else model.quote_id
    rows = list(session.scalars(select(model).where(parent.in_(_ids(page))).order_by(model.id)))
    products = _known(session, (row.product_id for row in rows))
    currencies = {row.id: row.currency for row in page}
    found: Lists = defaultdict(list)
    for row in rows:
        above = getattr(row, f"{kind}_id")
        said = named(products.get(row.product_id)) | {"quantity": plain(row.quantity)}
        said["amount"] = str(Money(row.amount, currencies[above]).amount)
        if kind == "quote":
            said |= {"name": row.name, "price": str(Money(row.price, currencies[above]).amount)}
            said["discount"] = None if row.discount is None else plain(row.discount)
        found[above].append(said)
    return found


def _products(session: Session, kind: str, page: Sequence[Any]) -> Lists:
    model: Any = DealProduct if kind == "deal" else TicketProduct
    above = getattr(model, f"{kind}_id")
    rows = list(session.scalars(select(model).where(above.in_(_ids(page))).order_by(model.id)))
    products = _known(session, (row.product_id for row in rows))
    found: Lists = defaultdict(list)
    for row in rows:
        said = named(products[row.product_id])
        if kind == "deal":
            said["quantity"] = None if row.quantity is None else plain(row.quantity)
        found[getattr(row, f"{kind}_id")].append(said)
    return found


def named(product: Product | None) -> Entry:
    """A product as a list names it: by reference, moment and name."""
    if product is None:
        return {"product_ref": "", "product": ""}
    return {
        "product_ref": refs.ref(product),
        "product_created_at": stamp(product),
        "product": product.name,
    }


def stamp(record: Any) -> str:
    """The moment at which a record began: with its reference it is told from all others."""
    moments = (getattr(record, n, None) for n in ("created_at", "opened_at", "at"))
    found: datetime | None = next((at for at in moments if at is not None), None)
    return found.isoformat() if found else ""


def plain(number: Decimal) -> str:
    """A number without the zeros that the store keeps behind it."""
    return f"{number.normalize():f}"
