"""What happened around a record: activities, tickets, deals, purchases and moods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.money import Money
from crm.engine.texts import T, Term, Value
from crm.models import (
    Activity,
    Company,
    Consent,
    Contact,
    ContactPoint,
    Deal,
    Lead,
    Numbered,
    PageEvent,
    Product,
    Purchase,
    PurchaseLine,
    Site,
    Tenant,
    Ticket,
    TicketMessage,
    User,
)

# The channels that are worth a word: whose word it is, where that is no person's.
ORIGINS = {
    "import": Term("import"),
    "api": Term("program"),
    "form": Term("form"),
    "mail": Term("mail"),
    "event": Term("visit"),
    "order": Term("order"),
    "social": Term("social network"),
    "guess": Term("guess"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when (aware UTC), to which record, by whom, and what."""

    at: datetime
    ref: str | None
    who: str | None
    what: Value


def sourced(what: Value, origin: str | None) -> Value:
    """What happened, with the channel it came from where that is no person's own word."""
    channel = ORIGINS.get(origin or "")
    return T("{what} ({origin})", what=what, origin=channel) if channel else what


def around(call: Call, row: Numbered, most: int) -> list[Entry]:
    """The newest `most` of each kind of thing that happened around a record, in any order."""
    sources = (_activities, _tickets, _deals, _purchases, _sold, _moods, _visits)
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
        yield Entry(done.at, refs.ref(done), who, sourced(what, done.source))


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
        told = T("Bought for {amount}", amount=amount)
        if bought.amount < 0:
            told = T("Returned for {amount}", amount=Money(-bought.amount, bought.currency))
        yield Entry(at, refs.ref(bought), None, told)


def _sold(call: Call, row: Numbered, most: int) -> Iterator[Entry]:
    """Who bought a product."""
    if not isinstance(row, Product):
        return
    zone = ZoneInfo(call.settings.zone)
    statement = (
        select(Purchase, PurchaseLine, Company.name)
        .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
        .outerjoin(
            Company,
            and_(Company.id == Purchase.company_id, permission.sees(call.caller, Company)),
        )
        .where(PurchaseLine.product_id == row.id, Purchase.archived_at.is_(None))
        .order_by(Purchase.bought_on.desc(), Purchase.id.desc())
        .limit(most)
    )
    for bought, line, buyer in call.session.execute(_seen(call, statement, Purchase)):
        amount = Money(line.amount, bought.currency)
        at = datetime.combine(bought.bought_on, time(), zone)
        yield Entry(at, refs.ref(bought), buyer, T("Bought for {amount}", amount=amount))


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


def _visits(call: Call, row: Numbered, most: int) -> Iterator[Entry]:
    """What a contact did on a site, while they agree to its being kept and nobody shares it."""
    if not isinstance(row, Contact) or not _agreed(call, row):
        return
    shared = aliased(ContactPoint)
    mine = select(ContactPoint.value).where(
        ContactPoint.contact_id == row.id,
        ContactPoint.kind == "visitor",
        ~exists().where(
            shared.workspace_id == ContactPoint.workspace_id,
            shared.kind == "visitor",
            shared.value == ContactPoint.value,
            shared.contact_id != row.id,
        ),
    )
    statement = (
        select(PageEvent, Site.name)
        .join(Site, Site.id == PageEvent.site_id)
        .where(PageEvent.visitor.in_(call.session.scalars(mine).all()))
        .order_by(PageEvent.at.desc(), PageEvent.id.desc())
        .limit(most)
    )
    for seen, site in call.session.execute(statement):
        page = seen.properties.get("title") or seen.properties.get("url") or ""
        what = T("{kind}: {note}", kind=seen.type, note=str(page)[:200]) if page else seen.type
        yield Entry(seen.at, None, site, what)


def _agreed(call: Call, contact: Contact) -> bool:
    statement = (
        select(Consent.is_given)
        .where(Consent.contact_id == contact.id, Consent.purpose == "tracking")
        .order_by(Consent.at.desc(), Consent.id.desc())
        .limit(1)
    )
    return bool(call.session.scalar(statement))


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
