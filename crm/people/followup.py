"""Follow-ups: planned, shown, done and put off; and the reminder that comes when one is due."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from sqlalchemy import select

from crm.engine import permission, post, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict
from crm.engine.reply import Button, Card, Fact, Menu, Option, Record, Reply
from crm.engine.texts import Local, T, Term, Text, Value, say
from crm.language import fields
from crm.language.form import Form
from crm.models import Company, Contact, Deal, FollowUp, Numbered, Ticket, User
from crm.people import double_entry, steps

TYPES = ("task", "call", "email", "meeting")
SOUNDS_LIKE = {
    "call": re.compile(r"\b(call|phone|ring)\b|电话|致电", re.IGNORECASE),
    "email": re.compile(r"\b(e-?mail|mail|write to)\b|邮件|发邮", re.IGNORECASE),
    "meeting": re.compile(
        r"\b(meet|meeting|visit|lunch|demo)\b|会议|开会|拜访|见面", re.IGNORECASE
    ),
}
OPENING = re.compile(r"^(?:to|about|that|:|-|：|，)\s*(?=\S)", re.IGNORECASE)


class AddFollowUp(Form):
    """What to do and when; the record is the thread's, or is named."""

    due_at: Annotated[fields.Planned, fields.When()]
    subject: Annotated[str | None, fields.Phrase(300)] = None
    deal: Annotated[Deal | None, fields.Ref(Deal)] = None
    ticket: Annotated[Ticket | None, fields.Ref(Ticket)] = None
    company: Annotated[Company | None, fields.Ref(Company, mentions=True)] = None
    contact: Annotated[Contact | None, fields.Ref(Contact, mentions=True)] = None
    owner: Annotated[User, fields.Person(default_me=True)]
    type: Annotated[str | None, fields.Choice(*TYPES, claims=False)] = None
    again: Annotated[str | None, fields.Hidden(3)] = None


class OneFollowUp(Form):
    """A follow-up, by reference or by the thread."""

    followup: Annotated[FollowUp, fields.Ref(FollowUp)]


class Snooze(Form):
    """A follow-up and the moment that it is put off to."""

    followup: Annotated[FollowUp, fields.Ref(FollowUp)]
    due_at: Annotated[fields.Planned, fields.When()]


@command("followup add", effect="change")
def add(call: Call, form: AddFollowUp) -> Reply:
    """Plan a follow-up and be reminded of it."""
    subject = _subject(call, form)
    due_at = _morning_of(call, form.due_at, form.owner)
    deal_id, ticket_id = (row.id if row else None for row in (form.deal, form.ticket))
    same = (
        FollowUp.subject == subject,
        FollowUp.due_at == due_at,
        FollowUp.deal_id == deal_id,
        FollowUp.ticket_id == ticket_id,
    )
    double_entry.refuse(call, FollowUp, form.again, *same)
    following = refs.add(
        call.session,
        FollowUp(
            subject=subject,
            type=form.type or _type(subject),
            owner_id=form.owner.id,
            due_at=due_at,
            whole_day=form.due_at.whole_day,
            deal_id=deal_id,
            ticket_id=ticket_id,
            company_id=_company_id(form),
            contact_id=form.contact.id if form.contact else None,
            created_at=call.now,
        ),
    )
    note = _promise(call, following, form.owner)
    return Reply((card(call, following, note),), is_public=True, about=_record(following))


def _morning_of(call: Call, planned: fields.Planned, owner: User) -> datetime:
    """When it is due, in UTC: a whole day begins at its owner's 9:00, whoever plans it."""
    if not planned.whole_day:
        return planned.at
    day = planned.at.astimezone(ZoneInfo(call.caller.zone)).date()
    at = datetime.combine(day, fields.When.morning, ZoneInfo(owner.zone)).astimezone(UTC)
    return at if at > call.now else planned.at


@command("followup show")
def show(call: Call, form: OneFollowUp) -> Reply:
    """Show a follow-up."""
    return Reply((card(call, form.followup),), about=_record(form.followup))


@command("followup done", effect="change")
def done(call: Call, form: OneFollowUp) -> Reply:
    """Mark a follow-up as done."""
    following = form.followup
    _refuse_closed(following)
    following.status, following.done_at = "done", call.now
    call.session.flush()
    settle(call, following, T("Done."))
    return _changed(call, following, T("Done."))


@command("followup snooze", effect="change")
def snooze(call: Call, form: Snooze) -> Reply:
    """Put a follow-up off to a later time."""
    following = form.followup
    _refuse_closed(following)
    owner = _owner(call, following)
    following.due_at = _morning_of(call, form.due_at, owner)
    following.whole_day = form.due_at.whole_day
    following.snoozed += 1
    call.session.flush()
    note = T("Put off to {at}.", at=Local(following.due_at, owner.zone))
    settle(call, following, note)
    return _changed(call, following, note)


def reminder(call: Call, following: FollowUp) -> Reply:
    """What its owner gets in a DM when a follow-up is due: *Done*, *Snooze*, and its record."""
    return Reply(
        (card(call, following, T("Your follow-up is due."), is_changed=False),),
        about=_record(following),
    )


def settle(call: Call, following: FollowUp, note: Text) -> None:
    """Take the buttons off reminders that were sent, and cancel those that were not yet."""
    shown = Reply((_card(call, following, note, ()),), about=_record(following))
    for sent in post.sent_about(call, _record(following), "reminder"):
        if sent.state in {"held", "due"}:
            sent.state = "cancelled"
        elif sent.state in {"sending", "sent", "unconfirmed"}:
            post.edit(call, sent, shown)


def _subject(call: Call, form: AddFollowUp) -> str:
    if form.subject:
        return OPENING.sub("", form.subject, count=1)
    return say(T("Follow up"), call.reader)


def _type(subject: str) -> str:
    return next((kind for kind, words in SOUNDS_LIKE.items() if words.search(subject)), "task")


def _company_id(form: AddFollowUp) -> int | None:
    if form.company is not None:
        return form.company.id
    for row in (form.deal, form.ticket, form.contact):
        if row is not None and row.company_id is not None:
            return row.company_id
    return None


def _promise(call: Call, following: FollowUp, owner: User) -> Text:
    at = Local(following.due_at, owner.zone)
    if owner.id == call.caller.user_id:
        return T("I will remind you on {at}.", at=at)
    return T("I will remind {name} on {at}.", name=owner.name, at=at)


def _refuse_closed(following: FollowUp) -> None:
    if following.status != "open":
        raise Conflict(
            T(
                "{ref} is already {status}, since {at}. Nothing was changed.",
                ref=refs.ref(following),
                status=Term(following.status),
                at=following.done_at,
            )
        )


def _changed(call: Call, following: FollowUp, note: Text) -> Reply:
    in_thread = call.place.thread_ts is not None and not call.place.is_dm
    return Reply((card(call, following, note),), is_public=in_thread, about=_record(following))


def _record(following: FollowUp) -> Record:
    return Record("followup", following.id)


def _owner(call: Call, following: FollowUp) -> User:
    return call.session.scalars(select(User).where(User.id == following.owner_id)).one()


def card(
    call: Call, following: FollowUp, note: Text | None = None, *, is_changed: bool = True
) -> Card:
    """A follow-up as a card; `is_changed` offers *Undo* for this call's change."""
    steps_on = _steps(call, following) if following.status == "open" else ()
    undo = steps.undo(call) if is_changed else ()
    return _card(call, following, note, (*steps_on, *undo))


def _card(
    call: Call, following: FollowUp, note: Text | None, actions: tuple[Button | Menu, ...]
) -> Card:
    owner = _owner(call, following)
    due = Local(following.due_at, owner.zone)
    facts = [
        Fact(T("Due"), due),
        Fact(T("Owner"), owner.name),
        Fact(T("Type"), Term(following.type)),
        *(Fact(_label(row), _named(row)) for row in _about(call, following)),
    ]
    if following.status != "open":
        facts.append(Fact(T("Status"), Term(following.status)))
    return Card(refs.ref(following), following.subject, tuple(facts), note, actions)


def _steps(call: Call, following: FollowUp) -> tuple[Button | Menu, ...]:
    fields_of = {"followup": refs.ref(following)}
    later = (
        Option(T("In 1 hour"), "in 1 hour"),
        Option(T("Tomorrow 9:00"), "tomorrow 9:00"),
        Option(T("Next Monday 9:00"), "next monday 9:00"),
    )
    shown = tuple(steps.show(row) for row in _about(call, following)[:1])
    return (
        Button(T("Done"), "followup done", fields_of, style="primary"),
        Menu(T("Snooze"), "followup snooze", "due_at", later, fields_of),
        *shown,
    )


def _about(call: Call, following: FollowUp) -> list[Deal | Ticket | Company | Contact]:
    """The records that it is about and the caller sees, the nearest first."""
    links: tuple[tuple[type[Numbered], int | None], ...] = (
        (Deal, following.deal_id),
        (Ticket, following.ticket_id),
        (Company, following.company_id),
        (Contact, following.contact_id),
    )
    rows = (
        call.session.get(model, (following.workspace_id, row_id))
        for model, row_id in links
        if row_id is not None
    )
    return [
        row
        for row in rows
        if isinstance(row, Deal | Ticket | Company | Contact)
        and permission.may_see(call.session, call.caller, row)
    ]


def _label(row: Numbered) -> Value:
    labels = {
        "deal": T("Deal"),
        "ticket": T("Ticket"),
        "company": T("Company"),
        "contact": T("Contact"),
    }
    return labels[row.__tablename__]


def _named(row: Deal | Ticket | Company | Contact) -> str:
    name = row.subject if isinstance(row, Ticket) else row.name
    return f"{name} ({refs.ref(row)})"
