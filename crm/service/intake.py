"""*Make a ticket*: a customer's message becomes a ticket, bound to the customer's thread."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select

from crm.engine import refs, threads
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Choice, Conflict, Missing
from crm.engine.reply import Next, Record, Reply
from crm.engine.texts import T
from crm.language import fields
from crm.language.form import Form
from crm.models import Channel, Contact, Ticket, TicketMessage, User
from crm.people import contact as contacts
from crm.people import user
from crm.service import conversation, mood
from crm.service.ticket import AGENTS, opened

SUBJECT = 80


class MakeTicket(Form):
    """A message of Slack, and who the customer is where its author is none."""

    channel: Annotated[str, fields.Hidden(40)]
    ts: Annotated[str, fields.Hidden(40)]
    thread_ts: Annotated[str | None, fields.Hidden(40)] = None
    author: Annotated[str, fields.Hidden(40)]
    author_name: Annotated[str, fields.Hidden(200)]
    text: Annotated[str, fields.Hidden()] = ""
    subject: Annotated[str | None, fields.Phrase(300)] = None
    contact: Annotated[Contact | None, fields.Ref(Contact, from_thread=False)] = None


@command("ticket make", may=AGENTS, effect="change", surface="button")
def make(call: Call, form: MakeTicket) -> Reply:
    """Make a ticket of a customer's message."""
    _refuse_second(call, form)
    author = user.by_slack_id(call.session, form.author)
    channel = _channel(call, form.channel)
    customer = form.contact or contacts.by_point(call, "slack", form.author)
    if customer is None and (author is None or not author.is_outsider):
        raise _who(call, form, channel)
    made = refs.add(call.session, _ticket(call, form, customer, channel))
    message = _first_message(call, form, made, author)
    threads.bind(
        call.session,
        form.channel,
        form.thread_ts or form.ts,
        Record("ticket", made.id),
        audience="everyone",
    )
    reply = opened(call, made)
    return Reply(reply.views, about=reply.about, then=_scoring(message))


def _refuse_second(call: Call, form: MakeTicket) -> None:
    """One ticket a message, and one a thread."""
    statement = (
        select(Ticket)
        .join(TicketMessage, TicketMessage.ticket_id == Ticket.id)
        .where(TicketMessage.channel == form.channel, TicketMessage.ts == form.ts)
    )
    made = call.session.scalars(statement).first()
    if made is None:
        bound = threads.records(call.session, form.channel, form.thread_ts or form.ts)
        if "ticket" in bound:
            made = call.session.scalars(select(Ticket).where(Ticket.id == bound["ticket"])).one()
    if made is not None:
        raise Conflict(
            T("This talk already is {ref}.", ref=refs.ref(made)),
            next_step=T("Look at it with {example}", example=f"/ticket show {refs.ref(made)}"),
        )


def _channel(call: Call, slack_id: str) -> Channel | None:
    statement = select(Channel).where(Channel.slack_id == slack_id)
    return call.session.scalars(statement).one_or_none()


def _who(call: Call, form: MakeTicket, channel: Channel | None) -> Missing:
    """The question who the customer is, with the people of the channel's company as answers."""
    company_id = channel.company_id if channel else None
    near = call.session.scalars(
        select(Contact)
        .where(Contact.company_id == company_id, Contact.archived_at.is_(None))
        .order_by(Contact.name_key)
        .limit(5)
    )
    return Missing(
        T("{name} is one of us. Who is the customer?", name=form.author_name),
        field="contact",
        choices=tuple(Choice(c.name, {"contact": refs.ref(c)}) for c in near),
    )


def _ticket(
    call: Call, form: MakeTicket, customer: Contact | None, channel: Channel | None
) -> Ticket:
    company_id = customer.company_id if customer else None
    return Ticket(
        subject=form.subject or _subject(form),
        contact_id=customer.id if customer else None,
        company_id=company_id or (channel.company_id if channel else None),
        opened_at=call.now,
    )


def _subject(form: MakeTicket) -> str:
    """The first line of the message, cut."""
    line = next((line.strip() for line in form.text.splitlines() if line.strip()), "")
    line = line or form.author_name
    return line if len(line) <= SUBJECT else line[: SUBJECT - 1].rstrip() + "…"


def _first_message(
    call: Call, form: MakeTicket, made: Ticket, author: User | None
) -> TicketMessage:
    message = TicketMessage(
        ticket_id=made.id,
        channel=form.channel,
        ts=form.ts,
        author=form.author_name,
        author_id=author.id if author else None,
        is_customer=True,
        text=form.text,
        said_at=conversation.said_at(form.ts, call.now),
    )
    call.session.add(message)
    call.session.flush()
    return message


def _scoring(message: TicketMessage) -> tuple[Next, ...]:
    return (mood.next_of(message),) if message.text else ()
