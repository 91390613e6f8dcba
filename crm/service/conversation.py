"""What is said in a customer's thread: stored once, edited and deleted as in Slack.

Events arrive in any order; the same events leave the same state.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm.engine import threads
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.permission import EVERYONE
from crm.engine.reply import Reply
from crm.language import fields
from crm.language.form import Form
from crm.models import Ticket, TicketMessage, User
from crm.people import user
from crm.service import mood

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Said(Form):
    """A message in a thread, as Slack tells of it (ids and timestamps are Slack's).

    A correction that comes before its message is kept only if it says thread and author, too.
    """

    channel: Annotated[str, fields.Hidden(40)]
    ts: Annotated[str, fields.Hidden(40)]
    thread_ts: Annotated[str | None, fields.Hidden(40)] = None
    author: Annotated[str | None, fields.Hidden(40)] = None
    author_name: Annotated[str | None, fields.Hidden(200)] = None
    text: Annotated[str, fields.Hidden()] = ""


class Edited(Said):
    """The message as it is now; `edited_ts` orders the edits of one message."""

    edited_ts: Annotated[str | None, fields.Hidden(40)] = None


@command("ticket message", may=EVERYONE, effect="change", surface="inside")
def store(call: Call, form: Said) -> Reply:
    """Store what was said in a customer's thread, once."""
    ticket = _ticket(call, form)
    if ticket is None or _known(call, form) is not None:
        return Reply()
    message = _new(call, ticket, form)
    if message is None:
        return Reply()
    _settle(call, ticket)
    return _scored_next(message)


@command("ticket message edited", may=EVERYONE, effect="change", surface="inside")
def edit(call: Call, form: Edited) -> Reply:
    """Keep the newest wording of a message, also where the edit comes before the message."""
    ticket = _ticket(call, form)
    message = _known(call, form) or (_new(call, ticket, form) if ticket else None)
    if message is None or message.deleted_at is not None or not _is_newer(form, message):
        return Reply()
    message.text, message.edited_ts = form.text, form.edited_ts
    message.mood, message.mood_score, message.scored_at = None, None, None
    _settle(call, _of(call, message))
    return _scored_next(message)


@command("ticket message deleted", may=EVERYONE, effect="change", surface="inside")
def delete(call: Call, form: Said) -> Reply:
    """Drop the text of a deleted message; it stays dropped whatever comes after."""
    ticket = _ticket(call, form)
    message = _known(call, form) or (_new(call, ticket, form) if ticket else None)
    if message is None or message.deleted_at is not None:
        return Reply()
    message.text, message.edited_ts, message.deleted_at = "", None, call.now
    message.mood, message.mood_score, message.scored_at = None, None, None
    _settle(call, _of(call, message))
    return Reply()


def said_at(ts: str, now: datetime) -> datetime:
    """The moment of a Slack timestamp; `now` where it is none."""
    try:
        micros = int(Decimal(ts) * 1_000_000)
        return EPOCH + timedelta(microseconds=micros)
    except (InvalidOperation, ValueError, OverflowError):
        return now


def _ticket(call: Call, form: Said) -> Ticket | None:
    """The ticket of a thread that the customer sees; internal talk is nobody else's business."""
    if form.thread_ts is None or form.author is None:
        return None
    thread = threads.of(call.session, form.channel, form.thread_ts)
    if thread is None or thread.audience != "everyone":
        return None
    ticket_id = threads.records(call.session, form.channel, form.thread_ts).get("ticket")
    return call.session.scalars(select(Ticket).where(Ticket.id == ticket_id)).one_or_none()


def _known(call: Call, form: Said) -> TicketMessage | None:
    statement = select(TicketMessage).where(
        TicketMessage.channel == form.channel, TicketMessage.ts == form.ts
    )
    return call.session.scalars(statement).one_or_none()


def _new(call: Call, ticket: Ticket, form: Said) -> TicketMessage | None:
    """Store a message; None where another process stored it at this very moment."""
    author = user.by_slack_id(call.session, form.author or "")
    name = form.author_name or form.author or "?"
    outside = author is not None and author.is_outsider
    message = TicketMessage(
        ticket_id=ticket.id,
        channel=form.channel,
        ts=form.ts,
        author=name,
        author_id=author.id if author else None,
        is_customer=outside or _spoke_as_customer(call, ticket, author, name),
        text=form.text,
        said_at=said_at(form.ts, call.now),
    )
    try:
        with call.session.begin_nested():
            call.session.add(message)
    except IntegrityError:
        return None
    return message


def _spoke_as_customer(call: Call, ticket: Ticket, author: User | None, name: str) -> bool:
    """Whether an agent named this author as the customer when the ticket was made."""
    same = TicketMessage.author_id == author.id if author else TicketMessage.author == name
    statement = select(TicketMessage.id).where(
        TicketMessage.ticket_id == ticket.id, TicketMessage.is_customer.is_(True), same
    )
    return call.session.scalars(statement.limit(1)).first() is not None


def _of(call: Call, message: TicketMessage) -> Ticket:
    return call.session.scalars(select(Ticket).where(Ticket.id == message.ticket_id)).one()


def _is_newer(form: Edited, message: TicketMessage) -> bool:
    if form.edited_ts is None:
        return message.text != form.text
    if message.edited_ts is None:
        return True
    return said_at(form.edited_ts, EPOCH) > said_at(message.edited_ts, EPOCH)


def _settle(call: Call, ticket: Ticket) -> None:
    """Let the ticket follow from its messages, whatever order they came in."""
    call.session.flush()
    last = call.session.scalars(
        select(TicketMessage)
        .where(TicketMessage.ticket_id == ticket.id, TicketMessage.deleted_at.is_(None))
        .order_by(TicketMessage.said_at.desc(), TicketMessage.id.desc())
        .limit(1)
    ).one_or_none()
    from_customer = last is None or last.is_customer
    ticket.waiting_for = "us" if from_customer else "customer"
    if last is not None and from_customer and _is_after(last, ticket):
        ticket.status, ticket.resolved_at = "open", None
    mood.follow(call, ticket)


def _is_after(message: TicketMessage, ticket: Ticket) -> bool:
    """Whether a customer spoke after the ticket was resolved: nobody is left unanswered."""
    return ticket.resolved_at is not None and message.said_at > ticket.resolved_at


def _scored_next(message: TicketMessage) -> Reply:
    if not message.is_customer or not message.text:
        return Reply()
    return Reply(then=(mood.next_of(message),))
