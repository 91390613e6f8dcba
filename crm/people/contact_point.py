"""The ways to reach a contact: any number of each kind, each with the channel it came from."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotFound, NotUnderstood
from crm.engine.reply import Record, Reply
from crm.engine.texts import T, Text
from crm.language import fields
from crm.language.fields.base import FieldType, Reading
from crm.language.form import Form
from crm.models import Contact, ContactPoint
from crm.people import adoption, contact, watch
from crm.people.company import KEEPERS

KINDS = ("email", "phone", "slack", "social", "visitor")


class AddPoint(Form):
    """A contact, and an address, number, handle or id; its kind is seen where it can be."""

    contact: Annotated[Contact, fields.Ref(Contact)]
    email: Annotated[str | None, fields.Email()] = None
    phone: Annotated[str | None, fields.Phone()] = None
    kind: Annotated[str | None, fields.Choice(*KINDS)] = None
    label: Annotated[str | None, fields.Phrase(40, keyed=True)] = None
    source: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    value: Annotated[str | None, fields.Phrase(200)] = None


class RemovePoint(Form):
    """A contact, and the address, number, handle or id that is not theirs any more."""

    contact: Annotated[Contact, fields.Ref(Contact)]
    email: Annotated[str | None, fields.Email()] = None
    phone: Annotated[str | None, fields.Phone()] = None
    value: Annotated[str | None, fields.Phrase(200)] = None


@command("contact point add", may=KEEPERS, effect="change")
def add(call: Call, form: AddPoint) -> Reply:
    """Add a way to reach a contact."""
    found = _given(call, form)
    for kind, value in found:
        if _known(call, form.contact, value, kind) is not None:
            raise Conflict(T("{name} has {value} already.", name=form.contact.name, value=value))
        call.session.add(
            ContactPoint(
                contact_id=form.contact.id,
                kind=kind,
                value=value,
                label=form.label,
                source=form.source or call.source,
            )
        )
    call.session.flush()
    adoption.adopt(call, form.contact)
    others = [_shared(call, form.contact, kind, value) for kind, value in found]
    note = next((other for other in others if other is not None), T("Added."))
    return _told(call, form.contact, note)


@command("contact point remove", may=KEEPERS, effect="change")
def remove(call: Call, form: RemovePoint) -> Reply:
    """Take a way to reach a contact away."""
    value = form.email or form.phone or form.value or ""
    row = _known(call, form.contact, value)
    if row is None:
        raise NotFound(
            T("{name} is not reached by {value}.", name=form.contact.name, value=value or "…"),
            next_step=T("See {example}", example=f"/crm contact show {refs.ref(form.contact)}"),
        )
    call.session.delete(row)
    call.session.flush()
    return _told(call, form.contact, T("Removed."))


def _given(call: Call, form: AddPoint) -> list[tuple[str, str]]:
    known = [("email", form.email), ("phone", form.phone)]
    found = [(kind, value) for kind, value in known if value]
    if form.value:
        found.append(_typed(call, form.kind, form.value))
    if not found:
        raise NotUnderstood(
            T("Say how {name} is reached.", name=form.contact.name),
            next_step=T("Write it like {example}.", example="jane@acme.com"),
            field="value",
        )
    return found


def _typed(call: Call, kind: str | None, value: str) -> tuple[str, str]:
    """A value of a kind that was said; e-mail addresses and phone numbers are checked."""
    readers: dict[str, FieldType[str]] = {"email": fields.Email(), "phone": fields.Phone()}
    if kind is None:
        raise NotUnderstood(
            T("Say what “{text}” is.", text=value[:60]),
            next_step=T("Write it like {example}.", example="social @jane"),
            field="kind",
        )
    if kind not in readers:
        return kind, value
    return kind, readers[kind].parse(
        value, Reading(call.session, call.caller, call.now, call.settings)
    )


def _known(call: Call, person: Contact, value: str, kind: str | None = None) -> ContactPoint | None:
    statement = select(ContactPoint).where(
        ContactPoint.contact_id == person.id, ContactPoint.value == value
    )
    if kind is not None:
        statement = statement.where(ContactPoint.kind == kind)
    return call.session.scalars(statement.limit(1)).one_or_none()


def _shared(call: Call, person: Contact, kind: str, value: str) -> Text | None:
    """Who else is reached so: a family, a switchboard, or the same person twice."""
    statement = (
        select(Contact)
        .join(ContactPoint, ContactPoint.contact_id == Contact.id)
        .where(ContactPoint.kind == kind, ContactPoint.value == value, Contact.id != person.id)
        .limit(1)
    )
    other = call.session.scalars(statement).one_or_none()
    if other is None:
        return None
    return T("Added. {name} ({ref}) is reached so, too.", name=other.name, ref=refs.ref(other))


def _told(call: Call, person: Contact, note: Text) -> Reply:
    watch.tell(call, person, T("{ref} was changed.", ref=refs.ref(person)))
    about = Record("contact", person.id)
    return Reply((contact.card(call, person, note),), is_public=True, about=about)
