"""What a row of a file wants: a record's values, its parts, and the links it asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Wish:
    """A link to a record of one of several kinds, by another system's id, or else by name.

    `vendor` is the system of the id, where the file itself does not say it for all rows.
    """

    kinds: tuple[str, ...]
    key: str = ""
    name: str = ""
    email: str = ""
    vendor: str = ""


@dataclass(slots=True)
class Line:
    """One product of an order or quote; money in minor units."""

    product: Wish
    name: str
    quantity: Any
    price: int
    discount: Any
    amount: int


@dataclass(slots=True)
class Draft:
    """A record as a row describes it; `digest` is that of the row's filled cells.

    `vendor` is the system whose id the row bears. `is_open` is what it says of a task.

    `said` has the cells themselves where the file is our own export, `lists` what they hold of
    tags, own fields, addresses and the like.
    """

    kind: str
    line: int
    key: str
    external_id: str
    digest: str
    values: dict[str, Any]
    points: list[tuple[str, str, str | None]] = field(default_factory=list)
    address: dict[str, str] = field(default_factory=dict)
    wishes: list[Wish] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    person: tuple[str, str] | None = None
    warnings: list[str] = field(default_factory=list)
    id: int | None = None
    aliases: list[tuple[str, str, str]] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    said: tuple[str, ...] = ()
    lists: dict[str, list[Any]] = field(default_factory=dict)
    vendor: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be taken, and why: the reason names column and value."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Skip:
    """A row that is left out on purpose."""

    line: int
    why: str
