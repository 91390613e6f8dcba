"""The outbox's own steps on the store: claim one delivery, and close it again.

A claim is a lease with an owner and an attempt; only who still holds it may close it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from crm.engine.store import Store
from crm.models import Channel, ChannelPace, Delivery, Workspace

LATE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Times:
    """The courier's times in seconds.

    A hung post may still land within `settle`, so nothing is tried again sooner (measured: with
    1 s 93 of 2,000 doubled, with 30 s none). The lease outlasts two timeouts and the settling.
    """

    timeout: float = 10
    settle: float = 30
    lease: float = 60
    pace: float = 1
    give_up: float = 86_400

    @property
    def leased(self) -> timedelta:
        """How long a claim holds."""
        return timedelta(seconds=self.lease)

    @property
    def settled(self) -> timedelta:
        """How long a post whose answer was lost may still take effect."""
        return timedelta(seconds=self.settle)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours until the lease ends; `is_unsure`: an earlier try may have landed."""

    workspace_id: int
    row: Delivery
    original: Delivery | None
    is_external: bool
    is_unsure: bool


def workspaces(store: Store) -> list[int]:
    """The workspaces whose deliveries may go out."""
    with store.read(None) as session:
        statement = select(Workspace.id).where(Workspace.paused_reason.is_(None))
        return list(session.scalars(statement))


def due_soon(store: Store, workspace_id: int, now: datetime) -> bool:
    """Whether anything could be claimed now, found without taking the write lock."""
    with store.read(workspace_id) as session:
        return session.scalar(_claimable(now).limit(1)) is not None


def _claimable(now: datetime) -> Select[Delivery]:
    busy = select(ChannelPace.channel).where(
        ChannelPace.next_at > now, ChannelPace.workspace_id == Delivery.workspace_id
    )
    return (
        select(Delivery)
        .where(_is_due(now), Delivery.channel.not_in(busy))
        .order_by(Delivery.due_at, Delivery.id)
    )


def _is_due(now: datetime) -> ColumnElement[bool]:
    waiting = and_(Delivery.state == "due", Delivery.next_at <= now)
    abandoned = and_(Delivery.state == "sending", Delivery.leased_until < now)
    return or_(waiting, abandoned)


def claim(
    store: Store, workspace_id: int, owner: str, now: datetime, times: Times
) -> Claimed | None:
    """Claim the oldest due delivery of a workspace, or None; it takes its channel's turn too."""
    if not due_soon(store, workspace_id, now):
        return None
    with store.write(workspace_id) as session:
        statement = _claimable(now).limit(1).with_for_update(skip_locked=True)
        row = session.scalars(statement).first()
        if row is None or not _take_turn(session, row, now, times):
            return None
        is_unsure = row.first_try_at is not None
        row.state, row.owner, row.attempt = "sending", owner, row.attempt + 1
        row.leased_until = now + times.leased
        row.first_try_at = row.first_try_at or now
        original = session.get(Delivery, (workspace_id, row.edits_id)) if row.edits_id else None
        return Claimed(workspace_id, row, original, _is_external(session, row), is_unsure)


def _take_turn(session: Session, row: Delivery, now: datetime, times: Times) -> bool:
    """Take the channel's turn: at most one post a second, whoever posts."""
    statement = select(ChannelPace).where(ChannelPace.channel == row.channel).with_for_update()
    pace = session.scalars(statement).one_or_none()
    following = now + timedelta(seconds=times.pace)
    if pace is None:
        session.add(ChannelPace(channel=row.channel, next_at=following))
        return True
    if pace.next_at > now:
        return False
    pace.next_at = following
    return True


def _is_external(session: Session, row: Delivery) -> bool:
    statement = select(Channel.is_external).where(Channel.slack_id == row.channel)
    return bool(session.scalar(statement))


def mine(session: Session, claimed: Claimed) -> Delivery | None:
    """The claimed row, if it is still ours to close."""
    statement = select(Delivery).where(
        Delivery.id == claimed.row.id,
        Delivery.owner == claimed.row.owner,
        Delivery.attempt == claimed.row.attempt,
        Delivery.state == "sending",
    )
    return session.scalars(statement.with_for_update()).one_or_none()


def hold_channel(session: Session, channel: str, until: datetime) -> None:
    """Post nothing to a channel before a moment: what a 429 asks for."""
    statement = select(ChannelPace).where(ChannelPace.channel == channel).with_for_update()
    pace = session.scalars(statement).one_or_none()
    if pace is not None:
        pace.next_at = max(pace.next_at, until)


def next_moment(store: Store, workspace_id: int) -> datetime | None:
    """When the next delivery of a workspace falls due or loses its lease; None: nothing waits."""
    with store.read(workspace_id) as session:
        due = select(func.min(Delivery.next_at)).where(Delivery.state == "due")
        leased = select(func.min(Delivery.leased_until)).where(Delivery.state == "sending")
        found = [moment for moment in (session.scalar(due), session.scalar(leased)) if moment]
        return min(found, default=None)
