"""Contacts: the people at companies, and how they are reached."""

from __future__ import annotations

from typing import Annotated, Any

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.reply import Button, Card, Fact, Record, Reply, Row
from crm.engine.texts import Joined, T, Text, Value
from crm.language import fields, names
from crm.language.answers import listed
from crm.language.answers.answer import SHOWN, Shown
from crm.language.fields.base import Reading
from crm.language.fields.record import NEW
from crm.language.form import Form
from crm.language.normal import name_key
from crm.language.query.filter import Leaf, Node, Sort
from crm.language.words import KEYED
from crm.models import Company, Contact, ContactPoint, User
from crm.people import (
    adoption,
    company,
    custom_field,
    double_entry,
    editing,
    lifecycle,
    pasted,
    steps,
)
from crm.people.review import check

SHOWN_IN_FORM = ("name", "title", "city", "country", "note")
LABELS = {
    "email": T("E-mail"),
    "phone": T("Phone"),
    "social": T("Social"),
    "visitor": T("Visitor"),
}


class Employer(fields.Ref[Company]):
    """A company, or `new:` and the name that a pasted card gives it."""

    @property
    def takes_new(self) -> bool:
        """A company that nobody knows is made with the contact."""
        return True

    def parse(self, text: str, reading: Reading) -> Company:
        """The company of a name or reference; a name behind `new:` is made on saving."""
        if text.startswith(NEW):
            return fields.Fresh(text.removeprefix(NEW).strip())  # type: ignore[return-value]  # the form says `| Fresh`
        return super().parse(text, reading)


class AddContact(Form):
    """A name; where the person works and how they are reached may come later."""

    company: Annotated[Company | fields.Fresh | None, Employer(Company, from_thread=True)] = None
    name: Annotated[str, fields.Phrase(200)]
    email: Annotated[str | None, fields.Email()] = None
    phone: Annotated[str | None, fields.Phone()] = None
    title: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    city: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    country: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    source: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    note: Annotated[str | None, fields.Phrase(2_000, is_multiline=True, keyed=True)] = None
    owner: Annotated[User, fields.Person(default_me=True)]
    extra: Annotated[tuple[custom_field.Extra, ...] | None, custom_field.Extras("contact")] = None
    again: Annotated[str | None, fields.Hidden(3)] = None
    use: Annotated[str | None, fields.Hidden(20)] = None
    social: Annotated[str | None, fields.Hidden(200)] = None

    @classmethod
    def pasted(cls, text: str, reading: Reading) -> dict[str, str]:
        """The fields of a vCard, or of a signature of several lines."""
        if KEYED.search(text) and not pasted.is_card(text):
            return {}
        if not pasted.is_card(text) and not pasted.looks(text):
            return {}
        return read_card(text, reading)


class EditContact(Form):
    """A contact, and what of them is to be other than it was."""

    contact: Annotated[Contact, fields.Ref(Contact)]
    name: Annotated[str | None, fields.Phrase(200, keyed=True)] = None
    title: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    company: Annotated[Company | None, fields.Ref(Company, from_thread=False)] = None
    city: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    country: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    source: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    note: Annotated[str | None, fields.Phrase(2_000, is_multiline=True, keyed=True)] = None
    owner: Annotated[User | None, fields.Person()] = None
    extra: Annotated[tuple[custom_field.Extra, ...] | None, custom_field.Extras("contact")] = None
    clear: Annotated[str | None, fields.Phrase(200, keyed=True)] = None


class ListContacts(listed.Listed):
    """Which contacts: all, or those of a company."""

    where: Annotated[tuple[Node, ...] | None, listed.Filters("contact")] = None
    company: Annotated[Company | None, fields.Ref(Company, from_thread=False)] = None
    sort: Annotated[str | None, listed.SortBy("contact", newest=(Sort("created_at", "desc"),))] = (
        None
    )
    group: Annotated[str | None, listed.GroupBy("contact")] = None


class ShowContact(Form):
    """A contact, by reference, name or the thread."""

    contact: Annotated[Contact, fields.Ref(Contact)]


def read_card(text: str, reading: Reading) -> dict[str, str]:
    """What a vCard or a signature says, as fields of a new contact; its company found or new."""
    own = reading.settings
    found = pasted.read(text, reading.now, reading.zone, own.currency)
    if "company" in found:
        known = names.find(reading.session, reading.caller, Company, found["company"])
        found["company"] = refs.ref(known[0]) if len(known) == 1 else NEW + found["company"]
    return found


@command("contact add", may=company.KEEPERS, effect="change")
def add(call: Call, form: AddContact) -> Reply:
    """Add a person at a company."""
    if form.use is not None:
        there = check.existing(call, Contact, form.use)
        return Reply((card(call, there, check.THERE),), is_public=True, about=_record(there))
    employer = company.of(call, form.company) if form.company else None
    same = (
        Contact.name_key == name_key(form.name),
        Contact.company_id == (employer.id if employer else None),
    )
    double_entry.refuse(call, Contact, form.again, *same)
    check.refuse_contact(
        call,
        form.again,
        full_name=form.name,
        company=employer.name if employer else None,
        title=form.title,
        email=form.email,
        phone=form.phone,
    )
    contact = refs.add(
        call.session,
        Contact(
            name=form.name,
            name_key=name_key(form.name),
            title=form.title,
            city=form.city,
            country=form.country,
            source=form.source,
            note=form.note,
            company_id=employer.id if employer else None,
            owner_id=form.owner.id,
            created_at=call.now,
        ),
    )
    for kind, value in (("email", form.email), ("phone", form.phone), ("social", form.social)):
        if value:
            point = ContactPoint(
                contact_id=contact.id, kind=kind, value=value, source=form.source or call.source
            )
            call.session.add(point)
    call.session.flush()
    custom_field.store(call, contact, form.extra)
    adoption.adopt(call, contact)
    return Reply((card(call, contact, T("New contact.")),), is_public=True, about=_record(contact))


@command("contact edit", may=company.KEEPERS, effect="change")
def edit(call: Call, form: EditContact) -> Reply:
    """Change a contact's fields."""
    editing.change(call, form.contact, form, keeps=frozenset({"name"}))
    shown = card(call, form.contact, T("Changed."))
    return Reply((shown,), is_public=True, about=_record(form.contact))


@command("contact list")
def listing(call: Call, form: ListContacts) -> Reply:
    """List the people at companies."""
    own = () if form.company is None else (Leaf("company", "=", refs.ref(form.company)),)
    return listed.reply(call, form, "contact", own, T("Contacts"))


@command("contact show")
def show(call: Call, form: ShowContact) -> Reply:
    """Show a contact and how to reach them."""
    return Reply((card(call, form.contact),), about=_record(form.contact))


def by_point(call: Call, kind: str, value: str) -> Contact | None:
    """The contact who is reached so (`slack`, a Slack id), if one is."""
    statement = (
        select(Contact)
        .join(ContactPoint, ContactPoint.contact_id == Contact.id)
        .where(ContactPoint.kind == kind, ContactPoint.value == value)
        .order_by(Contact.id)
        .limit(1)
    )
    return call.session.scalars(statement).one_or_none()


def _record(contact: Contact) -> Record:
    return Record("contact", contact.id)


def _row(_call: Call, contact: Contact, employer: str | None) -> Row:
    details: tuple[Value, ...] = tuple(word for word in (contact.title, employer) if word)
    return Row(refs.ref(contact), contact.name, details)


def _beside(_call: Call) -> tuple[Any, ...]:
    """The name of the contact's company, read with it."""
    named = select(Company.name).where(Company.id == Contact.company_id)
    return (named.correlate(Contact).scalar_subquery(),)


SHOWN["contact"] = Shown(
    _beside, _row, lambda: (Contact.name_key, Contact.id), T("No contacts here yet.")
)


def card(call: Call, contact: Contact, note: Text | None = None) -> Card:
    """A contact as a card, with every way to reach them."""
    employer = _company(call, contact)
    facts = []
    if contact.title:
        facts.append(Fact(T("Title"), contact.title))
    if employer is not None:
        facts.append(Fact(T("Company"), f"{employer.name} ({refs.ref(employer)})"))
    for kind, values in _points(call, contact).items():
        if kind in LABELS:  # ids of Slack say nothing to a person
            facts.append(Fact(LABELS[kind], Joined(tuple(values))))
    place = ", ".join(word for word in (contact.city, contact.country) if word)
    known = ((T("Place"), place), (T("Note"), contact.note))
    facts += [Fact(label, value) for label, value in known if value]
    facts += editing.facts(call, contact)
    edits = editing.button(contact, {name: getattr(contact, name) for name in SHOWN_IN_FORM})
    opens: tuple[Button, ...] = (steps.show(employer),) if employer else ()
    return Card(
        refs.ref(contact),
        contact.name,
        tuple(facts),
        note,
        (steps.follow_up(contact), edits, *opens, *steps.around(contact), *steps.undo(call)),
    )


def _company(call: Call, contact: Contact) -> Company | None:
    statement = select(Company).where(Company.id == contact.company_id)
    return call.session.scalars(statement).one_or_none()


def _points(call: Call, contact: Contact) -> dict[str, list[str]]:
    statement = (
        select(ContactPoint)
        .where(ContactPoint.contact_id == contact.id)
        .order_by(ContactPoint.kind, ContactPoint.id)
    )
    found: dict[str, list[str]] = {}
    for point in call.session.scalars(statement):
        found.setdefault(point.kind, []).append(point.value)
    return found


lifecycle.declare(Contact, company.KEEPERS, card, __name__)
