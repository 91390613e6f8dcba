"""Tickets: opened, shown, taken, and brought to an end."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict
from crm.engine.permission import AGENT, MANAGER
from crm.engine.reply import Listing, Notice, Record, Reply, Row, View
from crm.engine.texts import T, Term, Text
from crm.language import fields
from crm.language.form import Form
from crm.models import Company, Contact, Ticket, TicketMessage, User
from crm.people import company as companies
from crm.people import custom_field, double_entry
from crm.service import ticket_card, triage

AGENTS = frozenset({AGENT, MANAGER, permission.ADMIN})
LAST = 5


class AddTicket(Form):
    """What a customer needs, told by other ways than Slack."""

    company: Annotated[Company | fields.Fresh, fields.Ref(Company, creates=True)]
    subject: Annotated[str, fields.Phrase(300)]
    contact: Annotated[Contact | None, fields.Ref(Contact, mentions=True, from_thread=False)] = None
    priority: Annotated[str, fields.Choice(*ticket_card.PRIORITIES, claims=False)] = "normal"
    extra: Annotated[tuple[custom_field.Extra, ...] | None, custom_field.Extras("ticket")] = None
    again: Annotated[str | None, fields.Hidden(3)] = None


class OneTicket(Form):
    """A ticket, by reference or by the thread."""

    ticket: Annotated[Ticket, fields.Ref(Ticket)]


class Assign(Form):
    """A ticket and who takes care of it; me, unless said otherwise."""

    ticket: Annotated[Ticket, fields.Ref(Ticket)]
    assignee: Annotated[User, fields.Person(default_me=True, takes_me=True)]


class Rank(Form):
    """A ticket and how urgent it is."""

    ticket: Annotated[Ticket, fields.Ref(Ticket)]
    priority: Annotated[str, fields.Choice(*ticket_card.PRIORITIES)]


@command("ticket add", may=AGENTS, effect="change")
def add(call: Call, form: AddTicket) -> Reply:
    """Open a ticket for a customer."""
    customer = companies.of(call, form.company)
    same = (Ticket.subject == form.subject, Ticket.company_id == customer.id)
    double_entry.refuse(call, Ticket, form.again, *same)
    made = refs.add(
        call.session,
        Ticket(
            subject=form.subject,
            company_id=customer.id,
            contact_id=form.contact.id if form.contact else None,
            priority=form.priority,
            opened_at=call.now,
        ),
    )
    custom_field.store(call, made, form.extra)
    return opened(call, made)


@command("ticket show")
def show(call: Call, form: OneTicket) -> Reply:
    """Show a ticket and what was said last."""
    views: list[View] = [ticket_card.card(call, form.ticket)]
    talk = _talk(call, form.ticket)
    if talk is not None:
        views.append(talk)
    return Reply(tuple(views), about=_record(form.ticket))


@command("ticket assign", may=AGENTS, effect="change")
def assign(call: Call, form: Assign) -> Reply:
    """Take a ticket, or give it to somebody."""
    if form.ticket.assignee_id == form.assignee.id:
        already = T(
            "{ref} already is with {name}.", ref=refs.ref(form.ticket), name=form.assignee.name
        )
        return Reply((Notice(already),))
    form.ticket.assignee_id = form.assignee.id
    return _changed(call, form.ticket, T("{name} takes care of it.", name=form.assignee.name))


@command("ticket resolve", may=AGENTS, effect="change")
def resolve(call: Call, form: OneTicket) -> Reply:
    """Mark a ticket as resolved."""
    _refuse(form.ticket, "resolved")
    form.ticket.status, form.ticket.resolved_at = "resolved", call.now
    form.ticket.escalated = False
    return _changed(call, form.ticket, T("Resolved."))


@command("ticket reopen", may=AGENTS, effect="change")
def reopen(call: Call, form: OneTicket) -> Reply:
    """Open a resolved ticket again."""
    _refuse(form.ticket, "open")
    form.ticket.status, form.ticket.resolved_at = "open", None
    return _changed(call, form.ticket, T("Open again."))


@command("ticket priority", may=AGENTS, effect="change")
def rank(call: Call, form: Rank) -> Reply:
    """Say how urgent a ticket is."""
    if form.ticket.priority == form.priority:
        already = T(
            "{ref} already has the priority {priority}.",
            ref=refs.ref(form.ticket),
            priority=Term(form.priority),
        )
        return Reply((Notice(already),))
    form.ticket.priority = form.priority
    return _changed(call, form.ticket, T("Priority: {priority}.", priority=Term(form.priority)))


def opened(call: Call, made: Ticket) -> Reply:
    """The answer to a new ticket: its card goes to the triage channel, and to whoever asked."""
    card = ticket_card.card(call, made, T("New ticket."))
    channel = triage.announce(call, made, Reply((card,)))
    if channel is None:
        note = T(
            "New ticket. There is no triage channel yet; an admin can name one with {example}.",
            example="/crm channel triage Support",
        )
    else:
        note = T("New ticket; its talk is in #{channel}.", channel=channel.name)
    shown = ticket_card.card(call, made, note)
    return Reply((shown,), about=_record(made))


def _changed(call: Call, ticket: Ticket, note: Text) -> Reply:
    """The answer to a change; a pressed card is soon true by itself, and not posted again."""
    call.session.flush()
    card = ticket_card.card(call, ticket, note)
    return Reply((card,), is_public=call.source != "button", about=_record(ticket))


def _refuse(ticket: Ticket, status: str) -> None:
    if ticket.status == status:
        raise Conflict(T("{ref} already is {status}.", ref=refs.ref(ticket), status=Term(status)))


def _record(ticket: Ticket) -> Record:
    return Record("ticket", ticket.id)


def _talk(call: Call, ticket: Ticket) -> Listing | None:
    """The last messages, the newest last."""
    statement = (
        select(TicketMessage)
        .where(TicketMessage.ticket_id == ticket.id, TicketMessage.deleted_at.is_(None))
        .order_by(TicketMessage.said_at.desc(), TicketMessage.id.desc())
        .limit(LAST)
    )
    found = list(call.session.scalars(statement))[::-1]
    if not found:
        return None
    rows = tuple(_said(message) for message in found)
    return Listing(T("What was said last"), rows, len(rows))


def _said(message: TicketMessage) -> Row:
    who = T("{name}, {at}", name=message.author, at=message.said_at)
    mood = (ticket_card.mood_of(message.mood),) if message.mood else ()
    return Row(None, message.text[:300], (who, *mood))
