"""What the pieces of a phrase have said so far: each slot at most once, or in agreement."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

from nlp.when.zones import Zone

Anchor = Literal["now", "base", "bare"]
DAWN, MORNING, NOON, AFTERNOON, EVENING, NIGHT = range(6)
NthOf = Literal["weekday", "workday", "day"]


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as said; `settled` where am or pm cannot be in doubt."""

    hour: int
    minute: int = 0
    second: int = 0
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """A distance in time: calendar months, days, working days, and seconds."""

    months: int = 0
    days: int = 0
    workdays: int = 0
    seconds: int = 0

    def __add__(self, other: "Span") -> "Span":
        return Span(
            self.months + other.months,
            self.days + other.days,
            self.workdays + other.workdays,
            self.seconds + other.seconds,
        )

    def __neg__(self) -> "Span":
        return Span(-self.months, -self.days, -self.workdays, -self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The slots of a phrase; the names of the calendar's slots choose how its day is found."""

    on: date | None = None
    rel_day: int | None = None
    weekday: int | None = None
    weekday_rel: int | None = None
    coming: int | None = None  # this friday: the weekday to come, today included
    week: int | None = None
    month_rel: int | None = None
    quarter_rel: int | None = None
    year_rel: int | None = None
    unit: int | None = None  # "the month" beside an edge or a count
    year: int | None = None
    month: int | None = None
    quarter: int | None = None
    dom: int | None = None
    edge: int | None = None
    nth: int | None = None
    nth_of: NthOf | None = None
    span: Span | None = None
    anchor: Anchor | None = None
    clock: Clock | None = None
    part: int | None = None
    end_of_day: bool | None = None
    midnight: bool | None = None
    same_time: bool | None = None
    zone: Zone | None = None
    now: bool | None = None

    def joined(self, other: "Reading") -> "Reading | None":
        """Both together, or None where they contradict each other."""
        merged = {}
        for name in _NAMES:
            theirs = getattr(other, name)
            if theirs is None:
                continue
            ours = getattr(self, name)
            if ours is not None and (ours != theirs or name not in _REPEATABLE):
                return None
            merged[name] = theirs
        return replace(self, **merged)

    def calendar(self) -> frozenset[str]:
        """The names of the filled slots that say which day."""
        return frozenset(name for name in _CALENDAR if getattr(self, name) is not None)


_NAMES = tuple(field.name for field in fields(Reading))
_REPEATABLE = frozenset(("unit", "year", "month", "dom", "weekday", "part"))
_CALENDAR = _NAMES[: _NAMES.index("span")]
