"""`lists`: `/deal list` and `/deal show` at 100,000 deals, beside the bare SQL and JSON."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event

from bench import database
from bench.figure import Figure, at_most
from bot.render import blocks
from crm.engine.call import Call, Caller, Place
from crm.engine.run import Asked, run
from crm.engine.store import Store
from crm.language import grammar

STORED, FEW, ROUNDS = 100_000, 1_000, 60


def measure(*, short: bool) -> list[Figure]:
    """Statements at few and at many deals, and CPU beside the bare database's."""
    many = 5_000 if short else STORED
    few = _at(FEW)
    full = _at(many)
    figures = []
    for name in ("list", "show"):
        figures += [
            at_most(
                f"lists: /deal {name}, more statements at {many:,} than at {FEW:,}",
                full[name][0] - few[name][0],
                "statements",
                0,
            ),
            at_most(
                f"lists: /deal {name}, CPU over bare SQL and JSON",
                full[name][1],
                "×",
                3,
                f"bare {full[name][2] * 1000:.2f} ms",
            ),
        ]
    return figures


def _at(stored: int) -> dict[str, tuple[int, float, float]]:
    """For each command: statements, CPU over the bare one's, and the bare one's CPU (s)."""
    with database.sqlite() as fresh:
        store = fresh.store()
        ids = database.people(store)
        database.fill_deals(store, stored, ids)
        asks = {"list": "deal list", "show": f"deal show D-{stored // 2}"}
        found = {name: _compare(store, ids, text) for name, text in asks.items()}
        store.close()
        return found


def _compare(store: Store, ids: dict[str, int], text: str) -> tuple[int, float, float]:
    ana = Caller(ids["user"], "Ana", "U0ANA00001", frozenset({"rep"}))
    spoken = grammar.read(text)

    def product() -> None:
        call = Call(1, ana, Place("C0SALES001"), datetime.now(UTC), "cli")
        answer = run(store, call, Asked(spoken.command, spoken.rest))
        json.dumps(blocks(answer.reply, ana.reader, "internal"))

    seen = _recorded(store, product)
    floor = _cpu(lambda: _bare(store, seen))
    return len(seen), _cpu(product) / floor, floor


def _recorded(store: Store, work: Callable[[], None]) -> list[tuple[str, Any]]:
    """The statements that some work runs, with their values."""
    seen: list[tuple[str, Any]] = []

    def watch(_c: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append((statement, values))

    event.listen(store.engine, "before_cursor_execute", watch)
    work()
    event.remove(store.engine, "before_cursor_execute", watch)
    return seen


def _bare(store: Store, statements: list[tuple[str, Any]]) -> None:
    """The same reading statements on the same engine, without anything around them, as JSON."""
    with store.engine.connect() as connection:
        for statement, values in statements:
            if statement.startswith("SELECT"):
                rows = connection.exec_driver_sql(statement, values).all()
                json.dumps([list(row) for row in rows], default=str)


def _cpu(work: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        before = time.process_time()
        work()
        times.append(time.process_time() - before)
    return statistics.median(times)
