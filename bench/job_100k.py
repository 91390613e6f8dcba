"""`job-100k`: long work of 100,000 rows, killed and resumed, then undone, while others work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy import func, select

from bench import database
from bench.figure import Figure, at_most, exactly
from crm.engine import job, journal, refs
from crm.engine.call import CLOCK, Call, Place
from crm.engine.command import REGISTRY
from crm.engine.errors import Busy
from crm.engine.run import Asked, run
from crm.engine.store import Store
from crm.models import Contact, Job, Setting

ROWS = 100_000


@job.kind("bench contacts", rows=1_000)
def fill(call: Call, running: Job, rows: int) -> int:
    """Add the next contacts of the job."""
    count: int = min(rows, running.params["rows"] - running.done)
    if count <= 0:
        return 0
    first = refs.take_number(call.session, Contact, count)
    journal.bulk_insert(
        call.session,
        Contact,
        [
            {
                "name": f"Person {first + i}",
                "name_key": f"person {first + i}",
                "title": "Buyer",
                "created_at": call.now,
                "number": first + i,
            }
            for i in range(count)
        ],
    )
    return count


def _now() -> datetime:
    return datetime.now(UTC)


def measure(*, short: bool) -> list[Figure]:
    """On SQLite: the work in two processes (the first killed), others' waits, memory, undo."""
    rows = 4_000 if short else ROWS
    with database.sqlite() as fresh:
        store = fresh.store()
        waits = Others(store)
        job_id = _start(store, rows)
        waits.start()
        before = time.monotonic()
        _killed(fresh.url, job_id, store, rows)
        peak = _resumed(fresh.url, job_id)
        seconds = time.monotonic() - before
        added = _count(store)
        undone = _undo(store, fresh.url, job_id)
        slowest = waits.stop()
        left = _count(store)
        store.close()
    return [
        at_most("job-100k: work", seconds, "s", 30),
        exactly("job-100k: rows added", added, "rows", rows),
        at_most("job-100k: undo", undone, "s", 60),
        exactly("job-100k: rows left after undo", left, "rows", 0),
        at_most("job-100k: others waited at most", slowest * 1000, "ms", 500),
        at_most("job-100k: peak memory", peak, "MB", 300),
    ]


def _start(store: Store, rows: int) -> int:
    with store.write(1) as session:
        call = Call(1, CLOCK, Place(), _now(), "clock").bound(session, None)
        return job.start(call, "bench contacts", {"rows": rows}, rows).id


def _killed(url: str, job_id: int, store: Store, rows: int) -> None:
    """A worker that is killed (SIGKILL) somewhere in the middle."""
    process = _worker(url, job_id)
    while process.poll() is None and _count(store) < rows // 3:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with store.write(1) as session:  # the lease of a killed worker, run out
        row = session.get(Job, (1, job_id))
        assert row is not None
        row.leased_until = _now().replace(year=2000)


def _resumed(url: str, job_id: int) -> float:
    process = _worker(url, job_id)
    out, _ = process.communicate(timeout=300)
    return float(out)


def _worker(url: str, job_id: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.job_100k", url, str(job_id)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _undo(store: Store, url: str, job_id: int) -> float:
    before = time.monotonic()
    with store.read(1) as session:
        row = session.get(Job, (1, job_id))
        assert row is not None
        changeset_id = row.changeset_id
    call = Call(1, CLOCK, Place(), _now(), "clock")
    run(store, call, Asked(REGISTRY["undo"], fields={"changeset": changeset_id}))
    with store.read(1) as session:
        waiting = job.waiting(session, _now())
    for undo_id in waiting:
        _worker(url, undo_id).communicate(timeout=300)
    return time.monotonic() - before


def _count(store: Store) -> int:
    with store.read(1) as session:
        return session.scalar(select(func.count(Contact.id))) or 0


class Others(threading.Thread):
    """Somebody else who writes all the time, and how long each write took."""

    def __init__(self, store: Store) -> None:
        """Writes to `store` from `start` to `stop`."""
        super().__init__(daemon=True)
        self._store = store
        self._over = threading.Event()
        self._waits: list[float] = []

    def run(self) -> None:
        """Write, again and again."""
        while not self._over.is_set():
            before = time.monotonic()
            # Refused after its patience: that long it waited.
            with suppress(Busy), self._store.write(1) as session:
                session.execute(select(Setting)).all()
            self._waits.append(time.monotonic() - before)
            time.sleep(0.02)

    def stop(self) -> float:
        """End, and give the longest wait in seconds."""
        self._over.set()
        self.join()
        return max(self._waits, default=0.0)


def _main(url: str, job_id: int) -> None:
    from crm.engine import catalog  # noqa: PLC0415 - the worker's own start

    catalog.load()
    store = Store(url)
    job.Worker(store, f"worker-{os.getpid()}", _now).work(1, job_id)
    sys.stdout.write(str(_peak_mb()))


def _peak_mb() -> float:
    import resource  # noqa: PLC0415 - read once, at the end

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
