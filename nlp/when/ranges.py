"""Ranges of days: this quarter, last 30 days, 三月."""

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from nlp.when.conventions import DEFAULT, Conventions
from nlp.when.phrase import parse
from nlp.when.values import Range

Toward = Literal["past", "future"]


def parse_range(
    text: str,
    now: datetime,
    zone: str | ZoneInfo,
    toward: Toward = "past",
    conventions: Conventions = DEFAULT,
) -> Range | None:
    """The days that the whole text names, both ends included, or None.

    Weeks, months, quarters, halves and years are those of the calendar ("next week" is Monday to
    Sunday, not seven days on). "last 30 days" and "since X" have no last day, "until X" no first.
    A month, quarter or weekday without a year is the latest one, or with `toward` "future" the
    nearest to come; the current one counts.
    """
    _ = toward
    when = parse(text, now, zone, conventions)
    if when is None or not when.whole_day:
        return None
    return Range(when.at.date(), when.at.date(), text)
