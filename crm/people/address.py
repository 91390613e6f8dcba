"""Postal addresses of companies, contacts and leads."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import Select, select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Missing, NotFound
from crm.engine.reply import Listing, Notice, Record, Reply, Row
from crm.engine.texts import T, Term
from crm.language import fields
from crm.language.form import Form
from crm.models import Address, Numbered
from crm.people import steps

KINDS = ("office", "home", "billing", "shipping")
PARTS = ("street", "city", "region", "postcode", "country")


class SetAddress(Form):
    """Whose address, which one, and its parts."""

    record: Annotated[Numbered, fields.Anything()]
    kind: Annotated[str, fields.Choice(*KINDS)] = "office"
    street: Annotated[str | None, fields.Phrase(200)] = None
    city: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    region: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    postcode: Annotated[str | None, fields.Phrase(20, keyed=True)] = None
    country: Annotated[str | None, fields.Phrase(100, keyed=True)] = None


class OneAddress(Form):
    """Whose address, and which one."""

    record: Annotated[Numbered, fields.Anything()]
    kind: Annotated[str, fields.Choice(*KINDS)] = "office"


class OfRecord(Form):
    """A record, by reference, name or the thread."""

    record: Annotated[Numbered, fields.Anything()]


@command("address set", effect="change")
def put(call: Call, form: SetAddress) -> Reply:
    """Note an address of a record, in place of the one of its kind."""
    parts = {name: getattr(form, name) for name in PARTS}
    if not any(parts.values()):
        raise Missing(T("Please say the {field}.", field=T("Street")), field="street")
    row = _known(call, form.record, form.kind)
    if row is None:
        row = Address(
            record_kind=form.record.__tablename__, record_id=form.record.id, kind=form.kind
        )
        call.session.add(row)
    for name, value in parts.items():
        setattr(row, name, value)
    row.source = call.source
    call.session.flush()
    told = T("Address of {ref}: {address}.", ref=refs.ref(form.record), address=line(row))
    about = Record(form.record.__tablename__, form.record.id)
    return Reply((Notice(told, "success"), *steps.undo_row(call)), is_public=True, about=about)


@command("address remove", effect="change")
def remove(call: Call, form: OneAddress) -> Reply:
    """Take an address of a record away."""
    row = _known(call, form.record, form.kind)
    if row is None:
        raise NotFound(
            T("{ref} has no such address.", ref=refs.ref(form.record)),
            next_step=T("See {example}", example=f"/crm address show {refs.ref(form.record)}"),
            field="kind",
        )
    call.session.delete(row)
    call.session.flush()
    told = T("Removed from {ref}: {what}.", ref=refs.ref(form.record), what=line(row))
    about = Record(form.record.__tablename__, form.record.id)
    return Reply((Notice(told, "success"), *steps.undo_row(call)), is_public=True, about=about)


@command("address show")
def show(call: Call, form: OfRecord) -> Reply:
    """Show the addresses of a record."""
    found = call.session.scalars(_of(form.record).order_by(Address.id))
    rows = tuple(Row(None, line(row), (Term(row.kind),)) for row in found)
    title = T("Addresses of {ref}", ref=refs.ref(form.record))
    return Reply((Listing(title, rows, len(rows), empty=T("No address yet.")),))


def line(row: Address) -> str:
    """An address in one line."""
    return ", ".join(part for part in (getattr(row, name) for name in PARTS) if part)


def _known(call: Call, row: Numbered, kind: str) -> Address | None:
    return call.session.scalars(_of(row).where(Address.kind == kind).limit(1)).one_or_none()


def _of(row: Numbered) -> Select[Address]:
    return select(Address).where(
        Address.record_kind == row.__tablename__, Address.record_id == row.id
    )
