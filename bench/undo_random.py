"""`undo-random`: random sequences of commands, undone in reverse; the start must come back."""

from __future__ import annotations

import os
import random
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bench import database
from bench.figure import Figure, exactly
from crm.engine import catalog, journal
from crm.engine.call import Call, Caller, Place
from crm.engine.errors import RapportError
from crm.engine.run import Asked, run
from crm.engine.store import Store
from crm.language import grammar
from crm.models import Base

SEQUENCES, SHORT, LONGEST = 10_000, 200, 8
STEPS = (
    'deal add Acme "Rollout {n}" {n}k close next fri',
    'deal add Acme "Pilot {n}" 3万',
    "deal stage D-1 proposal",
    "deal stage D-1 won",
    "deal stage D-2 lost",
    "followup add D-1 tomorrow 9am call Jane {n}",
    "followup add in 3 days write to Acme {n}",
    "followup done F-1",
    "followup snooze F-1 tomorrow 10am",
    'company add "Initech {n}"',
    'contact add "Peter Gibbons {n}" company=Acme',
    "ticket add Acme cannot log in {n}",
    "ticket resolve T-1",
    "ticket reopen T-1",
    "language zh",
    "undo",
    "redo",
)


def measure(*, short: bool) -> list[Figure]:
    """How many of the sequences did not come back to the start."""
    count = SHORT if short else SEQUENCES
    workers = os.cpu_count() or 1
    shares = [(seed, count // workers) for seed in range(workers)]
    with ProcessPoolExecutor(workers) as pool:
        wrong = sum(pool.map(_share, shares))
    return [exactly(f"undo-random: of {count:,} sequences, not undone", wrong, "sequences", 0)]


def _share(share: tuple[int, int]) -> int:
    seed, count = share
    catalog.load()
    chance = random.Random(seed)
    # In memory where there is room: this figure is about rows, not about the disk.
    memory = Path("/dev/shm")
    with database.sqlite(memory if memory.is_dir() else None) as fresh:
        store = fresh.store()
        ids = database.people(store)
        start = _picture(store)
        store.close()
        begun = fresh.folder / "begun.sqlite"
        shutil.copy(fresh.folder / "rapport.sqlite", begun)
        ana = Caller(ids["user"], "Ana", "U0ANA00001", frozenset({"rep", "agent"}), None)
        return sum(not _holds(store, begun, ana, chance, start) for _ in range(count))


def _holds(
    store: Store, begun: Path, ana: Caller, chance: random.Random, start: dict[str, Any]
) -> bool:
    """One sequence on a file put back to its beginning: the store keeps its compiled statements."""
    shutil.copy(begun, begun.with_name("rapport.sqlite"))
    teller = _Teller(store, ana)
    for number in range(1, chance.randrange(2, LONGEST + 1)):
        teller.tries(chance.choice(STEPS).format(n=number))
    while teller.tries("undo"):
        pass
    holds = _picture(store) == start
    store.close()
    return holds


class _Teller:
    """Ana, who does one thing every two minutes."""

    def __init__(self, store: Store, ana: Caller) -> None:
        self._store, self._ana = store, ana
        self._now, self._number = datetime(2026, 11, 20, 15, tzinfo=UTC), 0

    def tries(self, text: str) -> bool:
        self._now += timedelta(minutes=2)
        self._number += 1
        spoken = grammar.read(text)
        place = Place("C0SALES001")
        call = Call(1, self._ana, place, self._now, "slash", str(self._number))
        try:
            run(self._store, call, Asked(spoken.command, spoken.rest))
        except RapportError:
            return False
        return True


def _picture(store: Store) -> dict[str, Any]:
    classes = [mapper.class_ for mapper in Base.registry.mappers]
    kept = [c for c in classes if getattr(c, "__journaled__", False)]
    with store.read(1) as session:
        return {
            c.__tablename__: sorted(
                (journal.snapshot(row) for row in session.scalars(select(c))),
                key=lambda row: int(row["id"]),
            )
            for c in kept
        }


if __name__ == "__main__":
    sys.exit("run: make bench FIGURES=undo-random")
