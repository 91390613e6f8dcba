"""Short references such as D-42: one letter code a kind, numbers that are never reused."""

from __future__ import annotations

import re
from typing import TypeVar

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from crm.engine import insertion, sql
from crm.engine.prepared import Prepared, connection_of
from crm.engine.store import workspace_of
from crm.models import (
    Activity,
    Base,
    Campaign,
    Company,
    Contact,
    Contract,
    Counter,
    Deal,
    Digest,
    FollowUp,
    Lead,
    Numbered,
    Product,
    Purchase,
    Quote,
    Ticket,
)

CODES: dict[str, type[Numbered]] = {
    "C": Contact,
    "CO": Company,
    "L": Lead,
    "D": Deal,
    "Q": Quote,
    "K": Contract,
    "P": Product,
    "F": FollowUp,
    "T": Ticket,
    "M": Campaign,
    "G": Digest,
    "O": Purchase,
    "A": Activity,
}
LETTERS = {model.__tablename__: code for code, model in CODES.items()}
MODELS = {model.__tablename__: model for model in CODES.values()}
COUNTERS = Base.metadata.tables[Counter.__tablename__]
TAKE = Prepared(
    update(COUNTERS)
    .where(
        COUNTERS.c.workspace_id == bindparam("workspace"), COUNTERS.c.kind == bindparam("of_kind")
    )
    .values(last=COUNTERS.c.last + bindparam("count"))
    .returning(COUNTERS.c.last)
)
SHAPE = re.compile(r"([A-Z]{1,2})-?([0-9]{1,9})", re.IGNORECASE)


def ref(row: Numbered) -> str:
    """The reference of a row: `D-42`."""
    return f"{LETTERS[row.__tablename__]}-{row.number}"


def read(text: str) -> tuple[type[Numbered], int] | None:
    """The kind and number that a reference names, or None where the text is none."""
    found = SHAPE.fullmatch(text.strip())
    if found is None or found[1].upper() not in CODES:
        return None
    return CODES[found[1].upper()], int(found[2])


def take_number(session: Session, model: type[Numbered], count: int = 1) -> int:
    """The next free number of a kind; with `count`, the first of so many in a row."""
    here = {"workspace": workspace_of(session), "of_kind": model.__tablename__, "count": count}
    taken = TAKE.rows(connection_of(session), here)
    if not taken:
        first = {"workspace_id": here["workspace"], "kind": here["of_kind"], "last": 0}
        sql.insert_once(session, COUNTERS, first)
        taken = TAKE.rows(session.connection(), here)
    return int(taken[0].last) - count + 1


Row = TypeVar("Row", bound=Numbered)


def add(session: Session, row: Row) -> Row:
    """Give a new row its number and put it into the unit of work; its id is known afterwards."""
    row.number = take_number(session, type(row))
    return insertion.insert(session, row)
