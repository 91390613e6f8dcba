"""The fields that no column holds, each defined once, as SQL that both databases read alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from crm.engine import permission
from crm.language.query.dialects import Seconds
from crm.language.query.scene import Scene
from crm.models import (
    Activity,
    Change,
    Changeset,
    Deal,
    FollowUp,
    Numbered,
    Purchase,
    StageChange,
    Ticket,
    TicketMessage,
    User,
)
from crm.models.base import Moment

# A note says something about a customer; the others are talk with them.
TOUCHES = ("call", "email", "meeting")
DAY, HOUR = 86_400, 3_600.0
# A customer's last words against the mean of those before; scores run from −1 to 1.
TURN = 0.2


def _scalar(statement: Any, of: type[Numbered]) -> Any:
    return statement.correlate(of).scalar_subquery()


def _talk(of: type[Numbered], what: Any) -> Any:
    link = getattr(Activity, f"{of.__tablename__}_id")
    return select(what).where(
        Activity.workspace_id == of.workspace_id, link == of.id, Activity.type.in_(TOUCHES)
    )


def touches(of: type[Numbered]) -> Any:
    """How often the customer was called, written to or met about a record."""
    return lambda _: _scalar(_talk(of, func.count(Activity.id)), of)


def last_touch_at(of: type[Any]) -> Any:
    """The newest touch; a record begins as touched when it was created, so it is never empty."""

    def newest(_: Scene) -> Any:
        found = _scalar(_talk(of, func.max(Activity.at)), of)
        return case((found > of.created_at, found), else_=of.created_at)

    return newest


def next_step_at(of: type[Numbered]) -> Any:
    """When the next open follow-up is due; empty where there is none."""
    link = getattr(FollowUp, f"{of.__tablename__}_id")
    statement = select(func.min(FollowUp.due_at)).where(
        FollowUp.workspace_id == of.workspace_id, link == of.id, FollowUp.status == "open"
    )
    return lambda _: _scalar(statement, of)


def days_in_stage(scene: Scene) -> Any:
    """Whole days of 24 hours since the deal came to its stage, until now or until it closed."""
    moved = _scalar(
        select(func.max(StageChange.at)).where(
            StageChange.workspace_id == Deal.workspace_id, StageChange.deal_id == Deal.id
        ),
        Deal,
    )
    until = func.coalesce(Deal.closed_at, literal(scene.now, Moment()))
    since = func.coalesce(moved, Deal.created_at)
    return Seconds(since, until) // DAY


def _changes(of: type[Numbered], *conditions: Any) -> Any:
    """How many journaled changes of a record keep some conditions; those taken back do not count.

    What an undo restores is no change of its own; what a redo brings back is one.
    """
    undone = aliased(Changeset)
    is_redo = exists().where(
        undone.workspace_id == Changeset.workspace_id,
        undone.id == Changeset.undoes_id,
        undone.undoes_id.is_not(None),
    )
    statement = (
        select(func.count(Change.id))
        .join(
            Changeset,
            and_(
                Changeset.workspace_id == Change.workspace_id, Changeset.id == Change.changeset_id
            ),
        )
        .where(
            Change.workspace_id == of.workspace_id,
            Change.table_name == of.__tablename__,
            Change.row_id == of.id,
            Changeset.undone_by_id.is_(None),
            or_(Changeset.undoes_id.is_(None), is_redo),
            *conditions,
        )
    )
    return _scalar(statement, of)


def push_count(_: Scene) -> Any:
    """How often the expected close of a deal was moved to a later day."""
    before, after = (side["close_on"].as_string() for side in (Change.before, Change.after))
    return _changes(Deal, before < after)


def reopened(_: Scene) -> Any:
    """How often a ticket was opened again after it was resolved."""
    before, after = (side["status"].as_string() for side in (Change.before, Change.after))
    return _changes(Ticket, before == "resolved", after == "open")


def updated_at(of: type[Numbered]) -> Any:
    """When a record or a part of it was last changed, by business time."""
    statement = (
        select(func.max(Changeset.effective_at))
        .join(
            Change,
            and_(
                Changeset.workspace_id == Change.workspace_id, Changeset.id == Change.changeset_id
            ),
        )
        .where(
            Change.workspace_id == of.workspace_id,
            Change.record_kind == of.__tablename__,
            Change.record_id == of.id,
        )
    )
    return lambda _: _scalar(statement, of)


def open_of(of: type[Numbered], kind: type[Any]) -> Any:
    """How many open deals or tickets a company has, among those that the reader may see."""
    link = getattr(kind, f"{of.__tablename__}_id")

    def count(scene: Scene) -> Any:
        statement = select(func.count(kind.id)).where(
            kind.workspace_id == of.workspace_id, link == of.id, kind.status == "open"
        )
        return _scalar(permission.visible(statement, scene.caller, kind), of)

    return count


def bought(of: type[Numbered], what: Any, *conditions: Any) -> Any:
    """A figure over the purchases of a company or contact."""
    link = getattr(Purchase, f"{of.__tablename__}_id")
    statement = select(what).where(
        Purchase.workspace_id == of.workspace_id, link == of.id, *conditions
    )
    return _scalar(statement, of)


def purchases(of: type[Numbered]) -> Any:
    """How many purchases there were."""
    return lambda _: bought(of, func.count(Purchase.id))


def spent(of: type[Numbered]) -> Any:
    """The sum of all purchases in the base currency, in minor units; nothing bought is 0."""

    def total(scene: Scene) -> Any:
        found = bought(of, func.sum(Purchase.amount), Purchase.currency == scene.currency)
        return func.coalesce(found, 0)

    return total


def last_purchase_on(of: type[Numbered]) -> Any:
    """The day of the newest purchase."""
    return lambda _: bought(of, func.max(Purchase.bought_on))


def _said(what: Any, *conditions: Any) -> Any:
    statement = select(what).where(
        TicketMessage.workspace_id == Ticket.workspace_id,
        TicketMessage.ticket_id == Ticket.id,
        TicketMessage.deleted_at.is_(None),
        *conditions,
    )
    return _scalar(statement, Ticket)


def replies(_: Scene) -> Any:
    """How many messages of a ticket are ours."""
    return _said(func.count(TicketMessage.id), TicketMessage.is_customer.is_(False))


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
    newest = _scalar(last, Ticket)
    count = _said(func.count(TicketMessage.id), *theirs)
    total = _said(func.sum(TicketMessage.mood_score), *theirs)
    change = newest - (total - newest) / func.nullif(count - 1, 0)
    return case(
        (count < 2, None), (change <= -TURN, "falling"), (change >= TURN, "rising"), else_="steady"
    )


def team_of(person: Any) -> Any:
    """The team of a record's owner."""
    found = select(User.team_id).where(User.id == person).correlate_except(User)
    return lambda _: found.scalar_subquery()
