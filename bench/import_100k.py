"""`import-100k`: a large file of contacts in and out again, on both databases, others working."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import ColumnElement, Table, and_, not_, select

from bench import database, import_files
from bench.figure import Figure, at_most, exactly
from bench.job_100k import Others
from bot.render import text as as_text
from crm.engine import job, journal
from crm.engine.call import CLOCK, Call, Place
from crm.engine.command import REGISTRY
from crm.engine.run import Asked, run
from crm.engine.store import Store
from crm.imports import plan
from crm.imports import run as imports
from crm.models import Base, Changeset, Contact, ImportRun, Job

ROWS = 100_000
EDITED = 5


def measure(*, short: bool) -> list[Figure]:
    """On both databases: the import, its undo, an update of half as many rows and its undo."""
    rows = 300 if short else ROWS
    figures: list[Figure] = []
    for name, fresh in database.KINDS.items():
        with fresh() as made:
            figures += Trial(name, made, rows, is_apart=not short).figures()
    return figures


def state(store: Store, without: frozenset[int] = frozenset()) -> dict[str, str]:
    """What every journaled table holds, as one digest a table; `without` these contacts' rows."""
    found: dict[str, str] = {}
    with store.read(1) as session:
        for table in _journaled():
            own = [table.c.workspace_id == 1, *_leaving_out(table, without)]
            statement = select(table).where(*own).order_by(table.c.id)
            digest = sha256()
            for row in session.connection().execute(statement.execution_options(yield_per=5_000)):
                digest.update(repr(tuple(row)).encode())
            found[table.name] = digest.hexdigest()
    return found


def _journaled() -> list[Table]:
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    names = {c.__tablename__ for c in classes if getattr(c, "__journaled__", False)}
    return [Base.metadata.tables[name] for name in sorted(names)]


def _leaving_out(table: Table, contacts: frozenset[int]) -> list[ColumnElement[bool]]:
    if not contacts:
        return []
    if table.name == "contact":
        return [table.c.id.not_in(contacts)]
    if "record_kind" in table.c:
        return [not_(and_(table.c.record_kind == "contact", table.c.record_id.in_(contacts)))]
    return [table.c.contact_id.not_in(contacts)] if table.name == "contact_point" else []


@dataclass(frozen=True, slots=True)
class Worked:
    """How long a job took by the clock and on the processor (s), and its highest memory (MB)."""

    seconds: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Done:
    """An import that was done: its run and changeset, what became of the rows, how long it took.

    `waited` is the longest that somebody else's write took meanwhile (s).
    """

    changeset: int
    counts: dict[str, int]
    worked: Worked
    waited: float


@dataclass(frozen=True, slots=True)
class Undone:
    """An undo that was done, and the longest that somebody else's write took meanwhile (s)."""

    worked: Worked
    waited: float


class Trial:
    """One database: a file in, out, in again, half of it changed, and that taken back."""

    def __init__(
        self, name: str, fresh: database.Fresh, rows: int, *, is_apart: bool = True
    ) -> None:
        """`rows` is how long the file is; `is_apart` works in a process of its own."""
        self._is_apart = is_apart
        self._said = ""
        self._name = f"import-100k: {name}"
        self._fresh = fresh
        self._rows = rows
        self._store = fresh.store()
        self._path = fresh.folder / "contacts.csv"
        self._wanted = import_files.write(self._path, rows) | {"updated": 0}

    def figures(self) -> list[Figure]:
        """Measure all of it."""
        empty = state(self._store)
        done = self.imported(self._path)
        undone = self._undone(done.changeset)
        figures = [
            *self._speed(done, "import"),
            exactly(f"{self._name} counts as expected", done.counts == self._wanted, "", 1),
            *self._taken_back(undone, "undo"),
            exactly(f"{self._name} tables as before", state(self._store) == empty, "", 1),
        ]
        figures += self._updates()
        self._store.close()
        return figures

    def _speed(self, done: Done, what: str) -> list[Figure]:
        return [
            at_most(f"{self._name} {what}", done.worked.seconds, "s", 60),
            at_most(f"{self._name} {what} CPU", done.worked.cpu, "s", 60),
            at_most(f"{self._name} {what} peak memory", done.worked.peak, "MB", 400),
            at_most(f"{self._name} others waited, {what}", done.waited * 1000, "ms", 500),
        ]

    def _taken_back(self, undone: Undone, what: str) -> list[Figure]:
        return [
            at_most(f"{self._name} {what}", undone.worked.seconds, "s", 60),
            at_most(f"{self._name} {what} CPU", undone.worked.cpu, "s", 60),
            at_most(f"{self._name} {what} peak memory", undone.worked.peak, "MB", 400),
            at_most(f"{self._name} others waited, {what}", undone.waited * 1000, "ms", 500),
        ]

    def _updates(self) -> list[Figure]:
        """Import again, change half of it by another file, edit some by hand, take it back."""
        self.imported(self._path)
        changes = self._fresh.folder / "changes.csv"
        wanted = import_files.write(changes, self._rows // 2, note="Moved to another floor")
        edited = self._people()
        before = state(self._store, edited)
        done = self.imported(changes)
        self._edit(edited)
        undone = self._undone(done.changeset)
        is_same = state(self._store, edited) == before
        return [
            *self._speed(done, "update"),
            exactly(
                f"{self._name} rows updated",
                done.counts["updated"] + done.counts["skipped"],
                "rows",
                wanted["created"] + wanted["merged"] + wanted["skipped"],
            ),
            *self._taken_back(undone, "undo of the update"),
            exactly(f"{self._name} edited kept and named", self._named(), "rows", EDITED),
            exactly(f"{self._name} tables as before the update", is_same, "", 1),
        ]

    def imported(self, path: Path) -> Done:
        """Import a file in a process of its own while somebody else writes."""
        made = plan.make(path)
        with self._store.write(1) as session:
            call = Call(1, CLOCK, Place(), _now(), "clock").bound(session, None)
            started, row = imports.start(call, path, made)
            job_id, run_id, changeset = started.id, row.id, started.changeset_id
        others = Others(self._store)
        others.start()
        worked = self._work(job_id)
        waited = others.stop()
        with self._store.read(1) as session:
            run_row = session.get(ImportRun, (1, run_id))
            assert run_row is not None
            counts = {name: getattr(run_row, name) for name in imports.COUNTS}
        assert changeset is not None
        return Done(changeset, counts, worked, waited)

    def _work(self, job_id: int) -> Worked:
        before = time.monotonic()
        if not self._is_apart:
            job.Worker(self._store, "bench", _now).work(1, job_id)
            return Worked(time.monotonic() - before, 0, 0)
        command = [sys.executable, "-m", "bench.import_100k", self._fresh.url, str(job_id)]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        cpu, peak = (float(each) for each in out.split())
        return Worked(time.monotonic() - before, cpu, peak)

    def _undone(self, changeset_id: int) -> Undone:
        others = Others(self._store)
        others.start()
        before = time.monotonic()
        call = Call(1, CLOCK, Place(), _now(), "clock")
        answer = run(self._store, call, Asked(REGISTRY["undo"], fields={"changeset": changeset_id}))
        self._said = as_text(answer.reply, call.reader, "internal")
        with self._store.read(1) as session:
            waiting = job.waiting(session, _now())
        worked = [self._work(job_id) for job_id in waiting]
        cpu, peak = sum(each.cpu for each in worked), max((each.peak for each in worked), default=0)
        seconds = time.monotonic() - before
        return Undone(Worked(seconds, cpu, peak), others.stop())

    def _people(self) -> frozenset[int]:
        with self._store.read(1) as session:
            return frozenset(session.scalars(select(Contact.id).order_by(Contact.id).limit(EDITED)))

    def _edit(self, contacts: frozenset[int]) -> None:
        with self._store.write(1) as session:
            now = _now()
            opened = Changeset(command="bench", recorded_at=now, effective_at=now)
            journal.open_changeset(session, opened)
            for row in session.scalars(select(Contact).where(Contact.id.in_(contacts))):
                row.note = "Asked to be called on Monday"

    def _named(self) -> int:
        """How many records the undo named as kept: its job, or its answer where it was short."""
        with self._store.read(1) as session:
            newest = select(Job).where(Job.kind == "undo").order_by(Job.id.desc()).limit(1)
            row = session.scalars(newest).first()
            kept = " ".join(row.params.get("named", ())) if row is not None and row.ended_at else ""
        said = kept if self._is_apart else self._said.partition("Kept, changed later")[2]
        return len(set(re.findall(r"\bC-\d+", said)))


def _now() -> datetime:
    return datetime.now(UTC)


def _main(url: str, job_id: int) -> None:
    from crm.engine import catalog  # noqa: PLC0415 - the worker's own start

    catalog.load()
    store = Store(url)
    job.Worker(store, f"worker-{os.getpid()}", _now).work(1, job_id)
    used = resource.getrusage(resource.RUSAGE_SELF)
    sys.stdout.write(f"{used.ru_utime + used.ru_stime:.2f} {used.ru_maxrss / 1024:.1f}")


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
