"""`duplicates-entry`: the look for duplicates before a contact is saved, at 1,000,000 contacts."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, create_engine

from bench import database
from bench.figure import Figure, at_most, quantile
from crm.engine.store import Store
from crm.models import Base, Company, Contact, ContactPoint, DuplicateKey
from crm.people.duplicates import blocking, mistakes, slips
from crm.people.duplicates.entry import read
from crm.people.duplicates.world import World
from crm.people.review import check, keys

STORED, LOOKS, FIRMS, PORTION = 1_000_000, 400, 20_000, 10_000
SHORT = 20_000
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
Row = dict[str, str]
Rows = list[dict[str, Any]]
FILLED = (Contact, ContactPoint, DuplicateKey)


def measure(*, short: bool) -> list[Figure]:
    """The 95th percentile of a look, in ms of CPU, half of them for people who are there.

    On PostgreSQL the server's own time counts too, so that there it is the time that passes.
    """
    found = []
    for kind, opened in database.KINDS.items():
        stored = SHORT if short else STORED
        with opened() as fresh:
            known = _fill(fresh.admin_url, stored)
            store = fresh.store()
            clock = time.process_time if kind == "sqlite" else time.perf_counter
            looks = [*known, *islice(_people(2), LOOKS // 2)]
            times = [_look(store, row, clock) for row in looks]
            store.close()
        name = f"duplicates-entry: a look at {stored:,} contacts, p95 ({kind})"
        found.append(at_most(name, quantile(times, 0.95) * 1000, "ms", 50))
    return found


def _look(store: Store, row: Row, clock: Callable[[], float]) -> float:
    with store.write(1) as session:
        begun = clock()
        keys.refresh(session, check.FRESH)
        check.contacts(session, read("", row))
        return clock() - begun


def _people(seed: int) -> Iterator[Row]:
    world = World(random.Random(seed), variety=1_000)
    while True:
        yield mistakes.row(world.human())


def _fill(url: str, stored: int) -> list[Row]:
    """Store contacts with their points and keys; returns some of them, written otherwise."""
    chance = random.Random(1)
    engine = create_engine(url)
    looked_for: list[Row] = []
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA synchronous=OFF")
        indexes = [index for model in FILLED for index in _table(model).indexes if not index.unique]
        for index in indexes:
            index.drop(connection)
        _put(connection, Company, [_firm(number) for number in range(1, FIRMS + 1)])
        waiting = enumerate(islice(_people(1), stored), 1)
        while portion := tuple(islice(waiting, PORTION)):
            _store(connection, portion, chance)
            if len(looked_for) < LOOKS // 2:
                looked_for += [_otherwise(row, chance) for _, row in portion[:40]]
        for index in indexes:
            index.create(connection)
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")
    engine.dispose()
    return looked_for


def _put(connection: Connection, model: Any, rows: Rows) -> None:
    """Write rows as the driver does it fastest."""
    names = list(rows[0])
    values = [tuple(row.values()) for row in rows]
    cursor: Any = connection.connection.cursor()
    table = model.__tablename__
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", values)
        return
    with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


def _firm(number: int) -> dict[str, Any]:
    name = f"Firm {number}"
    own = {"id": number, "workspace_id": 1, "number": number, "type": "prospect"}
    return own | {"name": name, "name_key": name.lower(), "created_at": NOW}


def _store(
    connection: Connection, portion: tuple[tuple[int, Row], ...], chance: random.Random
) -> None:
    contacts, points, found = [], [], []
    for id_, row in portion:
        firm = chance.randint(1, FIRMS)
        name = row["full_name"]
        entry = read("", row | {"company": f"Firm {firm}", "street": ""})
        own = {"id": id_, "workspace_id": 1, "number": id_, "company_id": firm}
        contacts.append(own | {"name": name, "name_key": name.lower(), "created_at": NOW})
        points += [_point(id_, "email", each) for each in entry.emails]
        points += [_point(id_, "phone", each) for each in entry.phones]
        of_it = {"workspace_id": 1, "kind": "contact", "of_id": id_}
        found += [of_it | {"key": key} for key in keys.hashed(blocking.keys(entry))]
    for model, rows in ((Contact, contacts), (ContactPoint, points), (DuplicateKey, found)):
        _put(connection, model, rows)


def _point(id_: int, kind: str, value: str) -> dict[str, Any]:
    return {"workspace_id": 1, "contact_id": id_, "kind": kind, "value": value}


def _otherwise(row: Row, chance: random.Random) -> Row:
    changed = {"full_name": slips.slip(chance, row["full_name"]), "first_name": ""}
    return row | changed | {"last_name": "", "street": ""}


def _table(model: Any) -> Table:
    return Base.metadata.tables[model.__tablename__]
