"""The list of tickets with their moods: the most urgent first, ten on a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from sqlalchemy import case, select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.reply import Reply, Row
from crm.engine.texts import T, Term, Value
from crm.language import fields
from crm.language.answers import listed
from crm.language.answers.answer import SHOWN, Shown
from crm.language.query.filter import Leaf, Node, Sort
from crm.models import Company, Ticket, User
from crm.service import ticket_card

TITLES = {
    "open": T("Open tickets"),
    "resolved": T("Resolved tickets"),
    "all": T("All tickets"),
}
# Who filters or counts by these says which tickets are meant, open or not.
OUTCOMES = (
    *("status", "opened_at", "resolved_at", "first_response_at"),
    *("csat", "response_hours", "resolution_hours", "reopened"),
)


class ListTickets(listed.Listed):
    """Which tickets: open ones that I may see, unless said otherwise."""

    where: Annotated[tuple[Node, ...] | None, listed.Filters("ticket")] = None
    status: Annotated[str | None, fields.Choice("open", "resolved", "all")] = None
    priority: Annotated[str | None, fields.Choice(*ticket_card.PRIORITIES)] = None
    mood: Annotated[str | None, fields.Choice(*ticket_card.FACES)] = None
    assignee: Annotated[User | None, fields.Person(takes_me=True)] = None
    company: Annotated[Company | None, fields.Ref(Company, from_thread=False)] = None
    sort: Annotated[
        str | None,
        listed.SortBy("ticket", newest=(Sort("opened_at", "desc"),), oldest=(Sort("opened_at"),)),
    ] = None
    group: Annotated[str | None, listed.GroupBy("ticket")] = None


@command("ticket list")
def listing(call: Call, form: ListTickets) -> Reply:
    """List tickets with the mood of each."""
    return listed.reply(call, form, "ticket", tuple(_own(form)), TITLES[_status(form)])


def _own(form: ListTickets) -> Iterator[Leaf]:
    if _status(form) != "all":
        yield Leaf("status", "=", _status(form))
    if form.priority is not None:
        yield Leaf("priority", "=", form.priority)
    if form.mood is not None:
        yield Leaf("mood", "=", form.mood)
    if form.assignee is not None:
        yield Leaf("assignee", "=", form.assignee.handle)
    if form.company is not None:
        yield Leaf("company", "=", refs.ref(form.company))


def _status(form: ListTickets) -> str:
    group = (form.group or "").partition(":")[0]
    if form.status is not None:
        return form.status
    return "all" if group in OUTCOMES or listed.about(form, *OUTCOMES) else "open"


def _urgent_first() -> tuple[Any, ...]:
    ranks = {name: place for place, name in enumerate(ticket_card.PRIORITIES)}
    urgency = case(ranks, value=Ticket.priority)
    return (Ticket.escalated.desc(), urgency.desc(), Ticket.opened_at, Ticket.id)


def _beside(_call: Call) -> tuple[Any, ...]:
    """The names of a ticket's customer and assignee, read with it."""
    names = ((Company, Ticket.company_id), (User, Ticket.assignee_id))
    return tuple(
        select(kind.name).where(kind.id == link).correlate(Ticket).scalar_subquery()
        for kind, link in names
    )


def _row(_call: Call, ticket: Ticket, company: str | None, assignee: str | None) -> Row:
    details: list[Value] = [ticket_card.mood_of(ticket.mood), Term(ticket.priority)]
    if company:
        details.append(company)
    details.append(assignee or T("nobody yet"))
    if ticket.status == "open":
        details.append(T("waiting for {whom}", whom=Term(ticket.waiting_for)))
    if ticket.escalated:
        details.append(T("escalated"))
    return Row(refs.ref(ticket), ticket.subject, tuple(details))


SHOWN["ticket"] = Shown(_beside, _row, _urgent_first, T("No tickets here."))
