"""A ticket as a card, and its mood in a word."""

from __future__ import annotations

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.reply import Button, Card, Fact, Menu, Option
from crm.engine.texts import T, Term, Text, Value
from crm.models import Company, Contact, Ticket, TicketMessage, User
from crm.people import custom_field, steps

PRIORITIES = ("low", "normal", "high", "urgent")
FACES = {"negative": "😠", "neutral": "😐", "positive": "🙂"}


def mood_of(mood: str | None) -> Value:
    """A mood as a face and a word."""
    if mood is None:
        return T("not known yet")
    return T("{face} {mood}", face=FACES[mood], mood=Term(mood))


def card(call: Call, ticket: Ticket, note: Text | None = None) -> Card:
    """A ticket with its next steps: three statements, however long its talk is."""
    own = custom_field.held(call.session, ticket)
    return Card(
        refs.ref(ticket),
        ticket.subject,
        (*_facts(call, ticket), *custom_field.facts(own)),
        note,
        (*_actions(ticket, custom_field.editable(own)), *steps.undo(call)),
    )


def _facts(call: Call, ticket: Ticket) -> tuple[Fact, ...]:
    statement = (
        select(Company, Contact.name, User.name)
        .select_from(Ticket)
        .outerjoin(Company, Company.id == Ticket.company_id)
        .outerjoin(Contact, Contact.id == Ticket.contact_id)
        .outerjoin(User, User.id == Ticket.assignee_id)
        .where(Ticket.id == ticket.id)
    )
    company, contact, assignee = call.session.execute(statement).one()
    facts = [
        Fact(T("Customer"), contact or _first_author(call, ticket)),
        Fact(T("Company"), f"{company.name} ({refs.ref(company)})" if company else None),
        Fact(T("Status"), Term(ticket.status)),
        Fact(T("Priority"), Term(ticket.priority)),
        Fact(T("Assignee"), assignee or T("nobody yet")),
        Fact(T("Mood"), mood_of(ticket.mood)),
        Fact(T("Opened"), ticket.opened_at),
    ]
    if ticket.status == "open":
        facts.append(Fact(T("Waiting for"), Term(ticket.waiting_for)))
    if ticket.resolved_at is not None:
        facts.append(Fact(T("Resolved"), ticket.resolved_at))
    if ticket.escalated:
        facts.append(Fact(T("Escalated"), T("yes")))
    return tuple(facts)


def _first_author(call: Call, ticket: Ticket) -> str | None:
    statement = (
        select(TicketMessage.author)
        .where(TicketMessage.ticket_id == ticket.id, TicketMessage.is_customer.is_(True))
        .order_by(TicketMessage.said_at, TicketMessage.id)
        .limit(1)
    )
    return call.session.scalar(statement)


def _actions(ticket: Ticket, own: tuple[str, ...]) -> tuple[Button | Menu, ...]:
    named = {"ticket": refs.ref(ticket)}
    if ticket.status != "open":
        return (Button(T("Reopen"), "ticket reopen", named), *steps.around(ticket))
    others = tuple(Option(Term(p), p) for p in PRIORITIES if p != ticket.priority)
    take = (Button(T("Take"), "ticket assign", named),) if ticket.assignee_id is None else ()
    return (
        *take,
        Button(T("Resolve"), "ticket resolve", named, style="primary"),
        Menu(T("Priority"), "ticket priority", "priority", others, named),
        steps.follow_up(ticket),
        steps.edit_one(ticket, "subject", "company", "contact", "priority", *own),
        *steps.around(ticket),
    )
