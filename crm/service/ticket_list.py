"""The list of tickets with their moods: the most urgent first, ten on a page."""

from __future__ import annotations

from typing import Annotated, Any

from sqlalchemy import ColumnElement, case, func, select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.reply import Listing, Reply, Row
from crm.engine.texts import T, Term, Value
from crm.language import fields
from crm.language.form import Form
from crm.models import Company, Ticket, User
from crm.people import steps
from crm.service import ticket_card

TITLES = {
    "open": T("Open tickets"),
    "resolved": T("Resolved tickets"),
    "all": T("All tickets"),
}


class ListTickets(Form):
    """Which tickets: open ones that I may see, unless said otherwise."""

    status: Annotated[str, fields.Choice("open", "resolved", "all")] = "open"
    priority: Annotated[str | None, fields.Choice(*ticket_card.PRIORITIES)] = None
    mood: Annotated[str | None, fields.Choice(*ticket_card.FACES)] = None
    assignee: Annotated[User | None, fields.Person(takes_me=True)] = None
    company: Annotated[Company | None, fields.Ref(Company, from_thread=False)] = None
    page: Annotated[int, fields.Number(1, 100_000)] = 1


@command("ticket list")
def listing(call: Call, form: ListTickets) -> Reply:
    """List tickets with the mood of each."""
    count = select(func.count(Ticket.id)).where(*_conditions(form))
    total = call.session.scalar(permission.visible(count, call.caller, Ticket)) or 0
    rows = tuple(_row(*found) for found in _rows(call, form))
    view = Listing(TITLES[form.status], rows, total, empty=T("No tickets here."))
    return Reply((view, *steps.pages("ticket list", form, form.page, total)))


def _conditions(form: ListTickets) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool] | None] = [
        Ticket.status == form.status if form.status != "all" else None,
        Ticket.priority == form.priority if form.priority else None,
        Ticket.mood == form.mood if form.mood else None,
        Ticket.assignee_id == form.assignee.id if form.assignee else None,
        Ticket.company_id == form.company.id if form.company else None,
    ]
    return [condition for condition in wanted if condition is not None]


def _rows(call: Call, form: ListTickets) -> list[Any]:
    urgency = case(
        {name: place for place, name in enumerate(ticket_card.PRIORITIES)}, value=Ticket.priority
    )
    statement = (
        select(Ticket, Company.name, User.name)
        .outerjoin(Company, Company.id == Ticket.company_id)
        .outerjoin(User, User.id == Ticket.assignee_id)
        .where(*_conditions(form))
        .order_by(Ticket.escalated.desc(), urgency.desc(), Ticket.opened_at, Ticket.id)
        .limit(steps.PAGE)
        .offset((form.page - 1) * steps.PAGE)
    )
    return list(call.session.execute(permission.visible(statement, call.caller, Ticket)))


def _row(ticket: Ticket, company: str | None, assignee: str | None) -> Row:
    details: list[Value] = [ticket_card.mood_of(ticket.mood), Term(ticket.priority)]
    if company:
        details.append(company)
    details.append(assignee or T("nobody yet"))
    if ticket.status == "open":
        details.append(T("waiting for {whom}", whom=Term(ticket.waiting_for)))
    if ticket.escalated:
        details.append(T("escalated"))
    return Row(refs.ref(ticket), ticket.subject, tuple(details))
