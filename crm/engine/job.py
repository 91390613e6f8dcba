"""Long work in small commits: one changeset, stored progress, resumed, cancelled, undone as one.

A kind of job is a step function: it does at most so many rows in the open unit of work and says
how many it did; nothing left to do is 0. Between steps others get their turn.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain as chained
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import chain, journal, settings
from crm.engine.call import Call, Caller, Place
from crm.engine.errors import NotFound
from crm.engine.reply import Actions, Button
from crm.engine.store import Store
from crm.engine.texts import T
from crm.models import Change, Changeset, Job

LEASE = timedelta(seconds=60)
# A lock of a fifth of a second; under so many rows a step is mostly what every step costs.
HELD = 0.2
LEAST = 250
# Python's garbage is looked for seldom while a job makes many objects and no circles of them.
USUAL, SELDOM = gc.get_threshold(), (50_000, 10, 10)
# Tables are counted after so many rows, and again each time they have grown so many times.
FIRST_COUNT, GROWN = 500, 8
# So many digests are read at once where a long job is chained.
SOME = 5_000
Step = Callable[[Call, Job, int], int]
Ahead = Callable[[Session, Job, int], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of long work: its step, and how many rows a step takes at most.

    It takes fewer, but `least`, where they would hold the lock for longer than `HELD`;
    where the database locks rows alone, `roomy` at least.
    `ahead` does what needs no lock (reading a file, say) for the step that follows.
    """

    name: str
    step: Step
    rows: int
    ahead: Ahead | None = None
    least: int = LEAST
    roomy: int = LEAST


KINDS: dict[str, Kind] = {}


def kind(
    name: str, *, rows: int, ahead: Ahead | None = None, least: int = LEAST, roomy: int = LEAST
) -> Callable[[Step], Step]:
    """Declare the step function of a kind of job."""

    def declare(step: Step) -> Step:
        KINDS[name] = Kind(name, step, rows, ahead, least, max(least, roomy))
        return step

    return declare


def start(call: Call, name: str, params: dict[str, Any], total: int | None = None) -> Job:
    """Queue long work in this unit of work; a worker takes it up after the commit."""
    changeset = Changeset(
        command=name,
        author_id=call.caller.user_id,
        recorded_at=call.now,
        effective_at=call.now,
        undoes_id=params.get("changeset") if name == "undo" else None,
    )
    call.session.add(changeset)
    call.session.flush()
    job = Job(
        kind=name,
        params=params,
        total=total,
        changeset_id=changeset.id,
        user_id=call.caller.user_id,
        created_at=call.now,
    )
    call.session.add(job)
    call.session.flush()
    return job


def actions(job: Job) -> Actions:
    """The buttons of a running job."""
    return Actions((Button(T("Stop"), "job stop", {"job": str(job.id)}),))


def cancel(session: Session, job_id: int) -> Job:
    """Stop a job before its next step; what it did so far stays and can be undone."""
    job = session.scalars(select(Job).where(Job.id == job_id).with_for_update()).one_or_none()
    if job is None:
        raise NotFound(T("There is no such job."))
    if job.state in {"queued", "running"}:
        job.state = "stopping"
    return job


def waiting(session: Session, now: datetime) -> list[int]:
    """The jobs that nobody works on: queued ones, and those whose worker is gone."""
    statement = (
        select(Job.id)
        .where(Job.state.in_(("queued", "running", "stopping")))
        .where((Job.leased_until.is_(None)) | (Job.leased_until < now))
        .order_by(Job.id)
    )
    return list(session.scalars(statement))


@dataclass
class Pace:
    """How many rows the next step takes, by how long the last one held the lock (s).

    `looked_at` is how many rows were done when the tables were last counted.
    """

    most: int
    rows: int
    least: int = LEAST
    looked_at: int = 0

    def learn(self, held: float) -> None:
        """Aim at `HELD` seconds; grow no faster than twofold."""
        self.rows = min(
            self.most, max(self.least, int(self.rows * min(2.0, HELD / max(held, 1e-6))))
        )


@contextmanager
def seldom() -> Iterator[None]:
    """Look for garbage seldom meanwhile (measured: an eighth of an import, a sixth of an undo)."""
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*USUAL)


@dataclass(frozen=True, slots=True)
class Worker:
    """Who works on jobs: a name, and how long to let others go first between two steps (s)."""

    store: Store
    owner: str
    clock: Callable[[], datetime]
    pause: float = 0.005

    def work(self, workspace_id: int, job_id: int) -> Job:
        """Work on a job until it is done, stopped or failed; returns its last state."""
        pace = Pace(LEAST, LEAST)
        with seldom():
            while True:
                job, go_on = self._step(workspace_id, job_id, pace)
                if not go_on:
                    return job
                time.sleep(self.pause)

    def _step(self, workspace_id: int, job_id: int, pace: Pace) -> tuple[Job, bool]:
        now = self.clock()
        self._ahead(workspace_id, job_id, pace, now)
        with self.store.write(workspace_id) as session:
            began = time.monotonic()
            job = session.scalars(select(Job).where(Job.id == job_id).with_for_update()).one()
            if not self._is_mine(job, now):
                return job, False
            kind = KINDS[job.kind]
            pace.most, pace.least = kind.rows, kind.least if self.store.is_sqlite else kind.roomy
            pace.rows = max(pace.rows, pace.least)
            done = self._advance(session, job, now, min(pace.rows, pace.most))
            tables = journal.tables(session)
            if done and not self.store.is_sqlite:
                self._meanwhile(session, job, pace)
        pace.learn(time.monotonic() - began)
        if done:
            self._count(pace, job.done, tables)
            return job, True
        self._seal(workspace_id, job)
        return job, False

    def _ahead(self, workspace_id: int, job_id: int, pace: Pace, now: datetime) -> None:
        """Do what the next step needs before others have to wait for it."""
        with self.store.read(workspace_id) as session:
            job = session.scalars(select(Job).where(Job.id == job_id)).one()
            ahead = KINDS[job.kind].ahead
            if ahead is not None and self._is_mine(job, now) and job.state != "stopping":
                ahead(session, job, min(pace.rows, KINDS[job.kind].rows))

    def _meanwhile(self, session: Session, job: Job, pace: Pace) -> None:
        """Do what the next step needs while PostgreSQL still works on what this one has written."""
        ahead = KINDS[job.kind].ahead
        if ahead is None:
            return
        session.flush()
        journal.close(session)
        with self.store.read(job.workspace_id) as other:
            ahead(other, job, min(pace.rows, pace.most))

    def _count(self, pace: Pace, done: int, tables: Collection[str]) -> None:
        """Let the database see tables that grow: its plans for empty ones take ever longer."""
        if done < max(FIRST_COUNT, pace.looked_at * GROWN):
            return
        self.store.refresh_statistics(tables)
        pace.looked_at = done

    def _is_mine(self, job: Job, now: datetime) -> bool:
        if job.state in {"done", "stopped", "failed"}:
            return False
        return job.owner == self.owner or job.leased_until is None or job.leased_until < now

    def _advance(self, session: Session, job: Job, now: datetime, rows: int) -> int:
        done = 0
        if job.state != "stopping":
            changeset = session.get(Changeset, (job.workspace_id, job.changeset_id))
            assert changeset is not None
            journal.go_on(session, changeset)
            done = KINDS[job.kind].step(_call(session, job.workspace_id, job, now), job, rows)
        job.done += done
        job.owner, job.leased_until = self.owner, now + LEASE
        job.state = ("running" if done else "sealing") if job.state != "stopping" else "sealing"
        return done

    def _seal(self, workspace_id: int, job: Job) -> None:
        """Chain all that the job did as one changeset; read before the lock is taken."""
        with self.store.read(workspace_id) as session:
            changeset = session.get_one(Changeset, (workspace_id, job.changeset_id))
            statement = select(Change.digest).where(Change.changeset_id == job.changeset_id)
            found = session.scalars(
                statement.order_by(Change.id).execution_options(yield_per=5_000)
            )
            first = list(islice(found, 1))
            content = chain.content_of(changeset, chained(first, found))
        with self.store.write(workspace_id) as session:
            row = session.scalars(select(Job).where(Job.id == job.id).with_for_update()).one()
            changeset = session.get_one(Changeset, (workspace_id, row.changeset_id))
            if row.state == "sealing" and first:
                chain.link(session, changeset, content)
            row.state, row.ended_at, row.leased_until = "done", self.clock(), None
            job.state = row.state


def _call(session: Session, workspace_id: int, job: Job, now: datetime) -> Call:
    caller = Caller(job.user_id, "Rapport", roles=frozenset({"admin"}))
    call = Call(workspace_id, caller, Place(), now, "clock", settings=settings.read(session))
    return call.bound(session, job.changeset_id)
