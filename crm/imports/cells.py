"""Typed cells: what is empty, dates, e-mails, truths; pure functions over texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

BLANKS = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad"), None)
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
PLACEHOLDERS = frozenset(
    [
        "--none--",
        "-none-",
        "select",
        "(blank)",
        "n/a",
        "-",
        "--",
        "#n/a",
        "请选择",
        "无",
        "未填写",
        "--请选择--",
        "(none)",
        "--select--",
        "#name?",
        "#ref!",
        "#value!",
        "(未填写)",
    ]
)
EMAIL = re.compile(
    r"[a-z0-9\u0080-\uffff!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9\u0080-\uffff!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9\u0080-\uffff](?:[a-z0-9\u0080-\uffff-]{0,61}[a-z0-9\u0080-\uffff])?\.)+"
    r"(?:[a-z\u0080-\uffff]{2,}|xn--[a-z0-9-]+)",
    re.IGNORECASE,
)
MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january januar janvier enero",
            "feb february februar février febrero",
            "mar march märz mär mrz mars marzo",
            "apr april avril abril",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juillet julio",
            "aug august août agosto",
            "sep sept september septembre septiembre",
            "oct october oktober okt octobre octubre",
            "nov november novembre noviembre",
            "dec december dezember dez décembre diciembre",
        ],
        1,
    )
    for name in names.split()
}
CLOCK = re.compile(
    r"[T\s,]+(?P<h>\d{1,2})[:.](?P<m>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?|上午|下午)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?$"
)
YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})")
NAMED_DAY = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.)?[-\s./]*([^\W\d_]{3,12})\.?[-\s.,/]*(\d{4}|\d{2})"
)
NAMED_MONTH = re.compile(r"([^\W\d_]{3,12})\.?[-\s]*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
WEEKDAY = re.compile(r"^[^\W\d_]{2,9}\.?,\s+(?=\d|[^\W\d_]{3})")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
YES = frozenset(
    [
        "true",
        "1",
        "yes",
        "y",
        "ja",
        "wahr",
        "vrai",
        "oui",
        "是",
        "真",
        "有",
        "won",
        "x",
        "on",
        "active",
        "done",
        "completed",
        "上架",
        "已上架",
        "在售",
        "启用",
        "已完成",
        "aktiv",
        "erledigt",
        "sí",
    ]
)


class Unreadable(ValueError):
    """A cell that is not what its column holds."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a file writes: `day_first` for 3/4/2025, `comma` where it is the decimal point."""

    day_first: bool = False
    comma: bool = False
    false_is_empty: bool = False


def clean(text: str) -> str:
    """The cell's text: no marks, no control characters, no blanks around; breaks as LF."""
    if text.isascii() and text.isprintable():
        return text.strip()
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(BLANKS)
    return unicodedata.normalize("NFC", CONTROL.sub("", plain)).strip()


def value(text: str) -> str:
    """The cell's text, or "" where it only stands for nothing."""
    plain = clean(text)
    if len(plain) < 12 and (plain == "null" or plain.casefold() in PLACEHOLDERS):
        return ""
    return plain


def truth(text: str) -> bool:
    """Whether a checkbox is ticked."""
    return text.strip().casefold() in YES


def email(text: str) -> list[str]:
    """The addresses of a cell, lower case; raises `Unreadable` where one is none."""
    found: list[str] = []
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("mailto:")
    for part in re.split(r"\s*[;,\n]\s*", plain.strip(" ;,")):
        bare = re.sub(r"^.*<\s*([^<>]*)\s*>$", r"\1", part.strip())
        if not EMAIL.fullmatch(bare) or len(bare) > 254:
            raise Unreadable(part)
        found.append(bare.lower())
    return found


def day_order(texts: Iterable[str]) -> tuple[int, int]:
    """How many of a column's dates can only be day first, and how many only month first."""
    day = month = 0
    for text in texts:
        found = YEAR_LAST.match(unicodedata.normalize("NFKC", text).strip())
        if not found:
            continue
        first, second = int(found[1]), int(found[3])
        if found[2] == "." or first > 12 >= second:
            day += 1
        elif second > 12 >= first:
            month += 1
    return day, month


def moment(text: str, style: Style) -> tuple[datetime, bool]:
    """The moment a cell names, in UTC, and whether it is a whole day.

    A time without an offset is taken as UTC. Raises `Unreadable`.
    """
    plain = WEEKDAY.sub("", unicodedata.normalize("NFKC", text).strip())
    if SERIAL.fullmatch(plain) and 18_000 <= float(plain) < 80_000:
        at = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=float(plain))
        return at.replace(microsecond=0), "." not in plain
    clock = CLOCK.search(plain)
    day = _day(plain[: clock.start()] if clock else plain, style)
    if clock is None:
        return datetime(day.year, day.month, day.day, tzinfo=UTC), True
    return _with_clock(day, clock, text), False


def _with_clock(day: date, clock: re.Match[str], text: str) -> datetime:
    hour, half = int(clock["h"]), (clock["half"] or "").lower().replace(".", "")
    if half:
        hour = hour % 12 + (12 if half in {"pm", "下午"} else 0)
    try:
        at = datetime(
            day.year,
            day.month,
            day.day,
            hour,
            int(clock["m"]),
            int(clock["s"] or 0),
            tzinfo=_zone(clock["zone"]),
        )
        return at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable(text) from error


def _zone(said: str | None) -> timezone:
    if not said or said in {"Z", "UTC", "GMT"}:
        return UTC
    digits = said[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if said[0] == "-" else offset)


def _day(text: str, style: Style) -> date:
    year, month, number = _parts(text.strip(), style)
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        found = date(year, month, number)
    except ValueError as error:
        raise Unreadable(text) from error
    if found.year < 1900:
        raise Unreadable(text)
    return found


def _parts(text: str, style: Style) -> tuple[int, int, int]:
    if found := YEAR_FIRST.fullmatch(text) or COMPACT.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := YEAR_LAST.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        if style.day_first or found[2] == ".":
            return int(found[4]), second, first
        return int(found[4]), first, second
    if found := NAMED_DAY.fullmatch(text):
        return int(found[3]), MONTHS.get(found[2].casefold(), 0), int(found[1])
    if found := NAMED_MONTH.fullmatch(text):
        return int(found[3]), MONTHS.get(found[1].casefold(), 0), int(found[2])
    raise Unreadable(text)
