"""A time phrase, alone or inside a longer text."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from nlp.when.conventions import DEFAULT, Conventions
from nlp.when.values import Found, When
from nlp.when.wall import moment


def parse(
    text: str, now: datetime, zone: str | ZoneInfo, conventions: Conventions = DEFAULT
) -> When | None:
    """The moment or day that the whole text names, or None where it is not understood.

    `now` is aware; the answer is in `zone` (an IANA name or a ZoneInfo).
    """
    _ = now, conventions
    place = zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone)
    try:
        if len(text) == len("2026-03-11"):
            return When(moment(date.fromisoformat(text), time(), place), whole_day=True, text=text)
        wall = datetime.fromisoformat(text)
    except ValueError:
        return None
    return When(moment(wall.date(), wall.time(), place), whole_day=False, text=text)


def find(
    text: str, now: datetime, zone: str | ZoneInfo, conventions: Conventions = DEFAULT
) -> list[Found]:
    """The time phrases inside a longer text, from left to right, never overlapping."""
    when = parse(text, now, zone, conventions)
    return [Found(0, len(text), when)] if when else []
