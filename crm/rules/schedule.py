"""Recurring rules: when they fall due, and what downtime does to it."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from zoneinfo import ZoneInfo

from crm.rules.calendar import is_working_day
from crm.rules.rule import Kind, Rule, RuleNotUnderstood, parse_rule
from crm.rules.wall import local_moment, utc, zone_named

__all__ = [
    "LATE_LIMITS",
    "Accounted",
    "Fate",
    "Kind",
    "Occurrence",
    "Rule",
    "RuleNotUnderstood",
    "account",
    "local_moment",
    "next_occurrence",
    "occurrences",
    "only_newest",
    "parse_rule",
    "zone_named",
]

Window = tuple[datetime, datetime]

LATE_LIMITS: dict[str, timedelta | None] = {
    "followup": None,
    "digest": timedelta(hours=12),
    "alert": timedelta(hours=6),
    "sla": None,
}
"""How late each kind of message may still be sent; None is always."""

_MONTHS = 12
_WEEK = 7


@dataclass(frozen=True)
class Occurrence:
    """One firing of a rule: named by its local date, due at a moment in UTC."""

    local_date: date
    due_at: datetime


class Fate(StrEnum):
    """How an occurrence ended."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSED = "missed"


@dataclass(frozen=True)
class Accounted:
    """An occurrence with its end; `sent_at` is None where it was missed."""

    occurrence: Occurrence
    fate: Fate
    sent_at: datetime | None


def occurrences(
    rule: Rule,
    zone: ZoneInfo,
    created_at: datetime,
    after: datetime | None = None,
    until: datetime | None = None,
    holidays: AbstractSet[date] = frozenset(),
) -> Iterator[Occurrence]:
    """The occurrences later than `created_at` (and `after`), earlier than `until`, in order.

    Lazy, and without end where `until` is None. Each local date comes once. `created_at`
    also anchors *every N weeks*, whatever `after` is. Raises `NaiveMoment`.
    """
    floor = utc(created_at) if after is None else max(utc(created_at), utc(after))
    ceiling = None if until is None else utc(until)
    made_on = utc(created_at).astimezone(zone).date()
    # A date's moment can lie a day after it, where a zone skipped a whole day.
    start = floor.astimezone(zone).date() - timedelta(days=2)
    named = (
        Occurrence(day, local_moment(day, rule.at, zone))
        for day in _dates(rule, start, made_on, holidays)
    )
    bounded = takewhile(lambda one: ceiling is None or one.due_at < ceiling, named)
    return (one for one in bounded if one.due_at > floor)


def next_occurrence(
    rule: Rule,
    zone: ZoneInfo,
    created_at: datetime,
    after: datetime,
    holidays: AbstractSet[date] = frozenset(),
) -> Occurrence | None:
    """The first occurrence later than both moments; None where the calendar ends first."""
    return next(occurrences(rule, zone, created_at, after, holidays=holidays), None)


def account(
    due: Iterable[Occurrence], downtime: Sequence[Window], late_limit: timedelta | None
) -> list[Accounted]:
    """Each occurrence with what became of it, in the order given.

    `downtime` is [from, to) each; windows that touch or overlap are one. What fell due in
    one is sent at its end if that is at most `late_limit` late (None: always).
    """
    windows = _joined(downtime)
    return [_fate(one, windows, late_limit) for one in due]


def only_newest(accounted: Sequence[Accounted]) -> list[Accounted]:
    """The same list for digests: of those sent late together, all but the last are missed."""
    newest = {one.sent_at: one for one in accounted if one.fate is Fate.LATE}
    return [
        Accounted(one.occurrence, Fate.MISSED, None)
        if one.fate is Fate.LATE and newest[one.sent_at] is not one
        else one
        for one in accounted
    ]


def _fate(one: Occurrence, windows: Sequence[Window], late_limit: timedelta | None) -> Accounted:
    end = next((end for start, end in windows if start <= one.due_at < end), None)
    if end is None:
        return Accounted(one, Fate.ON_TIME, one.due_at)
    if late_limit is not None and end - one.due_at > late_limit:
        return Accounted(one, Fate.MISSED, None)
    return Accounted(one, Fate.LATE, end)


def _joined(windows: Iterable[Window]) -> list[Window]:
    joined: list[Window] = []
    for start, end in sorted((utc(start), utc(end)) for start, end in windows):
        if end < start:
            raise ValueError(f"downtime ends at {end.isoformat()}, before it starts")
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _dates(rule: Rule, start: date, made_on: date, holidays: AbstractSet[date]) -> Iterator[date]:
    if rule.kind in (Kind.DAY, Kind.WEEKDAY, Kind.WORKING_DAY, Kind.WEEKLY):
        return (day for day in _days(start, 1) if _falls_on(rule, day, holidays))
    if rule.kind is Kind.EVERY_N_WEEKS:
        first = made_on + timedelta(days=(rule.weekdays[0] - made_on.weekday()) % _WEEK)
        return (day for day in _days(first, rule.weeks * _WEEK) if day >= start)
    months = range(start.year * _MONTHS + start.month - 1, (date.max.year + 1) * _MONTHS)
    found = (_in_month(rule, month // _MONTHS, month % _MONTHS + 1, holidays) for month in months)
    return (day for day in found if day is not None and day >= start)


def _days(first: date, step: int) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), date.max.toordinal() + 1, step))


def _falls_on(rule: Rule, day: date, holidays: AbstractSet[date]) -> bool:
    if rule.kind is Kind.WORKING_DAY:
        return is_working_day(day, holidays)
    if rule.kind is Kind.WEEKDAY:
        return is_working_day(day)
    return rule.kind is Kind.DAY or day.weekday() in rule.weekdays


def _in_month(rule: Rule, year: int, month: int, holidays: AbstractSet[date]) -> date | None:
    last = monthrange(year, month)[1]
    if rule.kind is Kind.MONTH_DAY:
        return date(year, month, min(rule.month_day, last))
    if rule.kind in (Kind.FIRST_DAY, Kind.LAST_DAY):
        return date(year, month, 1 if rule.kind is Kind.FIRST_DAY else last)
    working = [
        day
        for day in (date(year, month, number) for number in range(1, last + 1))
        if is_working_day(day, holidays)
    ]
    if not working:
        return None
    return working[0 if rule.kind is Kind.FIRST_WORKING_DAY else -1]
