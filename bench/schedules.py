"""`schedules`: digests through daylight-saving changes, downtimes and moved clocks.

Two processes ask what is owed on one database at injected moments; afterwards every occurrence
that `crm.rules.schedule` names must be there once: to be sent, or reported as missed.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bench import database
from bench.figure import Figure, exactly
from crm.engine import catalog, journal, refs
from crm.engine.store import Store
from crm.models import Changeset, Delivery, Digest
from crm.outreach import due
from crm.rules.schedule import occurrences, parse_rule

CHANGES = (
    ("America/New_York", datetime(2026, 3, 8, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 3, 29, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, tzinfo=UTC)),
)
DOWN = {"5 s": timedelta(seconds=5), "1 h": timedelta(hours=1), "3 days": timedelta(days=3)}
HALF_HOURS, AT_ONCE = 48, 20


@dataclass(frozen=True, slots=True)
class Case:
    """One change of the clocks, a share of the day's half hours, and how long nobody ticked."""

    zone: str
    day: datetime
    times: tuple[int, ...]
    down: timedelta

    @property
    def begin(self) -> datetime:
        """A day before the change."""
        return self.day - timedelta(days=1)

    @property
    def end(self) -> datetime:
        """After the longest downtime."""
        return self.day + timedelta(days=2) + self.down


def measure(*, short: bool) -> list[Figure]:
    """Occurrences that nobody accounted for, and those accounted for twice."""
    cases = list(_cases())
    if short:
        cases = random.Random(3).sample(cases, 3)
    lost = doubled = strange = 0
    with ProcessPoolExecutor(2) as pool:
        for case in cases:
            missing, twice, unknown = _try(pool, case)
            lost, doubled, strange = lost + missing, doubled + twice, strange + unknown
    return [
        exactly("schedules: occurrences unaccounted for", lost, "occurrences", 0),
        exactly("schedules: occurrences twice", doubled, "occurrences", 0),
        exactly("schedules: occurrences that should not be", strange, "occurrences", 0),
    ]


def _cases() -> Iterator[Case]:
    for zone, day in CHANGES:
        for down in DOWN.values():
            for first in range(0, HALF_HOURS, AT_ONCE):
                times = tuple(range(first, min(first + AT_ONCE, HALF_HOURS)))
                yield Case(zone, day, times, down)


def _try(pool: ProcessPoolExecutor, case: Case) -> tuple[int, int, int]:
    with database.sqlite() as fresh:
        store = fresh.store()
        rules = _subscribe(store, case)
        moments = [_moments(case, seed) for seed in (1, 2)]
        list(pool.map(_tick, [fresh.url] * 2, moments))
        found = _accounted(store)
        store.close()
    wanted = _wanted(case, rules)
    return (
        sum(name not in found for name in wanted),
        sum(times > 1 for times in found.values()),
        sum(name not in wanted for name in found),
    )


def _subscribe(store: Store, case: Case) -> dict[str, str]:
    """One digest for each half hour; returns the rules' words by the deliveries' rule name."""
    ids = database.people(store)
    made: dict[str, str] = {}
    with store.write(1) as session:
        changeset = Changeset(command="bench", recorded_at=case.begin, effective_at=case.begin)
        journal.open_changeset(session, changeset)
        for half in case.times:
            words = f"every day {half // 2}:{half % 2 * 30:02d}"
            digest = Digest(
                channel="C0SALES001",
                rule=words,
                zone=case.zone,
                language="en",
                user_id=ids["user"],
                created_at=case.begin,
            )
            made[f"digest:{refs.add(session, digest).id}"] = words
    return made


def _moments(case: Case, seed: int) -> list[datetime]:
    """When one process ticks: every 20 minutes or so, with a gap, and a clock moved to and fro."""
    chance = random.Random(seed)
    moments, now = [], case.begin + timedelta(seconds=chance.randrange(60))
    down_from = case.day + timedelta(hours=1)
    while now < case.end:
        if not down_from <= now < down_from + case.down:
            moments.append(now)
        now += timedelta(seconds=chance.randrange(900, 1500))
    moved = len(moments) // 3
    moments[moved] += timedelta(hours=1)
    moments[2 * moved] -= timedelta(hours=1)
    return [*moments, case.end]


def _tick(url: str, moments: list[datetime]) -> None:
    catalog.load()
    store = Store(url)
    for now in moments:
        due.owed(store, 1, now)
    store.close()


def _accounted(store: Store) -> Counter[tuple[str, str]]:
    with store.read(1) as session:
        statement = select(Delivery.rule, Delivery.occurrence).where(Delivery.kind == "digest")
        return Counter((rule, day) for rule, day in session.execute(statement))


def _wanted(case: Case, rules: dict[str, str]) -> set[tuple[str, str]]:
    zone = ZoneInfo(case.zone)
    return {
        (name, one.local_date.isoformat())
        for name, words in rules.items()
        for one in occurrences(
            parse_rule(words), zone, case.begin, until=case.end + timedelta(seconds=1)
        )
        if one.due_at <= case.end
    }
