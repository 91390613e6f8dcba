"""What one tick does: turn what is owed at `now` into deliveries, take up what was left lying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from crm.engine import job
from crm.engine.errors import RapportError
from crm.engine.store import Store
from crm.models import ButtonToken, Delivery, InboundEvent, Workspace

log = structlog.get_logger("clock")

KEPT_PAYLOADS = timedelta(days=30)
KEPT_KEYS = timedelta(days=7)
Task = Callable[[int, datetime], object]


@dataclass(frozen=True)
class Tick:
    """All that a tick looks after; tasks take a workspace and `now` (aware UTC).

    A task that fails is logged and never stops the others. Any number of processes may tick at
    once: what is owed is unique in the store.
    """

    store: Store
    tasks: dict[str, Task]
    jobs: job.Worker | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def __call__(self, now: datetime) -> dict[str, int]:
        """Do what is owed at `now` in every workspace; counts how often each task ran or failed."""
        done: dict[str, int] = {}
        for workspace_id in _workspaces(self.store):
            for name, task in self.tasks.items():
                outcome = name if self._try(name, task, workspace_id, now) else f"{name} failed"
                done[outcome] = done.get(outcome, 0) + 1
            self._work(workspace_id, now)
        return done

    def _try(self, name: str, task: Task, workspace_id: int, now: datetime) -> bool:
        try:
            task(workspace_id, now)
        except Exception as error:
            log.exception(
                "task_failed", task=name, workspace=workspace_id, error=type(error).__name__
            )
            return False
        return True

    def _work(self, workspace_id: int, now: datetime) -> None:
        if self.jobs is None:
            return
        with self.store.read(workspace_id) as session:
            waiting = job.waiting(session, now)
        for job_id in waiting:
            self._try("job", partial(_advance, self.jobs, job_id), workspace_id, now)


def _advance(worker: job.Worker, job_id: int, workspace_id: int, _now: datetime) -> None:
    worker.work(workspace_id, job_id)


def _workspaces(store: Store) -> list[int]:
    with store.read(None) as session:
        return list(session.scalars(select(Workspace.id)))


def tidy(store: Store, workspace_id: int, now: datetime) -> None:
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
    except (RapportError, SQLAlchemyError) as error:
        log.warning("tidy_waits", error=type(error).__name__)
