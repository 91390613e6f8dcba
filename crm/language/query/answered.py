"""What was said between customers and us, as fields: answers, their hours, moods and trends."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, func, literal, select

from crm.engine import permission
from crm.language.query.derived import counted, scalar
from crm.language.query.dialects import Seconds
from crm.language.query.scene import Scene
from crm.language.query.stored import Gathered
from crm.models import Lead, Numbered, Ticket, TicketMessage

HOUR = 3_600.0

# A customer's last words against the mean of those before; scores run from −1 to 1.
TURN = 0.2


def _said(what: Any, *conditions: Any) -> Any:
    statement = select(what).where(
        TicketMessage.workspace_id == Ticket.workspace_id,
        TicketMessage.ticket_id == Ticket.id,
        TicketMessage.deleted_at.is_(None),
        *conditions,
    )
    return scalar(statement, Ticket)


def replies() -> Gathered:
    """How many messages of a ticket are ours."""
    ours = (TicketMessage.deleted_at.is_(None), TicketMessage.is_customer.is_(False))

    def rows(_: Scene, what: Any) -> Select[Any]:
        return select(what).select_from(TicketMessage).where(*ours)

    return counted(Ticket, TicketMessage.ticket_id, rows)


def last_reply_at(_: Scene) -> Any:
    """When we last answered the customer."""
    return _said(func.max(TicketMessage.said_at), TicketMessage.is_customer.is_(False))


def first_response_at(_: Scene) -> Any:
    """When we first answered the customer."""
    return _said(func.min(TicketMessage.said_at), TicketMessage.is_customer.is_(False))


def response_hours(scene: Scene) -> Any:
    """Hours on the clock from a ticket's opening to our first answer; never below none."""
    return _hours(Ticket.opened_at, first_response_at(scene))


def resolution_hours(_: Scene) -> Any:
    """Hours on the clock from a ticket's opening to its resolution."""
    return _hours(Ticket.opened_at, Ticket.resolved_at)


def _hours(first: Any, second: Any) -> Any:
    return Seconds(first, second) / literal(HOUR)


def mood_trend(_: Scene) -> Any:
    """Where a ticket's customer is heading: the last message against the mean of those before.

    Empty until two of their messages are scored.
    """
    theirs = (TicketMessage.is_customer.is_(True), TicketMessage.mood_score.is_not(None))
    last = (
        select(TicketMessage.mood_score)
        .where(
            TicketMessage.workspace_id == Ticket.workspace_id,
            TicketMessage.ticket_id == Ticket.id,
            TicketMessage.deleted_at.is_(None),
            *theirs,
        )
        .order_by(TicketMessage.said_at.desc(), TicketMessage.id.desc())
        .limit(1)
    )
    newest = scalar(last, Ticket)
    count = _said(func.count(TicketMessage.id), *theirs)
    total = _said(func.sum(TicketMessage.mood_score), *theirs)
    change = newest - (total - newest) / func.nullif(count - 1, 0)
    return case(
        (count < 2, None), (change <= -TURN, "falling"), (change >= TURN, "rising"), else_="steady"
    )


def lead_response_hours(_: Scene) -> Any:
    """Hours on the clock from a lead's coming in to the first answer."""
    return _hours(Lead.created_at, Lead.first_response_at)


def mood(of: type[Numbered]) -> Any:
    """The mood of a customer: that of their newest scored message in any ticket."""
    newest = (
        select(TicketMessage.mood)
        .join(Ticket, Ticket.id == TicketMessage.ticket_id)
        .where(
            Ticket.workspace_id == of.workspace_id,
            getattr(Ticket, f"{of.__tablename__}_id") == of.id,
            TicketMessage.is_customer.is_(True),
            TicketMessage.mood.is_not(None),
            TicketMessage.deleted_at.is_(None),
        )
        .order_by(TicketMessage.said_at.desc(), TicketMessage.id.desc())
        .limit(1)
    )

    def said(scene: Scene) -> Any:
        return scalar(permission.visible(newest, scene.caller, Ticket), of)

    return said
