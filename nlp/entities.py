"""Names, numbers and times in a text: what a ticket or an activity speaks of."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from nlp import money, when

EntityKind = Literal[
    "product", "order", "money", "percent", "date", "person", "company", "email", "phone"
]


@dataclass(frozen=True, slots=True)
class Names:
    """The names that the caller knows; Rapport's own records, never a guess."""

    people: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when a text is read: `now` is aware, `region` is for phone numbers (DE, CN)."""

    now: datetime
    zone: str | ZoneInfo
    base_currency: str
    yuan: money.Yuan = "CNY"
    region: str | None = None
    names: Names = field(default_factory=Names)


@dataclass(frozen=True, slots=True)
class Entity:
    """A finding: `text[start:end]` are its words, `value` its one canonical form."""

    kind: EntityKind
    start: int
    end: int
    value: str


def find(text: str, setting: Setting) -> list[Entity]:
    """The entities of a text from left to right, never overlapping."""
    times = when.find(text, setting.now, setting.zone)
    return [Entity("date", found.start, found.end, found.when.words()) for found in times]
