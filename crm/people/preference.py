"""How a customer wants to be written to; `may_message` is asked before every message to one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from crm.engine import post, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotAllowed, NotFound, NotUnderstood
from crm.engine.reply import Card, Fact, Listing, Record, Reply, Row
from crm.engine.texts import T, Term, Text
from crm.language import fields
from crm.language.form import Form
from crm.language.normal import name_key
from crm.models import Consent, Contact, Delivery, Preference
from crm.people import steps

NAMES = ("channel", "language", "topics", "quiet", "frequency")
CHANNELS = ("email", "phone", "slack", "sms", "chat", "web", "none")
QUIET = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(?:-|–|to|至|到)\s*(\d{1,2})(?::(\d{2}))?")
FREQUENCY = re.compile(r"(\d{1,3})\s*(?:a|per|/|每)?\s*(day|week|month|天|周|月)", re.IGNORECASE)
SPANS = {"day": 1, "week": 7, "month": 30, "天": 1, "周": 7, "月": 30}
# What answers the customer's own question is no advertising: it needs no consent and no topic.
ANSWERS = frozenset({"answer", "ticket", "survey", "contract", "quote"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or the name of the preference (or `consent`) that forbids it, and the reason."""

    may: bool
    forbidden_by: str | None = None
    reason: Text | None = None


YES = Verdict(may=True)


class SetPreference(Form):
    """A contact, which preference, and what it is: `quiet 22:00-08:00`."""

    contact: Annotated[Contact, fields.Ref(Contact)]
    preference: Annotated[str, fields.Choice(*NAMES)]
    source: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    value: Annotated[str, fields.Phrase(200)]


class OnePreference(Form):
    """A contact and which preference."""

    contact: Annotated[Contact, fields.Ref(Contact)]
    preference: Annotated[str, fields.Choice(*NAMES)]


class ShowPreferences(Form):
    """A contact, by reference, name or the thread."""

    contact: Annotated[Contact, fields.Ref(Contact)]


@command("preference set", effect="change")
def put(call: Call, form: SetPreference) -> Reply:
    """Note how a contact wants to be written to."""
    value = _checked(form.preference, form.value)
    statement = _of(form.contact).where(Preference.name == form.preference)
    row = call.session.scalars(statement).one_or_none()
    if row is None:
        row = Preference(contact_id=form.contact.id, name=form.preference)
        call.session.add(row)
    elif row.value == value:
        raise Conflict(T("It says so already."), field="value")
    row.value, row.source, row.set_at = value, form.source or call.source, call.now
    call.session.flush()
    return Reply((_card(call, form.contact),), is_public=True, about=_record(form.contact))


@command("preference remove", effect="change")
def remove(call: Call, form: OnePreference) -> Reply:
    """Forget a preference of a contact."""
    statement = _of(form.contact).where(Preference.name == form.preference)
    row = call.session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound(
            T("{name} has no such preference.", name=form.contact.name),
            next_step=T("See {example}", example=f"/crm preference show {refs.ref(form.contact)}"),
            field="preference",
        )
    call.session.delete(row)
    call.session.flush()
    return Reply((_card(call, form.contact),), is_public=True, about=_record(form.contact))


@command("preference show")
def show(call: Call, form: ShowPreferences) -> Reply:
    """Show how a contact wants to be written to, and since when."""
    rows = tuple(
        Row(
            None,
            T("{name}: {value}", name=Term(row.name), value=row.value),
            (row.source, row.set_at),
        )
        for row in call.session.scalars(_of(form.contact).order_by(Preference.id))
    )
    title = T("Preferences of {name}", name=form.contact.name)
    listing = Listing(title, rows, len(rows), empty=T("No preferences known."))
    return Reply((listing,), about=_record(form.contact))


def may_message(
    call: Call, contact: Contact, channel: str, topic: str, at: datetime | None = None
) -> Verdict:
    """Whether a message may go to a contact: yes, or the preference that forbids it.

    `channel` is one of CHANNELS; `topic` what it is about (ANSWERS need no consent, any other
    topic is advertising and needs the contact's consent to `marketing`); `at` aware, the moment
    of sending (now, if left out). Quiet hours are in the workspace's zone.
    """
    when = at or call.now
    said = {row.name: row.value for row in call.session.scalars(_of(contact))}
    tests = (
        _consent(call, contact, topic),
        _channel(said.get("channel"), channel),
        _topics(said.get("topics"), topic),
        _quiet(said.get("quiet"), when.astimezone(ZoneInfo(call.settings.zone)).time(), topic),
        _frequency(call, contact, said.get("frequency"), when, topic),
    )
    return next((found for found in tests if found is not None), YES)


def send(call: Call, contact: Contact, owed: post.Owed, topic: str, reply: Reply) -> Delivery:
    """Queue a message to a customer: the only door; raises `NotAllowed` where they said no."""
    verdict = may_message(call, contact, "slack", topic, owed.due_at)
    if not verdict.may:
        raise NotAllowed(
            T("{name} does not want this: {reason}", name=contact.name, reason=verdict.reason),
            next_step=T("See {example}", example=f"/crm preference show {refs.ref(contact)}"),
        )
    return post.post(call, owed, reply)


def _consent(call: Call, contact: Contact, topic: str) -> Verdict | None:
    if topic in ANSWERS:
        return None
    statement = (
        select(Consent.is_given)
        .where(Consent.contact_id == contact.id, Consent.purpose.in_(("marketing", topic)))
        .order_by(Consent.at.desc(), Consent.id.desc())
        .limit(1)
    )
    given = call.session.scalar(statement)
    if given:
        return None
    reason = T("no consent is known") if given is None else T("the consent was withdrawn")
    return Verdict(may=False, forbidden_by="consent", reason=reason)


def _channel(wanted: str | None, channel: str) -> Verdict | None:
    if wanted is None or wanted == channel:
        return None
    reason = T("only {channel} is wanted", channel=Term(wanted))
    return Verdict(may=False, forbidden_by="channel", reason=reason)


def _topics(wanted: str | None, topic: str) -> Verdict | None:
    if wanted is None or topic in ANSWERS:
        return None
    if name_key(topic) in {name_key(one) for one in re.split(r"[,，、]", wanted)}:
        return None
    return Verdict(
        may=False, forbidden_by="topics", reason=T("only {topics} are wanted", topics=wanted)
    )


def _quiet(hours: str | None, local: time, topic: str) -> Verdict | None:
    found = QUIET.fullmatch(hours) if hours and topic != "answer" else None
    if found is None:
        return None
    begins, ends = _clock(found[1], found[2]), _clock(found[3], found[4])
    inside = begins <= local < ends if begins <= ends else local >= begins or local < ends
    if not inside:
        return None
    return Verdict(
        may=False, forbidden_by="quiet", reason=T("quiet hours are {hours}", hours=hours)
    )


def _frequency(
    call: Call, contact: Contact, wanted: str | None, at: datetime, topic: str
) -> Verdict | None:
    found = FREQUENCY.fullmatch(wanted) if wanted and topic not in ANSWERS else None
    if found is None:
        return None
    since = at - timedelta(days=SPANS[found[2].lower()])
    statement = select(func.count(Delivery.id)).where(
        Delivery.record_kind == "contact",
        Delivery.record_id == contact.id,
        Delivery.audience == "everyone",
        Delivery.due_at > since,
        Delivery.state != "cancelled",
    )
    if (call.session.scalar(statement) or 0) < int(found[1]):
        return None
    reason = T("at most {frequency} are wanted", frequency=wanted)
    return Verdict(may=False, forbidden_by="frequency", reason=reason)


def _clock(hour: str, minute: str | None) -> time:
    return time(int(hour) % 24, int(minute or 0))


def _of(contact: Contact) -> Select[Preference]:
    return select(Preference).where(Preference.contact_id == contact.id)


def _checked(name: str, value: str) -> str:
    """A preference's value in one writing; raises `NotUnderstood` with an example."""
    said = value.strip()
    if name == "channel":
        return said.casefold() if said.casefold() in CHANNELS else _refuse(said, "email")
    if name == "quiet":
        found = QUIET.fullmatch(said)
        if found is None or max(int(found[1]), int(found[3])) > 24 or _late(found):
            _refuse(said, "22:00-08:00")
        else:
            return f"{_clock(found[1], found[2]):%H:%M}-{_clock(found[3], found[4]):%H:%M}"
    if name == "frequency" and not FREQUENCY.fullmatch(said):
        _refuse(said, "2 a week")
    return said


def _late(found: re.Match[str]) -> bool:
    return max(int(found[2] or 0), int(found[4] or 0)) > 59


def _refuse(said: str, example: str) -> str:
    raise NotUnderstood(
        T("“{text}” cannot be kept as this preference.", text=said[:60]),
        next_step=T("Write it like {example}.", example=example),
        field="value",
    )


def _card(call: Call, contact: Contact) -> Card:
    rows = call.session.scalars(_of(contact).order_by(Preference.id))
    facts = tuple(Fact(Term(row.name), row.value) for row in rows)
    return Card(refs.ref(contact), contact.name, facts, T("Noted."), steps.undo(call))


def _record(contact: Contact) -> Record:
    return Record("contact", contact.id)
