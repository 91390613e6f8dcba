"""`import-kill`: an import killed (SIGKILL) at random moments and resumed, on both databases."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from bench import database, import_files
from bench.figure import Figure, exactly
from crm.engine.call import CLOCK, Call, Place
from crm.engine.store import Store
from crm.imports import export, plan
from crm.imports import run as imports
from crm.models import ImportRun, Job

KILLS = 20
ROWS = 20_000


def measure(*, short: bool) -> list[Figure]:
    """The end state of the killed import is that of the undisturbed one."""
    kills, rows = (2, 800) if short else (KILLS, ROWS)
    figures: list[Figure] = []
    for name, fresh in database.KINDS.items():
        with fresh() as calm, fresh() as hard:
            wanted = _imported(calm, rows, 0)
            found = _imported(hard, rows, kills)
        is_same = wanted[0] == found[0]
        figures += [
            exactly(f"import-kill: {name} kills", found[1], "", kills),
            exactly(f"import-kill: {name} same end state", is_same, "", 1),
        ]
    return figures


def _imported(fresh: database.Fresh, rows: int, kills: int) -> tuple[str, int]:
    """Import a file, killed so often; the end state as a digest, and how often it was killed."""
    store = fresh.store()
    path = fresh.folder / "contacts.csv"
    import_files.write(path, rows)
    job_id, run_id = _started(store, path)
    chance, killed = random.Random(kills), 0
    while _state(store, job_id) != "done":
        killed += _worked(fresh.url, store, (job_id, run_id), chance, is_killed=killed < kills)
    found = _digest(store, run_id)
    store.close()
    return found, killed


def _started(store: Store, path: Path) -> tuple[int, int]:
    made = plan.make(path)
    with store.write(1) as session:
        call = Call(1, CLOCK, Place(), datetime.now(UTC), "clock").bound(session, None)
        started, run = imports.start(call, path, made)
        return started.id, run.id


def _worked(
    url: str, store: Store, ids: tuple[int, int], chance: random.Random, *, is_killed: bool
) -> int:
    """Work in a process of its own; with `is_killed` until some moment after a further step."""
    job_id, run_id = ids
    command = [sys.executable, "-m", "bench.import_100k", url, str(job_id)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    if not is_killed:
        process.wait(timeout=600)
        return 0
    before = _position(store, run_id)
    while process.poll() is None and _position(store, run_id) == before:
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.3))
    is_early = process.poll() is None
    if is_early:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with store.write(1) as session:  # the lease of a killed worker, run out
        row = session.get(Job, (1, job_id))
        assert row is not None
        row.leased_until = None
    return int(is_early)


def _state(store: Store, job_id: int) -> str:
    with store.read(1) as session:
        row = session.get(Job, (1, job_id))
        assert row is not None
        return row.state


def _position(store: Store, run_id: int) -> int:
    with store.read(1) as session:
        row = session.get(ImportRun, (1, run_id))
        assert row is not None
        return row.position


def _digest(store: Store, run_id: int) -> str:
    """Every contact with its parts as it is written out, and the counts of the run."""
    digest = sha256()
    with store.read(1) as session:
        run = session.get(ImportRun, (1, run_id))
        assert run is not None
        digest.update(repr([getattr(run, name) for name in imports.COUNTS]).encode())
        for row in export.rows(session, "contact"):
            digest.update(repr(sorted(row.items(), key=lambda each: each[0])).encode())
    return digest.hexdigest()
