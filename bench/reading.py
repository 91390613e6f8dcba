"""`reading`: sentences read with the names of 1,000,000 contacts, on both databases."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from bench import database, find
from bench.figure import Figure, at_most, quantile
from crm.engine.call import Call, Caller, Place
from crm.engine.store import Store
from crm.language.ask import stored_world
from crm.language.ask.reader import Reader

TIMES, PEOPLE = 2, 20
PLAIN = (
    "how many deals did we win last month?",
    "tickets opened this week that nobody has answered",
    "上个月赢单总额是多少",
    "my overdue follow-ups",
    "average deal size by owner this quarter",
    "contacts in Berlin without a phone",
    "tell me a joke",
)
NAMED = (
    "deals of {}",
    "log call with {}: wants SSO, follow up next tue 3pm",
    "{}的商机有哪些",
    "why not {}?",
)


def measure(*, short: bool) -> list[Figure]:
    """The slowest twentieth of sentences, the look at the names included."""
    contacts = 20_000 if short else find.CONTACTS
    databases = ("sqlite",) if short else ("sqlite", "postgresql")
    return [figure for kind in databases for figure in _on(kind, contacts)]


def _on(kind: str, contacts: int) -> Iterator[Figure]:
    with database.KINDS[kind]() as fresh:
        store = fresh.store()
        ids = database.people(store)
        names = find._fill(store, contacts)  # noqa: SLF001 - the same million people
        find._analyze(store, fresh.admin_url)  # noqa: SLF001 - the same million people
        ana = Caller(ids["user"], "Ana", "U0ANA00001", frozenset({"rep"}))
        yield from figures(store, ana, names, kind)
        store.close()


def figures(store: Store, caller: Caller, names: list[str], kind: str) -> Iterator[Figure]:
    """The figures of a store that is filled with so many names."""
    chosen = random.Random(2).sample(names, PEOPLE)
    sentences = [*PLAIN, *(one.format(name) for name in chosen for one in NAMED)]
    _read(store, caller, sentences[0])  # the word lists are read once a process
    spent = [_read(store, caller, text) for text in sentences for _ in range(TIMES)]
    for place, name in enumerate(("wall", "CPU")):
        worst = quantile([one[place] for one in spent], 0.95) * 1000
        yield at_most(f"reading: {name} at {len(names):,} contacts, {kind}", worst, "ms p95", 30)


def _read(store: Store, caller: Caller, text: str) -> tuple[float, float]:
    """Seconds on the clock and of the processor that one sentence took."""
    call = Call(1, caller, Place(None), datetime.now(UTC), "cli")
    began, used = time.perf_counter(), time.process_time()
    with store.read(1) as session:
        Reader(stored_world.load(session, call, text)).understand(text)
    return time.perf_counter() - began, time.process_time() - used
