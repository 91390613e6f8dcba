"""What the schedule owes a workspace at a moment, turned into deliveries, each exactly once.

Any number of processes may ask at the same time, at any distance: what is owed is named by its
rule and its local occurrence, and the store keeps each name once.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm.engine.store import Store
from crm.models import Delivery, ScheduleMark
from crm.outreach import alerting, reminder, scheduled
from crm.outreach.report import MISSED, Report, of, report

__all__ = ["TICK", "Counts", "Report", "of", "owed", "report"]

TICK = "tick"
MARKED_EVERY = timedelta(minutes=1)


@dataclass(slots=True)
class Counts:
    """What became owed: reminders, digests, alerts queued; digests missed, deliveries expired."""

    reminders: int = 0
    digests: int = 0
    alerts: int = 0
    missed: int = 0
    expired: int = 0


def owed(store: Store, workspace_id: int, now: datetime) -> Counts:
    """Turn whatever is owed at `now` (aware UTC) into deliveries; the courier sends them.

    What fails never stops the rest: its error is raised when all others are through.
    """
    counts = Counts()
    with ExitStack() as each:
        each.callback(_mark, store, workspace_id, now)
        each.callback(_expire, store, workspace_id, now, counts)
        each.callback(_alerts, store, workspace_id, now, counts)
        each.callback(_digests, store, workspace_id, now, counts)
        each.callback(_reminders, store, workspace_id, now, counts)
    return counts


def _reminders(store: Store, workspace_id: int, now: datetime, counts: Counts) -> None:
    counts.reminders += reminder.owe(store, workspace_id, now)


def _digests(store: Store, workspace_id: int, now: datetime, counts: Counts) -> None:
    queued, missed = scheduled.owe(store, workspace_id, now)
    counts.digests += queued
    counts.missed += missed


def _alerts(store: Store, workspace_id: int, now: datetime, counts: Counts) -> None:
    counts.alerts += alerting.owe(store, workspace_id, now)


def _expire(store: Store, workspace_id: int, now: datetime, counts: Counts) -> None:
    """Call missed what makes no sense any more and was never tried."""
    expired = (
        Delivery.state == "due",
        Delivery.first_try_at.is_(None),
        Delivery.expires_at < now,
    )
    with store.read(workspace_id) as session:
        ids = list(session.scalars(select(Delivery.id).where(*expired).limit(1_000)))
    if not ids:
        return
    with store.write(workspace_id) as session:
        statement = (
            update(Delivery)
            .where(Delivery.workspace_id == workspace_id, Delivery.id.in_(ids), *expired)
            .values(state="dead", error=MISSED)
            .returning(Delivery.id)
        )
        counts.expired += len(session.scalars(statement).all())


def _mark(store: Store, workspace_id: int, now: datetime) -> None:
    """Note at most once a minute that the schedule is alive."""
    with store.read(workspace_id) as session:
        if _is_fresh(session, now):
            return
    with store.write(workspace_id) as session:
        scheduled.mark(session, TICK, now)


def _is_fresh(session: Session, now: datetime) -> bool:
    until = session.scalar(select(ScheduleMark.until).where(ScheduleMark.rule == TICK))
    return until is not None and abs(now - until) < MARKED_EVERY
