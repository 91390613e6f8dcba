"""`lists`: `/deal list` and `/deal show` at 100,000 deals, beside the bare SQL and JSON."""

from __future__ import annotations

import json
import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

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
        path = str(store.url.database)
        found = {name: _compare(store, ids, text, BARE[name], path) for name, text in asks.items()}
        store.close()
        return found


def _compare(
    store: Store, ids: dict[str, int], text: str, bare: list[str], path: str
) -> tuple[int, float, float]:
    ana = Caller(ids["user"], "Ana", "U0ANA00001", frozenset({"rep"}))
    spoken = grammar.read(text)

    def product() -> None:
        call = Call(1, ana, Place("C0SALES001"), datetime.now(UTC), "cli")
        answer = run(store, call, Asked(spoken.command, spoken.rest))
        json.dumps(blocks(answer.reply, ana.reader, "internal"))

    seen: list[str] = []
    watch = lambda _c, _cursor, statement, *_: seen.append(statement)  # noqa: E731 - two lines of use
    event.listen(store.engine, "before_cursor_execute", watch)
    product()
    event.remove(store.engine, "before_cursor_execute", watch)
    with closing(sqlite3.connect(path)) as connection:
        floor = _cpu(lambda: _bare(connection, bare, ids))
    return len(seen), _cpu(product) / floor, floor


BARE = {
    "list": [
        "SELECT * FROM deal JOIN company ON company.id = deal.company_id JOIN stage ON stage.id ="
        " deal.stage_id WHERE deal.workspace_id = 1 AND deal.owner_id = :user AND deal.status ="
        " 'open' ORDER BY deal.close_on IS NULL, deal.close_on, deal.id LIMIT 10",
        "SELECT currency, count(*), sum(amount) FROM deal WHERE workspace_id = 1 AND owner_id ="
        " :user AND status = 'open' GROUP BY currency",
    ],
    "show": [
        "SELECT * FROM deal JOIN company ON company.id = deal.company_id JOIN stage ON stage.id ="
        " deal.stage_id LEFT JOIN user ON user.id = deal.owner_id WHERE deal.workspace_id = 1"
        " AND deal.number = 500",
        "SELECT * FROM followup WHERE workspace_id = 1 AND deal_id = 500 AND status = 'open'",
    ],
}


def _bare(connection: sqlite3.Connection, statements: list[str], ids: dict[str, int]) -> None:
    for statement in statements:
        rows = connection.execute(statement, ids if ":user" in statement else ()).fetchall()
        json.dumps(rows, default=str)


def _cpu(work: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        before = time.process_time()
        work()
        times.append(time.process_time() - before)
    return statistics.median(times)
