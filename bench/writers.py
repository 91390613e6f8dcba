"""`writers`: eight processes that write for a minute on one SQLite file."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime

from bench import database
from bench.figure import Figure, at_most, exactly
from crm.engine import journal
from crm.engine.errors import Busy
from crm.engine.store import Store
from crm.models import Changeset, Setting

PROCESSES = 8


def measure(*, short: bool) -> list[Figure]:
    """How often the database was locked or busy, and how even the turns were."""
    seconds = 3 if short else 60
    with database.sqlite() as fresh:
        command = [sys.executable, "-m", "bench.writers", fresh.url, str(seconds)]
        processes = [
            subprocess.Popen([*command, str(n)], stdout=subprocess.PIPE, text=True)
            for n in range(PROCESSES)
        ]
        told = [process.communicate(timeout=seconds + 60)[0].split() for process in processes]
    commits = [int(done) for done, _, _ in told]
    slowest = max(float(wait) for _, _, wait in told)
    return [
        exactly("writers: locked or busy", sum(int(busy) for _, busy, _ in told), "errors", 0),
        at_most(
            "writers: fastest over slowest",
            max(commits) / max(1, min(commits)),
            "×",
            5,
            "the slowest of 8 processes",
        ),
        at_most("writers: longest wait for a commit", slowest * 1000, "ms", 2000),
        Figure("writers: commits a second", sum(commits) / seconds, "/s", "told", holds=True),
    ]


def _main(url: str, seconds: float, number: int) -> None:
    store = Store(url)
    end = time.monotonic() + seconds
    done, busy, longest = 0, 0, 0.0
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            _write(store, number, done)
        except Busy:
            busy += 1
        else:
            done += 1
        longest = max(longest, time.monotonic() - began)
    sys.stdout.write(f"{done} {busy} {longest}")


def _write(store: Store, number: int, done: int) -> None:
    now = datetime.now(UTC)
    with store.write(1) as session:
        changeset = Changeset(command="bench", recorded_at=now, effective_at=now)
        journal.open_changeset(session, changeset)
        session.add(Setting(name=f"bench-{number}-{done}", value=done))
        session.flush()


if __name__ == "__main__":
    _main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
