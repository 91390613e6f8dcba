"""Dates in the formats that files hold: days since 1970 from a word, or NaN."""

import math
import re
from datetime import UTC, datetime

DAY_SECONDS = 86_400
FIRST_YEAR, LAST_YEAR = 1900, 2200
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

CLOCK = r"(?:[T ,]+(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2})(?:\.\d+)?)?\s*(?P<half>[ap]m)?)?"
ZONE = r"\s*(?:Z|UTC|(?P<sign>[+-])(?P<zh>\d{2}):?(?P<zm>\d{2}))?$"
FORMS = tuple(
    re.compile(rf"^(?:{day}){CLOCK}{ZONE}", re.IGNORECASE)
    for day in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
        r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日",
        r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})",
        r"(?P<d>\d{1,2})[ -](?P<name>[a-z]{3,9})\.?[ ,-]+(?P<y>\d{4})",
        r"(?P<name>[a-z]{3,9})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})",
    )
)
Parts = dict[str, str | None]


def parts_of(word: str) -> Parts | None:
    """The named parts of a date in one of the known forms."""
    if not 6 <= len(word) <= 40 or not any(sign.isdigit() for sign in word):
        return None
    for form in FORMS:
        found = form.match(word)
        if found:
            return found.groupdict()
    return None


def days(words: list[str], *, day_first: bool | None = None) -> list[float]:
    """Days since 1970 (UTC where no zone is told) of each word, NaN where it is no date.

    12/1/2010 has the month first unless `day_first`, or, when that is left open, a word of the
    same list can only be read the other way. 1.12.2010, with dots, always has the day first.
    """
    read = [parts_of(word) for word in words]
    turned = puts_day_first(read) if day_first is None else day_first
    return [math.nan if p is None else _day(p, day_first=turned) for p in read]


def puts_day_first(read: list[Parts | None]) -> bool:
    """Whether some date's first number can only be a day."""
    return any(parts is not None and int(parts.get("a") or 0) > 12 for parts in read)


def _day(parts: Parts, *, day_first: bool) -> float:
    try:
        year, month, day = _date(parts, day_first=day_first or parts.get("sep") == ".")
        hour, minute, second = _clock(parts)
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
    except ValueError:
        return math.nan
    return (moment - _shift(parts)) / DAY_SECONDS if FIRST_YEAR <= year <= LAST_YEAR else math.nan


def _date(parts: Parts, *, day_first: bool) -> tuple[int, int, int]:
    year = int(parts["y"] or 0)
    year += 2000 if year < 100 else 0
    if parts.get("a"):
        first, second = int(parts["a"] or 0), int(parts["b"] or 0)
        return (year, second, first) if day_first else (year, first, second)
    named = parts.get("name")
    month = MONTHS.index(named[:3].lower()) + 1 if named else int(parts["m"] or 0)
    return year, month, int(parts["d"] or 0)


def _clock(parts: Parts) -> tuple[int, int, int]:
    hour = int(parts["h"] or 0)
    half = (parts["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour, int(parts["mi"] or 0), int(parts["s"] or 0)


def _shift(parts: Parts) -> int:
    seconds = int(parts["zh"] or 0) * 3600 + int(parts["zm"] or 0) * 60
    return -seconds if parts["sign"] == "-" else seconds
