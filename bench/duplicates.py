"""`duplicates`: each of 200 deliveries five times at once; one button pressed five times."""

from __future__ import annotations

from sqlalchemy import func, select

from bench import database, signed, web_process
from bench.figure import Figure, exactly
from crm.engine.store import Store
from crm.models import ButtonToken, Changeset, Deal

COUNT, TIMES, CLIENTS = 200, 5, 20


def measure(*, short: bool) -> list[Figure]:
    """How many changes came of them."""
    count = 30 if short else COUNT
    with database.sqlite() as fresh:
        store = fresh.store()
        database.people(store)
        with web_process.running(fresh.url) as web:
            one_by_one = [
                signed.command(n, f'add Acme "Deal {n}" 5k')
                for n in range(count)
                for _ in range(TIMES)
            ]
            signed.at_once(web.url, one_by_one, CLIENTS)
            deals = _count(store, Deal.id)
            pressed = _press(store, web)
        store.close()
    return [
        exactly(
            f"duplicates: changes of {count} deliveries, {TIMES} times each", deals, "deals", count
        ),
        exactly("duplicates: changes of one button, five presses", pressed, "changes", 1),
    ]


def _press(store: Store, web: web_process.Web) -> int:
    with store.read(1) as session:
        statement = select(ButtonToken.token).where(ButtonToken.command == "undo")
        token = session.scalars(statement.order_by(ButtonToken.id.desc()).limit(1)).one()
    before = _count(store, Changeset.id)
    signed.at_once(web.url, [signed.press(f"p{n}", token) for n in range(TIMES)], TIMES)
    return _count(store, Changeset.id) - before


def _count(store: Store, column: object) -> int:
    with store.read(1) as session:
        return session.scalar(select(func.count(column))) or 0  # type: ignore[arg-type]  # a column
