"""What happened around a record: activities, tickets, deals, purchases and moods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.money import Money
from crm.engine.texts import T, Term, Value
from crm.models import (
    Activity,
    Company,
    Contact,
    Deal,
    Lead,
    Numbered,
    Purchase,
    Tenant,
    Ticket,
    TicketMessage,
    User,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when (aware UTC), to which record, by whom, and what."""

    at: datetime
    ref: str | None
    who: str | None
    what: Value


def around(call: Call, row: Numbered, most: int) -> list[Entry]:
    """The newest `most` of each kind of thing that happened around a record, in any order."""
    sources = (_activities, _tickets, _deals, _purchases, _moods)
    return [entry for source in sources for entry in source(call, row, most)]


def _activities(call: Call, row: Numbered, most: int) -> Iterator[Entry]:
    mine = _linked(Activity, row)
    statement = (
        select(Activity, User.name)
        .outerjoin(User, User.id == Activity.user_id)
        .where(mine, Activity.archived_at.is_(None))
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(most)
    )
    for done, who in call.session.execute(_seen(call, statement, Activity)):
        what = T("{kind}: {note}", kind=Term(done.type), note=done.note[:200])
        yield Entry(done.at, refs.ref(done), who, what)


def _tickets(call: Call, row: Numbered, most: int) -> Iterator[Entry]:
    if not isinstance(row, Company | Contact):
        return
    statement = select(Ticket).where(_linked(Ticket, row)).order_by(Ticket.opened_at.desc())
    for ticket in call.session.scalars(_seen(call, statement.limit(most), Ticket)):
        ref = refs.ref(ticket)
        yield Entry(ticket.opened_at, ref, None, T("Ticket opened: {name}", name=ticket.subject))
        if ticket.resolved_at is not None:
            told = T("Ticket resolved: {name}", name=ticket.subject)
            yield Entry(ticket.resolved_at, ref, None, told)


def _deals(call: Call, row: Numbered, most: int) -> Iterator[Entry]:
    if not isinstance(row, Company | Contact):
        return
    statement = select(Deal).where(_linked(Deal, row)).order_by(Deal.created_at.desc())
    for deal in call.session.scalars(_seen(call, statement.limit(most), Deal)):
        ref = refs.ref(deal)
        yield Entry(deal.created_at, ref, None, T("Deal opened: {name}", name=deal.name))
        if deal.closed_at is not None:
            told = T("Deal {outcome}: {name}", outcome=Term(deal.status), name=deal.name)
            yield Entry(deal.closed_at, ref, None, told)


def _purchases(call: Call, row: Numbered, most: int) -> Iterator[Entry]:
    if not isinstance(row, Company | Contact):
        return
    zone = ZoneInfo(call.settings.zone)
    statement = select(Purchase).where(_linked(Purchase, row), Purchase.archived_at.is_(None))
    newest = statement.order_by(Purchase.bought_on.desc()).limit(most)
    for bought in call.session.scalars(_seen(call, newest, Purchase)):
        amount = Money(bought.amount, bought.currency)
        at = datetime.combine(bought.bought_on, time(), zone)
        yield Entry(at, refs.ref(bought), None, T("Bought for {amount}", amount=amount))


def _moods(call: Call, row: Numbered, most: int) -> Iterator[Entry]:
    if not isinstance(row, Company | Contact | Ticket):
        return
    mine = Ticket.id == row.id if isinstance(row, Ticket) else _linked(Ticket, row)
    statement = (
        select(TicketMessage, Ticket)
        .join(Ticket, Ticket.id == TicketMessage.ticket_id)
        .where(mine, TicketMessage.mood.is_not(None), TicketMessage.deleted_at.is_(None))
        .order_by(TicketMessage.said_at.desc())
        .limit(most)
    )
    for message, ticket in call.session.execute(_seen(call, statement, Ticket)):
        what = T("{mood}: {note}", mood=Term(message.mood or ""), note=message.text[:120])
        yield Entry(message.said_at, refs.ref(ticket), message.author, what)


def _linked(model: type[Any], row: Numbered) -> ColumnElement[bool]:
    """The condition that a row of a kind hangs on a record."""
    columns = {Company: "company_id", Contact: "contact_id", Deal: "deal_id"}
    column = columns.get(type(row))
    if column is not None:
        return getattr(model, column) == row.id  # type: ignore[no-any-return]  # a column's own operator
    kind = "lead" if isinstance(row, Lead) else row.__tablename__
    return (model.record_kind == kind) & (model.record_id == row.id)  # type: ignore[no-any-return]  # columns' own operators


def _seen(call: Call, statement: Any, model: type[Tenant]) -> Any:
    return permission.visible(statement, call.caller, model)
