"""`type-ahead`: what a form offers while a name is typed, over 1,000,000 contacts."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from bench import database, find
from bench.figure import Figure, at_most, exactly, quantile
from crm.engine.call import Caller
from crm.engine.settings import Settings
from crm.engine.store import Store
from crm.language import fields, type_ahead
from crm.language.fields.base import Reading
from crm.models import Contact

FIELD = fields.Ref(Contact)


def measure(*, short: bool) -> list[Figure]:
    """The slowest twentieth of letters typed one by one, and whether the name wanted is offered."""
    contacts = 20_000 if short else find.CONTACTS
    databases = ("sqlite",) if short else ("sqlite", "postgresql")
    return [figure for kind in databases for figure in _on(kind, contacts)]


def _on(kind: str, contacts: int) -> Iterator[Figure]:
    with database.KINDS[kind]() as fresh:
        store = fresh.store()
        ids = database.people(store)
        names = find._fill(store, contacts)  # noqa: SLF001 - the same million people
        find._analyze(store, fresh.admin_url)  # noqa: SLF001 - the same million people
        caller = Caller(ids["user"], "Ana", "U0ANA00001", frozenset({"rep"}))
        taken, typed, right = _type(store, caller, names)
        worst = quantile(taken, 0.95) * 1000
        said = f"worst: {typed}"
        yield at_most(f"type-ahead: {contacts:,} contacts, {kind}", worst, "ms p95", 150, said)
        yield exactly(f"type-ahead: whole names offered, {kind}", right, "share", 1)
        store.close()


def _type(store: Store, caller: Caller, names: list[str]) -> tuple[list[float], str, float]:
    """Seconds of each look-up, the slowest words, and the share of whole names offered."""
    rng = random.Random(4)
    chosen, times, right = rng.sample(names, 40), [], set()
    for name in chosen:
        for part in (*(name[:n] for n in range(len(name) + 1)), name.split()[-1][:3]):
            before = time.perf_counter()
            found = _offers(store, caller, part)
            times.append((time.perf_counter() - before, part))
            right |= {one.label for one in found if one.label == part == name}
    slowest = max(times)
    print(*(f"{taken * 1000:8.1f} ms  {part}" for taken, part in sorted(times)[-8:]), sep="\n")
    return [taken for taken, _ in times], slowest[1], len(right) / len(set(chosen))


def _offers(store: Store, caller: Caller, typed: str) -> list[type_ahead.Offer]:
    with store.read(1) as session:
        reading = Reading(session, caller, datetime.now(UTC), Settings())
        return type_ahead.offers(FIELD, typed, reading)
