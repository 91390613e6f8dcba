"""Consents: what a contact agreed to, and what they took back; nothing is written over."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.reply import Listing, Notice, Record, Reply, Row
from crm.engine.texts import T
from crm.language import fields
from crm.language.form import Form
from crm.models import Consent, Contact
from crm.people import steps


class NoteConsent(Form):
    """Whose consent, to what (marketing, if nothing is said), and where they gave it."""

    contact: Annotated[Contact, fields.Ref(Contact)]
    source: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    note: Annotated[str | None, fields.Phrase(500, keyed=True)] = None
    purpose: Annotated[str, fields.Phrase(40)] = "marketing"


class ShowConsents(Form):
    """A contact, by reference, name or the thread."""

    contact: Annotated[Contact, fields.Ref(Contact)]


@command("consent give", effect="change")
def give(call: Call, form: NoteConsent) -> Reply:
    """Note that a contact agreed to something."""
    told = T("{name} agreed to {purpose}.", name=form.contact.name, purpose=form.purpose)
    record(call, form.contact, form.purpose, is_given=True, source=form.source, note=form.note)
    return _told(call, form.contact, Notice(told, "success"))


@command("consent withdraw", effect="change")
def withdraw(call: Call, form: NoteConsent) -> Reply:
    """Note that a contact took a consent back."""
    told = T("{name} took back: {purpose}.", name=form.contact.name, purpose=form.purpose)
    record(call, form.contact, form.purpose, is_given=False, source=form.source, note=form.note)
    return _told(call, form.contact, Notice(told, "success"))


@command("consent show")
def show(call: Call, form: ShowConsents) -> Reply:
    """Show what a contact agreed to, the newest first."""
    statement = (
        select(Consent)
        .where(Consent.contact_id == form.contact.id)
        .order_by(Consent.at.desc(), Consent.id.desc())
    )
    rows = tuple(
        Row(None, row.purpose, (T("given") if row.is_given else T("withdrawn"), row.at, row.source))
        for row in call.session.scalars(statement.limit(50))
    )
    title = T("Consents of {name}", name=form.contact.name)
    empty = T("No consent is known.")
    return Reply((Listing(title, rows, len(rows), empty=empty),), about=_record(form.contact))


def record(
    call: Call,
    contact: Contact,
    purpose: str,
    *,
    is_given: bool,
    source: str | None = None,
    note: str | None = None,
) -> None:
    """Add a consent, or its withdrawal, as of now."""
    call.session.add(
        Consent(
            contact_id=contact.id,
            purpose=purpose.casefold(),
            is_given=is_given,
            source=source or call.source,
            note=note,
            at=call.now,
        )
    )
    call.session.flush()


def _record(contact: Contact) -> Record:
    return Record("contact", contact.id)


def _told(call: Call, contact: Contact, notice: Notice) -> Reply:
    return Reply((notice, *steps.undo_row(call)), is_public=True, about=_record(contact))
