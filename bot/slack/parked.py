"""Events that wait: for Slack to say who somebody is, or for the courier to say whose thread it is.

They are committed before they are acknowledged, and taken up again by their key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.slack.wiring import Incoming, Json
from crm.engine import threads
from crm.engine.store import Store
from crm.models import Delivery, InboundEvent

KEPT = timedelta(days=1)


def park_if_ours(incoming: Incoming, event: Json) -> bool:
    """Park a message whose thread may turn out to be ours: its first post is still under way.

    Returns whether the thread is known by now: the courier may have settled the post since the
    caller looked.
    """
    installed = incoming.installed
    parent = event.get("parent_user_id")
    if parent is not None and parent != installed.bot_user:
        return False
    with incoming.wiring.store.read(installed.workspace_id) as session:
        is_under_way = _is_under_way(session, event["channel"])
    # after the look at what is under way: a post settled before it left its thread behind
    with incoming.wiring.store.read(installed.workspace_id) as session:
        is_known = threads.of(session, event["channel"], event["thread_ts"]) is not None
    if is_known or not is_under_way:
        return is_known
    with incoming.wiring.store.write(installed.workspace_id) as session:
        is_known = threads.of(session, event["channel"], event["thread_ts"]) is not None
        if not is_known:
            _keep(session, incoming, {"channel": event["channel"]})
    return is_known


def _is_under_way(session: Session, channel: str) -> bool:
    """Whether a post to the channel may have landed without our knowing."""
    unsure = and_(Delivery.state == "due", Delivery.first_try_at.is_not(None))
    statement = select(Delivery.id).where(
        Delivery.channel == channel, or_(Delivery.state == "sending", unsure)
    )
    return session.scalar(statement.limit(1)) is not None


def park(incoming: Incoming, person: str) -> None:
    """Park a delivery until Slack has said who a person is."""
    with incoming.wiring.store.write(incoming.installed.workspace_id) as session:
        _keep(session, incoming, {"person": person})


def _keep(session: Session, incoming: Incoming, awaited: dict[str, str]) -> None:
    known = select(InboundEvent.id).where(InboundEvent.key == incoming.key)
    if session.scalar(known) is not None:
        return
    session.add(
        InboundEvent(
            key=incoming.key,
            state="parked",
            payload={**awaited, "body": incoming.body},
            received_at=incoming.wiring.clock(),
        )
    )


@dataclass(frozen=True, slots=True)
class Parked:
    """A delivery that waits, for a `person` to be known or for a `channel`'s posts to be."""

    key: str
    at: datetime
    body: Json
    person: str | None
    channel: str | None


def waiting(store: Store, workspace_id: int, channel: str | None = None) -> list[Parked]:
    """What is parked in a workspace, the oldest first; of one channel where it is given."""
    with store.read(workspace_id) as session:
        statement = (
            select(InboundEvent.key, InboundEvent.payload, InboundEvent.received_at)
            .where(InboundEvent.state == "parked")
            .order_by(InboundEvent.id)
        )
        rows = session.execute(statement).all()
    kept = [_parked(key, at, payload or {}) for key, payload, at in rows]
    return [one for one in kept if channel is None or one.channel == channel]


def _parked(key: str, at: datetime, payload: Json) -> Parked:
    return Parked(key, at, payload["body"], payload.get("person"), payload.get("channel"))


def is_settled(store: Store, workspace_id: int, event: Json) -> bool:
    """Whether it is known now whose thread a message stands in."""
    with store.read(workspace_id) as session:
        if threads.of(session, event["channel"], event["thread_ts"]) is not None:
            return True
        return not _is_under_way(session, event["channel"])


def settle(store: Store, workspace_id: int, key: str) -> None:
    """Close a parked event: it was taken up, and what it said is kept no longer."""
    with store.write(workspace_id) as session:
        statement = select(InboundEvent).where(InboundEvent.key == key)
        row = session.scalars(statement).one_or_none()
        if row is not None:
            row.state, row.payload = "done", None
