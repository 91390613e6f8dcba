"""What one tick does: turn what is owed at `now` into deliveries, take up what was left lying."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from bot.following import follow
from crm.engine import job, settings
from crm.engine import owed as following
from crm.engine.call import CLOCK, Call, Place
from crm.engine.command import REGISTRY
from crm.engine.errors import Busy, RapportError
from crm.engine.reply import Reply
from crm.engine.run import Asked, run
from crm.engine.store import Store
from crm.models import ButtonToken, Delivery, InboundEvent, Workspace
from crm.outreach import alerting, due
from crm.service import mood

log = structlog.get_logger("clock")

KEPT_PAYLOADS = timedelta(days=30)
KEPT_KEYS = timedelta(days=7)
LEFT_LYING = timedelta(minutes=1)
STATISTICS_LAST = timedelta(hours=1)
Task = Callable[[int, datetime], Mapping[str, int]]


@dataclass(frozen=True)
class Tick:
    """All that a tick looks after; tasks take a workspace and `now` (aware UTC), and count.

    A task that fails is logged and never stops the others. Any number of processes may tick at
    once: what is owed is unique in the store.
    """

    store: Store
    tasks: dict[str, Task]
    jobs: job.Worker | None = None

    def __call__(self, now: datetime) -> dict[str, int]:
        """Do what is owed at `now` in every workspace; returns what the tasks counted."""
        done: Counter[str] = Counter()
        for workspace_id in _workspaces(self.store):
            for name, task in self.tasks.items():
                done.update(self._try(name, task, workspace_id, now))
            if not _is_paused(self.store, workspace_id):
                done.update(self._work(workspace_id, now))
        return dict(done)

    def _try(self, name: str, task: Task, workspace_id: int, now: datetime) -> Mapping[str, int]:
        try:
            return task(workspace_id, now)
        except Exception as error:
            log.exception(
                "task_failed", task=name, workspace=workspace_id, error=type(error).__name__
            )
            return {f"{name} failed": 1}

    def _work(self, workspace_id: int, now: datetime) -> Mapping[str, int]:
        if self.jobs is None:
            return {}
        with self.store.read(workspace_id) as session:
            waiting = job.waiting(session, now)
        done: Counter[str] = Counter()
        for job_id in waiting:
            advance = partial(_advance, self.jobs, job_id)
            done.update(self._try("jobs", advance, workspace_id, now))
        return done


def _advance(
    worker: job.Worker, job_id: int, workspace_id: int, _now: datetime
) -> Mapping[str, int]:
    worker.work(workspace_id, job_id)
    return {"jobs": 1}


def owed(store: Store, workspace_id: int, now: datetime) -> Mapping[str, int]:
    """Reminders and digests that are due, and what was missed or has expired."""
    return asdict(due.owed(store, workspace_id, now))


def moods(store: Store, workspace_id: int, now: datetime) -> Mapping[str, int]:
    """Score the messages that a crash left without a score."""
    with store.read(workspace_id) as session:
        waiting = mood.unscored(session, now - LEFT_LYING)
        chosen = settings.read(session)
    for message in waiting:
        call = Call(workspace_id, CLOCK, Place(), now, "event", settings=chosen)
        answer = run(store, call, Asked(REGISTRY["ticket mood"], fields={"message": str(message)}))
        follow(store, call, answer.reply)
    return {"moods": len(waiting)}


def followings(store: Store, workspace_id: int, now: datetime) -> Mapping[str, int]:
    """Run the commands that a crash left owed."""
    with store.read(workspace_id) as session:
        waiting = following.lying(session, now - LEFT_LYING)
        if not waiting:
            return {}
        chosen = settings.read(session)
    with store.write(workspace_id) as session:
        given_up = following.give_up(session, now)
    call = Call(workspace_id, CLOCK, Place(), now, "event", settings=chosen)
    follow(store, call, Reply(then=tuple(waiting)))
    return {"followings": len(waiting), "given up": given_up}


@dataclass
class Statistics:
    """Once an hour and process: the store's statistics, by which the database chooses its plans."""

    store: Store
    last: datetime | None = None

    def __call__(self, _workspace_id: int, now: datetime) -> Mapping[str, int]:
        """Refresh them where an hour has passed by `now` (aware UTC)."""
        if self.last is not None and abs(now - self.last) < STATISTICS_LAST:
            return {}
        with suppress(Busy):  # the next tick tries again
            self.store.refresh_statistics()
            self.last = now
        return {}


def _workspaces(store: Store) -> list[int]:
    with store.read(None) as session:
        return list(session.scalars(select(Workspace.id)))


def _is_paused(store: Store, workspace_id: int) -> bool:
    """Whether Rapport was uninstalled there: its jobs go on when it is back."""
    with store.read(None) as session:
        named = select(Workspace.paused_reason).where(Workspace.id == workspace_id)
        return session.scalar(named) is not None


def tidy(store: Store, workspace_id: int, now: datetime) -> Mapping[str, int]:
    """Drop what is no longer needed: payloads of old deliveries, old keys, expired buttons."""
    try:
        with store.write(workspace_id) as session:
            old = now - KEPT_PAYLOADS
            session.execute(
                update(Delivery)
                .where(Delivery.state == "sent", Delivery.sent_at < old)
                .where(Delivery.payload.is_not(None))
                .values(payload=None)
            )
            session.execute(delete(ButtonToken).where(ButtonToken.expires_at < old))
            session.execute(
                delete(InboundEvent)
                .where(InboundEvent.state == "done", InboundEvent.received_at < now - KEPT_KEYS)
                .where(InboundEvent.answer.is_(None))
            )
            alerting.tidy(session, now)
    except (RapportError, SQLAlchemyError) as error:
        log.warning("tidy_waits", error=type(error).__name__)
    return {}
