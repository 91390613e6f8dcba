"""Leads: who may become a customer, until they do or do not."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict
from crm.engine.permission import AGENT
from crm.engine.reply import Button, Card, Fact, Record, Reply, Row
from crm.engine.texts import T, Term, Text, Value
from crm.language import fields
from crm.language.answers import listed
from crm.language.answers.answer import SHOWN, Shown
from crm.language.form import Form
from crm.language.normal import name_key
from crm.language.query.filter import Leaf, Node, Sort
from crm.models import Contact, Lead, User
from crm.people import contact, custom_field, double_entry, editing, lifecycle, steps, watch
from crm.people.review import check
from crm.sales.deal import SALES

STATUSES = ("new", "working", "qualified", "disqualified", "converted")
WORKED = ("new", "working", "qualified")
KEEPERS = SALES | {AGENT}
IN_FORM = ("name", "company_name", "title", "email", "phone", "industry", "city", "country", "note")


class AddLead(Form):
    """A name; how they are reached and where they work may come later."""

    name: Annotated[str, fields.Phrase(200)]
    company_name: Annotated[str | None, fields.Phrase(200, keyed=True)] = None
    email: Annotated[str | None, fields.Email()] = None
    phone: Annotated[str | None, fields.Phone()] = None
    title: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    source: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    industry: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    city: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    country: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    size: Annotated[int | None, fields.Number(1, claims=False)] = None
    score: Annotated[int | None, fields.Number(0, 1_000, claims=False)] = None
    note: Annotated[str | None, fields.Phrase(2_000, is_multiline=True, keyed=True)] = None
    owner: Annotated[User, fields.Person(default_me=True)]
    extra: Annotated[tuple[custom_field.Extra, ...] | None, custom_field.Extras("lead")] = None
    again: Annotated[str | None, fields.Hidden(3)] = None
    use: Annotated[str | None, fields.Hidden(20)] = None


class EditLead(Form):
    """A lead, and what of it is to be other than it was."""

    lead: Annotated[Lead, fields.Ref(Lead)]
    name: Annotated[str | None, fields.Phrase(200, keyed=True)] = None
    status: Annotated[str | None, fields.Choice(*WORKED)] = None
    company_name: Annotated[str | None, fields.Phrase(200, keyed=True)] = None
    email: Annotated[str | None, fields.Email()] = None
    phone: Annotated[str | None, fields.Phone()] = None
    title: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    source: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    industry: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    city: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    country: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    size: Annotated[int | None, fields.Number(1, claims=False)] = None
    score: Annotated[int | None, fields.Number(0, 1_000, claims=False)] = None
    note: Annotated[str | None, fields.Phrase(2_000, is_multiline=True, keyed=True)] = None
    owner: Annotated[User | None, fields.Person()] = None
    extra: Annotated[tuple[custom_field.Extra, ...] | None, custom_field.Extras("lead")] = None
    clear: Annotated[str | None, fields.Phrase(200, keyed=True)] = None


class ShowLead(Form):
    """A lead, by reference, name or the thread."""

    lead: Annotated[Lead, fields.Ref(Lead)]


class ListLeads(listed.Listed):
    """Which leads: all, unless said otherwise."""

    where: Annotated[tuple[Node, ...] | None, listed.Filters("lead")] = None
    status: Annotated[str | None, fields.Choice(*STATUSES)] = None
    owner: Annotated[User | None, fields.Person(takes_me=True)] = None
    sort: Annotated[str | None, listed.SortBy("lead", newest=(Sort("created_at", "desc"),))] = None
    group: Annotated[str | None, listed.GroupBy("lead")] = None


class Disqualify(Form):
    """A lead, and why nothing will come of it."""

    lead: Annotated[Lead, fields.Ref(Lead)]
    reason: Annotated[str | None, fields.Phrase(200)] = None


@command("lead add", may=KEEPERS, effect="change")
def add(call: Call, form: AddLead) -> Reply:
    """Add somebody who may become a customer."""
    if form.use is not None:
        return _there(call, form.use)
    same = (Lead.name_key == name_key(form.name), Lead.email == form.email)
    double_entry.refuse(call, Lead, form.again, *same)
    check.refuse_lead(
        call,
        form.again,
        full_name=form.name,
        company=form.company_name,
        title=form.title,
        email=form.email,
        phone=form.phone,
    )
    lead = Lead(name_key=name_key(form.name), created_at=call.now)
    for name in form.specs():
        value = getattr(form, name, None)
        if value is not None and name not in editing.SPECIAL:
            editing.put(lead, name, value)
    refs.add(call.session, lead)
    custom_field.store(call, lead, form.extra)
    return told(call, lead, T("New lead."))


def _there(call: Call, ref: str) -> Reply:
    """The lead or contact that *Use existing* names, as it is."""
    if ref.startswith("L-"):
        return told(call, check.existing(call, Lead, ref), check.THERE)
    there = check.existing(call, Contact, ref)
    shown = contact.card(call, there, check.THERE)
    return Reply((shown,), is_public=True, about=Record("contact", there.id))


@command("lead show")
def show(call: Call, form: ShowLead) -> Reply:
    """Show a lead with its next steps."""
    return Reply((card(call, form.lead),), about=_record(form.lead))


@command("lead edit", may=KEEPERS, effect="change")
def edit(call: Call, form: EditLead) -> Reply:
    """Change a lead's fields."""
    if form.status is not None:
        refuse_converted(form.lead)
        form.lead.lost_reason = None
    editing.change(call, form.lead, form, keeps=frozenset({"name", "status"}))
    return told(call, form.lead, T("Changed."))


@command("lead list")
def listing(call: Call, form: ListLeads) -> Reply:
    """List leads, the newest first."""
    own = []
    if form.status is not None:
        own.append(Leaf("status", "=", form.status))
    if form.owner is not None:
        own.append(Leaf("owner", "=", form.owner.handle))
    return listed.reply(call, form, "lead", tuple(own), T("Leads"))


@command("lead disqualify", may=KEEPERS, effect="change")
def disqualify(call: Call, form: Disqualify) -> Reply:
    """Say that nothing will come of a lead, and why."""
    lead = form.lead
    refuse_converted(lead)
    if lead.status == "disqualified":
        raise Conflict(T("{ref} is disqualified already.", ref=refs.ref(lead)))
    lead.status, lead.lost_reason = "disqualified", form.reason
    call.session.flush()
    watch.tell(call, lead, T("{ref} was disqualified.", ref=refs.ref(lead)))
    return told(call, lead, T("Disqualified."))


def refuse_converted(lead: Lead) -> None:
    """Raise `Conflict` where a lead has become a customer."""
    if lead.status == "converted":
        raise Conflict(
            T("{ref} was converted on {at}.", ref=refs.ref(lead), at=lead.converted_at),
            next_step=T("See what it became: {example}", example=f"/lead show {refs.ref(lead)}"),
        )


def told(call: Call, lead: Lead, note: Text) -> Reply:
    """The lead's card for all to see."""
    return Reply((card(call, lead, note),), is_public=True, about=_record(lead))


def card(call: Call, lead: Lead, note: Text | None = None) -> Card:
    """A lead as a card."""
    owner = call.session.scalar(select(User.name).where(User.id == lead.owner_id))
    place = ", ".join(word for word in (lead.city, lead.country) if word)
    known: tuple[tuple[Text, Value], ...] = (
        (T("Status"), Term(lead.status)),
        (T("Reason"), lead.lost_reason),
        (T("Company"), lead.company_name),
        (T("Title"), lead.title),
        (T("E-mail"), lead.email),
        (T("Phone"), lead.phone),
        (T("Source"), lead.source),
        (T("Industry"), lead.industry),
        (T("Place"), place),
        (T("Note"), lead.note),
    )
    facts = [Fact(T("Owner"), owner or T("nobody"))]
    facts += [Fact(label, value) for label, value in known if value]
    facts += editing.facts(call, lead)
    return Card(refs.ref(lead), lead.name, tuple(facts), note, _actions(call, lead))


def _actions(call: Call, lead: Lead) -> tuple[Button, ...]:
    edits = editing.button(lead, {name: getattr(lead, name) for name in IN_FORM})
    if lead.status == "converted":
        return (edits, *steps.around(lead), *steps.undo(call))
    own = {"lead": refs.ref(lead)}
    become = Button(T("Convert"), "lead convert", own, style="primary")
    drop = Button(T("Disqualify"), "lead disqualify", own, opens=True, is_reusable=True)
    return (become, edits, drop, *steps.around(lead), *steps.undo(call))


def _record(lead: Lead) -> Record:
    return Record("lead", lead.id)


def _row(_call: Call, lead: Lead) -> Row:
    details: list[Value] = [Term(lead.status)]
    details += [word for word in (lead.company_name, lead.source) if word]
    return Row(refs.ref(lead), lead.name, tuple(details))


SHOWN["lead"] = Shown(
    lambda _: (), _row, lambda: (Lead.created_at.desc(), Lead.id.desc()), T("No leads here yet.")
)
lifecycle.declare(Lead, KEEPERS, card, __name__)
