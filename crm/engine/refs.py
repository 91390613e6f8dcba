"""Short references such as D-42: one letter code a kind, numbers that are never reused."""

from __future__ import annotations

import re
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import (
    Activity,
    Company,
    Contact,
    Counter,
    Deal,
    Digest,
    FollowUp,
    Lead,
    Numbered,
    Product,
    Purchase,
    Ticket,
)

CODES: dict[str, type[Numbered]] = {
    "C": Contact,
    "CO": Company,
    "L": Lead,
    "D": Deal,
    "P": Product,
    "F": FollowUp,
    "T": Ticket,
    "G": Digest,
    "O": Purchase,
    "A": Activity,
}
LETTERS = {model.__tablename__: code for code, model in CODES.items()}
MODELS = {model.__tablename__: model for model in CODES.values()}
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
    kind = model.__tablename__
    counter = session.scalars(
        select(Counter).where(Counter.kind == kind).with_for_update()
    ).one_or_none()
    if counter is None:
        counter = Counter(kind=kind, last=0)
        session.add(counter)
    first = counter.last + 1
    counter.last += count
    return first


Row = TypeVar("Row", bound=Numbered)


def add(session: Session, row: Row) -> Row:
    """Give a new row its number and put it into the unit of work; its id is known afterwards."""
    row.number = take_number(session, type(row))
    session.add(row)
    session.flush()
    return row
