"""An import from the file to the tables: rehearsed without a trace, or a job in short steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import job, journal
from crm.engine.call import Call
from crm.engine.errors import NotFound
from crm.engine.texts import T
from crm.imports import beside, own, rights
from crm.imports import plan as plans
from crm.imports import scene as scenes
from crm.imports.draft import Bad
from crm.imports.drafts import Item
from crm.imports.ledger import Decided, Ledger
from crm.imports.plan import Plan
from crm.imports.scene import Scene
from crm.imports.writer import Writer
from crm.models import ImportRow, ImportRun, Job

BATCH = 1_000
COUNTS = ("created", "updated", "merged", "skipped", "failed")


@dataclass(slots=True)
class Report:
    """What became of a file's rows; the five counts add up to `rows`."""

    kind: str
    created: int = 0
    updated: int = 0
    merged: int = 0
    skipped: int = 0
    failed: int = 0
    bad: list[Bad] = field(default_factory=list)
    warnings: list[Bad] = field(default_factory=list)
    changeset: int | None = None

    @property
    def rows(self) -> int:
        """How many rows were counted."""
        return self.created + self.updated + self.merged + self.skipped + self.failed


def rehearse(session: Session, path: Path, plan: Plan, call: Call) -> Report:
    """What an import would do, without a trace; reads only."""
    scene = scenes.of(session, call.now, plan.owners, plan.stages)
    ledger = Ledger(session, 0, partial(own.found, session, plan.headers), keep=True)
    report = Report(plan.kind)
    for batch in batches(plan, path, scene, 0, 1_000):
        decided = ledger.decide([item for _, item in batch])
        rights.withhold(session, call.caller, decided)
        _add(report, decided)
    return report


def _add(report: Report, decided: Decided) -> None:
    for name in COUNTS:
        setattr(report, name, getattr(report, name) + decided.counts[name])
    report.bad += decided.failed
    report.warnings += decided.warnings


def start(call: Call, path: Path, plan: Plan) -> tuple[Job, ImportRun]:
    """Queue the import of a planned file; a worker takes it up after the commit."""
    run = ImportRun(
        file=path.name,
        path=str(path.resolve()),
        kind=plan.kind,
        plan=plan.stored(),
        started_at=call.now,
    )
    call.session.add(run)
    call.session.flush()
    started = job.start(call, "import", {"run": run.id}, total=plan.rows)
    run.job_id = started.id
    return started, run


def report(session: Session, run_id: int) -> Report:
    """What became of a run's rows so far."""
    run = session.scalars(select(ImportRun).where(ImportRun.id == run_id)).one_or_none()
    if run is None:
        raise NotFound(T("There is no such import."))
    rows = session.scalars(
        select(ImportRow).where(ImportRow.run_id == run_id).order_by(ImportRow.line, ImportRow.id)
    )
    found = Report(run.kind, **{name: getattr(run, name) for name in COUNTS})
    for row in rows:
        (found.bad if row.level == "bad" else found.warnings).append(Bad(row.line, row.reason))
    changeset = select(Job.changeset_id).where(Job.id == run.job_id)
    found.changeset = session.scalar(changeset)
    return found


Batch = list[Item]


@dataclass(slots=True)
class _Reading:
    """A file that is being read for a run: what was read, from behind which line."""

    scene: Scene
    items: Iterator[Item]
    after: int
    batch: Batch

    def take(self, rows: int) -> None:
        """Read the next rows."""
        self.batch = list(islice(self.items, rows))


_OPEN: dict[tuple[str, int, str], _Reading] = {}
MOST_OPEN = 4


def read_ahead(session: Session, running: Job, rows: int) -> None:
    """Read the rows that the next step takes, before it holds the lock.

    While the last step is not committed yet, the file is read farther than the run says.
    """
    run, plan = _of(session, running)
    known = _OPEN.get(_key(run))
    if known is not None and known.after >= run.position:
        if not known.batch:
            known.take(rows)
        return
    reading = _reading(session, run, plan)
    if not reading.batch:
        reading.take(rows)
    while len(_OPEN) >= MOST_OPEN:
        _OPEN.pop(next(iter(_OPEN)))
    _OPEN[_key(run)] = reading


def _of(session: Session, running: Job) -> tuple[ImportRun, Plan]:
    run = session.scalars(select(ImportRun).where(ImportRun.id == running.params["run"])).one()
    return run, plans.read(run.plan)


def _key(run: ImportRun) -> tuple[str, int, str]:
    return run.path, run.id, run.started_at.isoformat()


def _reading(session: Session, run: ImportRun, plan: Plan) -> _Reading:
    """The file as it was left, or opened anew behind the last row that is done."""
    found = _OPEN.pop(_key(run), None)
    if found is not None and found.after == run.position:
        return found
    scene = scenes.of(session, run.started_at, plan.owners, plan.stages)
    return _Reading(scene, beside.read(plan, Path(run.path), scene, run.position), run.position, [])


@job.kind("import", rows=BATCH, ahead=read_ahead, roomy=500)
def step(call: Call, running: Job, rows: int) -> int:
    """Take the next rows of the file; the run's position and counts are committed with them."""
    session = call.session
    run, plan = _of(session, running)
    reading = _reading(session, run, plan)
    if not reading.batch:
        reading.take(rows)
    batch = reading.batch
    if not batch:
        return 0
    journal.came_from(session, "import")
    ledger = Ledger(session, run.id, partial(own.found, session, plan.headers))
    decided = ledger.decide([item for _, item in batch])
    rights.withhold(session, rights.of(call, running), decided)
    Writer(session, plan, reading.scene, run.id).write(decided)
    for name in COUNTS:
        setattr(run, name, getattr(run, name) + decided.counts[name])
    run.position = batch[-1][0]
    _note(session, run.id, decided)
    _OPEN[_key(run)] = _Reading(reading.scene, reading.items, run.position, [])
    return len(batch)


def _note(session: Session, run_id: int, decided: Decided) -> None:
    for level, rows in (("bad", decided.failed), ("warning", decided.warnings)):
        session.add_all(
            ImportRow(run_id=run_id, line=row.line, level=level, reason=row.reason[:500])
            for row in rows
        )


def batches(plan: Plan, path: Path, scene: Scene, after: int, size: int) -> Iterator[Batch]:
    """The rows behind a line as drafts, with the last line of each, in batches."""
    items = beside.read(plan, path, scene, after)
    while batch := list(islice(items, size)):
        yield batch
