"""`find`: searching and listing 1,000,000 contacts, and lists over 100,000 deals with filters."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from bench import database
from bench.figure import Figure, at_most, exactly, quantile
from crm.engine.call import Call, Caller, Place
from crm.engine.reply import Listing
from crm.engine.run import Asked, run
from crm.engine.search import index
from crm.engine.store import Store, admin_engine
from crm.language import grammar
from crm.models import Activity, Base, Contact, ContactPoint

CONTACTS, DEALS, TIMES = 1_000_000, 100_000, 10
# Rows whose words go in together: in their order, so that each page of the table is met seldom.
WINDOW = 100_000
SYLLABLES = ("ka", "lo", "mi", "ne", "ru", "ta", "vo", "sha", "ber", "man", "son", "dez", "lin")
FAMILIES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红娥玲菲浩宇轩涵晨欣怡佳俊雅"
LISTS = (
    "contact list",
    "contact list title=CFO",
    "contact list title~officer",
    "contact list created_at>=2026-01-01",
    "contact list title=CTO sort=-created_at",
    "contact list sort=name limit=20",
    "contact list page=5000",
    "contact list touches>0",
    "contact list group=title",
)
DEAL_LISTS = (
    "deal list",
    "deal list amount>10k sort=-amount",
    "deal list last_touch_at<2026-06-01",
    "deal list days_in_stage>30 amount>5k",
    "deal list touches=0",
    "deal list next_step_at=none",
    "deal list push_count>0",
    "deal list name~99",
    "deal list group=stage",
    "deal list group=created_at:month",
    "deal list company.industry=none",
)


def measure(*, short: bool) -> list[Figure]:
    """The slowest twentieth of each kind of question, on both databases; recall of Chinese."""
    contacts = 20_000 if short else CONTACTS
    deals = 5_000 if short else DEALS
    return [
        figure
        for kind in ("sqlite", "postgresql")
        for figure in _on(kind, contacts, deals, limit=150)
    ]


def _on(kind: str, contacts: int, deals: int, limit: float) -> Iterator[Figure]:
    with database.KINDS[kind]() as fresh:
        store = fresh.store()
        ids = database.people(store)
        names = _fill(store, contacts)
        database.fill_deals(store, deals, ids)
        _touch(store, deals)
        _analyze(store, fresh.admin_url)
        ana = Caller(ids["user"], "Ana", "U0ANA00001", frozenset({"admin"}))
        found = list(_finds(names))
        for name, asks in (
            (f"find at {contacts:,}", found),
            (f"lists of {contacts:,} contacts", LISTS),
            (f"lists of {deals:,} deals", DEAL_LISTS),
        ):
            worst, ask = _worst(store, ana, asks)
            yield at_most(f"find: {name}, {kind}", worst * 1000, "ms p95", limit, f"worst: {ask}")
        yield exactly(f"find: two-character recall, {kind}", _recall(store, ana, names), "share", 1)
        store.close()


def _worst(store: Store, ana: Caller, asks: Iterable[str]) -> tuple[float, str]:
    """The 95th percentile over all questions, and the question that took longest."""
    times: list[tuple[float, str]] = []
    for ask in asks:
        for _ in range(TIMES):
            before = time.perf_counter()
            _ask(store, ana, ask)
            times.append((time.perf_counter() - before, ask))
    slowest = sorted(times)[-12:]
    for taken, ask in slowest:
        print(f"{taken * 1000:8.1f} ms  {ask}")
    return quantile([taken for taken, _ in times], 0.95), slowest[-1][1]


def _ask(store: Store, ana: Caller, ask: str) -> Any:
    spoken = grammar.read(ask)
    call = Call(1, ana, Place(None), datetime.now(UTC), "cli")
    return run(store, call, Asked(spoken.command, spoken.rest)).reply


def _names(count: int) -> Iterator[str]:
    rng = random.Random(5)
    firsts = ["".join(rng.choices(SYLLABLES, k=2)).title() for _ in range(400)]
    lasts = ["".join(rng.choices(SYLLABLES, k=rng.randrange(2, 5))).title() for _ in range(20_000)]
    for _ in range(count):
        if rng.random() < 0.2:
            yield rng.choice(FAMILIES) + "".join(rng.choices(GIVEN, k=rng.randrange(1, 3)))
        else:
            place = int(len(lasts) * rng.random() ** 3)
            yield f"{firsts[int(400 * rng.random() ** 2)]} {lasts[place]}"


def _fill(store: Store, count: int) -> list[str]:
    """Contacts with an e-mail and a phone each, stored beside the journal and then indexed."""
    names = list(_names(count))
    contacts, points = (Base.metadata.tables[t.__tablename__] for t in (Contact, ContactPoint))
    now, rng = datetime.now(UTC), random.Random(6)
    titles = ("CFO", "CTO", "Chief Officer", "Buyer", None)
    for first in range(0, count, 20_000):
        some = list(enumerate(names[first : first + 20_000], first + 1))
        with store.write(1) as session:
            rows = [
                {
                    "id": number,
                    "workspace_id": 1,
                    "number": number,
                    "name": name,
                    "name_key": name.casefold(),
                    "title": rng.choice(titles),
                    "created_at": now - timedelta(minutes=rng.randrange(500_000)),
                }
                for number, name in some
            ]
            session.connection().execute(insert(contacts), rows)
            reached = [
                {"workspace_id": 1, "contact_id": number, "kind": kind, "value": value}
                for number, name in some
                for kind, value in (
                    ("email", f"{name.split()[-1].lower()}{number}@c{number % 9999}.example"),
                    ("phone", f"+4930{number:08d}"),
                )
            ]
            session.connection().execute(insert(points), reached)
    with store.write(1) as session:
        for _ in index.rebuild(session, 1, WINDOW):
            pass
    # What the figure itself holds is no garbage of the product to look through at every turn.
    gc.collect()
    gc.freeze()
    return names


def _touch(store: Store, deals: int) -> None:
    """A call about every other deal, and moves of a third."""
    activities = Base.metadata.tables[Activity.__tablename__]
    now, rng = datetime.now(UTC), random.Random(8)
    with store.write(1) as session:
        rows = [
            {
                "workspace_id": 1,
                "number": number,
                "type": "call",
                "note": "spoke",
                "deal_id": number,
                "at": now - timedelta(days=rng.randrange(300)),
            }
            for number in range(1, deals, 2)
        ]
        session.connection().execute(insert(activities), rows)


def _analyze(store: Store, admin_url: str) -> None:
    """What the hourly tick does on SQLite, and PostgreSQL by itself."""
    store.refresh_statistics()
    engine = admin_engine(admin_url)
    if not store.is_sqlite:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    engine.dispose()


def _finds(names: list[str]) -> Iterator[str]:
    rng = random.Random(9)
    for name in rng.sample(names, 12):
        last = name.split()[-1]
        number = rng.randrange(1, len(names))
        yield f"find {name}"
        yield f"find {last[:2]}" if not last.isascii() else f"find {last}"
        yield f"find {last[:-2]}{last[-1]}{last[-2]}" if last.isascii() else f"find {name[-2:]}"
        yield f"find +4930{number:08d}"
        yield f"find {last.lower()} c{number % 9999}.example"
    yield "find example"
    yield "find no such thing anywhere"


def _recall(store: Store, ana: Caller, names: list[str]) -> float:
    """The share of two-character questions under which the newest holder comes first."""
    rng = random.Random(10)
    chinese = [name for name in names if not name.isascii()]
    pairs = {name[:2] for name in rng.sample(chinese, 60)} | {"玉萍", "佳俊"}
    right = 0
    for pair in pairs:
        held = [n for n, name in enumerate(names, 1) if pair in name]
        views = _ask(store, ana, f"find {pair}").views
        rows = [row.ref for view in views if isinstance(view, Listing) for row in view.rows]
        right += rows == [f"C-{n}" for n in reversed(held[-5:])]
    return right / len(pairs)
