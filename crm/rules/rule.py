"""Recurring rules: canonical English words to a value, and back."""

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EXAMPLE = (
    "for example: every monday 9:00, every 2 weeks on friday 9:00, last day of the month 9:00"
)
_TIME = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_WEEKS = re.compile(r"every (\d{1,3}) weeks? on (\w+)", re.ASCII)
_MONTH_DAY = re.compile(r"(?:every )?(\d{1,2})(?:st|nd|rd|th)(?: of the month)?", re.ASCII)
_SUFFIXES = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


class RuleNotUnderstood(ValueError):
    """The words are no recurring rule; the message says which part, and shows one that is."""


class Kind(StrEnum):
    """What a rule repeats by; the values of those without numbers are their words."""

    DAY = "every day"
    WEEKDAY = "every weekday"
    WORKING_DAY = "every working day"
    WEEKLY = "every named weekday"
    EVERY_N_WEEKS = "every N weeks on a weekday"
    MONTH_DAY = "every Nth of the month"
    FIRST_DAY = "first day of the month"
    LAST_DAY = "last day of the month"
    FIRST_WORKING_DAY = "first working day of the month"
    LAST_WORKING_DAY = "last working day of the month"


_NUMBERED = (Kind.WEEKLY, Kind.EVERY_N_WEEKS, Kind.MONTH_DAY)
_FIXED = {kind.value: kind for kind in Kind if kind not in _NUMBERED} | {
    "first of the month": Kind.FIRST_DAY,
    "last of the month": Kind.LAST_DAY,
}


@dataclass(frozen=True)
class Rule:
    """A wall-clock time on recurring dates; the zone is given where it is asked.

    `weekdays` count from Monday = 0, rising, for the two kinds that name them; `weeks` is
    the N of every N weeks; `month_day` (1 to 31) is a date, the last one of shorter months.
    """

    kind: Kind
    at: time
    weekdays: tuple[int, ...] = ()
    weeks: int = 1
    month_day: int = 1

    def words(self) -> str:
        """The canonical words; `parse_rule(rule.words()) == rule`."""
        return f"{self._dates()} {self.at.hour}:{self.at.minute:02}"

    def _dates(self) -> str:
        names = [WEEKDAYS[weekday] for weekday in self.weekdays]
        if self.kind is Kind.WEEKLY:
            *others, last = names
            return f"every {', '.join(others)} and {last}" if others else f"every {last}"
        if self.kind is Kind.EVERY_N_WEEKS:
            return f"every {self.weeks} weeks on {names[0]}"
        if self.kind is Kind.MONTH_DAY:
            return f"every {self.month_day}{_SUFFIXES.get(self.month_day, 'th')} of the month"
        return self.kind.value


def parse_rule(text: str) -> Rule:
    """The rule of canonical words: which dates, then the time as `9:00`.

    Case and spacing do not matter; `at` may stand before the time. Raises
    `RuleNotUnderstood`.
    """
    dates, _, wall = " ".join(text.lower().split()).rpartition(" ")
    at = _wall_time(wall, text)
    dates = dates.removesuffix(" at")
    rule = _fixed(dates, at) or _month_day(dates, at) or _weeks(dates, at) or _weekly(dates, at)
    if rule is None:
        raise RuleNotUnderstood(f"{dates!r} names no recurring dates; {_EXAMPLE}")
    return rule


def _wall_time(wall: str, text: str) -> time:
    found = _TIME.fullmatch(wall)
    if found is None:
        raise RuleNotUnderstood(f"the rule {text!r} does not end with a time; {_EXAMPLE}")
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        raise RuleNotUnderstood(f"{wall!r} is no time of the day; {_EXAMPLE}")
    return time(hour, minute)


def _fixed(dates: str, at: time) -> Rule | None:
    kind = _FIXED.get(dates) or _FIXED.get(re.sub(r"^(every |the )+(?=first|last)", "", dates))
    return None if kind is None else Rule(kind, at)


def _month_day(dates: str, at: time) -> Rule | None:
    found = _MONTH_DAY.fullmatch(dates)
    if found is None:
        return None
    day = int(found[1])
    if not 1 <= day <= 31:
        raise RuleNotUnderstood(f"no month has a day {day}; {_EXAMPLE}")
    return Rule(Kind.MONTH_DAY, at, month_day=day)


def _weeks(dates: str, at: time) -> Rule | None:
    found = _WEEKS.fullmatch(dates)
    if found is None or found[2] not in WEEKDAYS:
        return None
    weeks, weekdays = int(found[1]), (WEEKDAYS.index(found[2]),)
    if weeks == 0:
        raise RuleNotUnderstood(f"every 0 weeks is no distance; {_EXAMPLE}")
    if weeks == 1:
        return Rule(Kind.WEEKLY, at, weekdays)
    return Rule(Kind.EVERY_N_WEEKS, at, weekdays, weeks)


def _weekly(dates: str, at: time) -> Rule | None:
    names = re.split(r", and |, ?| and ", dates.removeprefix("every "))
    if not dates.startswith("every ") or any(name not in WEEKDAYS for name in names):
        return None
    return Rule(Kind.WEEKLY, at, tuple(sorted({WEEKDAYS.index(name) for name in names})))
