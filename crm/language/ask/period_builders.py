"""From the words of a period to its days, one builder a form of words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from crm.language.ask import calendar
from crm.language.ask.numerals import number
from crm.language.ask.period import Period
from crm.language.ask.period_words import ORDINALS, SHORT, UNITS, WEEK, ZDAYS

Build = Callable[["re.Match[str]", date], Period | None]


def _unit(word: str) -> str:
    word = word.removeprefix("个")
    if word.startswith("half") or word == "半年":
        return "half"
    return UNITS.get(word) or UNITS[word[0]] if word[0] in UNITS or word in UNITS else "week"


def read_calendar(match: re.Match[str], today: date) -> Period:
    """Read this, last or next week, month, quarter, half or year."""
    word = match["w"]
    unit = "week" if match["u"].startswith("fort") else _unit(match["u"])
    ahead = {
        "next": 1,
        "coming": 1,
        "upcoming": 1,
        "following": 1,
        "下": 1,
        "下一": 1,
        "明": 1,
        "下个": 1,
        "下一个": 1,
    }
    back = {
        "last": 1,
        "previous": 1,
        "past": 1,
        "prior": 1,
        "preceding": 1,
        "上": 1,
        "去": 1,
        "上一": 1,
        "上个": 1,
        "上一个": 1,
        "前": 2,
        "上上": 2,
        "上上个": 2,
    }
    count = ahead.get(word, 0) - back.get(word, 0) + (2 if word in {"下下", "下下个", "后"} else 0)
    first, last = calendar.moved(today, unit, count)
    tense = "past" if count < 0 else "future" if count > 0 else ""
    return Period(first, last, tense=tense)


def read_named_day(match: re.Match[str], today: date) -> Period:
    """Read today, yesterday, 后天."""
    shift = {
        "today": 0,
        "yesterday": -1,
        "tomorrow": 1,
        "今": 0,
        "昨": -1,
        "前": -2,
        "明": 1,
        "后": 2,
        "大前": -3,
        "大后": 3,
    }
    count = (
        -2
        if match[0].startswith(("day before", "the day before"))
        else 2
        if "after tomorrow" in match[0]
        else shift[match["w"]]
    )
    day = today + timedelta(days=count)
    return Period(day, day, tense="past" if count < 0 else "future" if count > 0 else "")


def read_back(match: re.Match[str], today: date) -> Period | None:
    """Read the last N days: from a day on."""
    count, unit = _length(match)
    return Period(calendar.ago(today, count, unit), None, tense="past") if count else None


def read_ahead(match: re.Match[str], today: date) -> Period | None:
    """Read the next N days: from today to a day."""
    count, unit = _length(match)
    return Period(today, calendar.ago(today, -count, unit), tense="future") if count else None


def read_within(match: re.Match[str], today: date) -> Period | None:
    """Read within N days, forward or back as the field looks."""
    count, unit = _length(match)
    if not count:
        return None
    later = (today, calendar.ago(today, -count, unit))
    return Period(calendar.ago(today, count, unit), None, later, is_length=True)


def read_ago(match: re.Match[str], today: date) -> Period | None:
    """Read N days ago: one day."""
    count, unit = _length(match)
    day = calendar.ago(today, count, unit)
    op = "<" if match[0].endswith("以前") else None
    return Period(day, day, op=op, tense="past") if count else None


def _length(match: re.Match[str]) -> tuple[int, str]:
    word = match["u"]
    if "half" in match[0] or "半年" in match[0]:
        return 6, "month"
    count = number(match["n"]) if match["n"] else 1.0
    if word.startswith("fort"):
        return int(count or 0) * 2, "week"
    return (int(count), _unit(word)) if count and count == int(count) else (0, "day")


def read_month(match: re.Match[str], today: date) -> Period | None:
    """Read a month, with or without its year."""
    said = match["m"]
    index = SHORT.index(said[:3]) + 1 if said[:3] in SHORT else int(number(said) or 0)
    if not 1 <= index <= 12:
        return None
    year = match["y"]
    word = {"今": 0, "去": -1, "明": 1, "前": -2, "last": -1, "this": 0, "next": 1}.get(year or "")
    if year and word is not None:
        return Period(*calendar.month(today.year + word, index))
    if year:
        return Period(*calendar.month(int(year[:4]), index))
    past = calendar.month(today.year - (index > today.month), index)
    return Period(*past, later=calendar.month(today.year + (index < today.month), index))


def read_month_end(match: re.Match[str], today: date) -> Period | None:
    """Read the last day of a month that is named."""
    month = read_month(match, today)
    if month is None or month.last is None:
        return None
    later = month.later and (month.later[1], month.later[1])
    return Period(month.last, month.last, later)


def read_quarter(match: re.Match[str], today: date) -> Period:
    """Read a quarter, with or without its year."""
    said = match["q"]
    index = ORDINALS.get(said) or int(number(said) or 1)
    first, year = (index - 1) * 3 + 1, match["y"]
    word = {"今": 0, "去": -1, "明": 1, "last": -1, "this": 0, "next": 1}.get(
        (year or "")[:4].strip("年 ") if year else ""
    )
    if year and (word is not None or year[:4].isdigit()):
        return Period(
            *calendar.months(int(year[:4]) if word is None else today.year + word, first, 3)
        )
    past = calendar.months(today.year - (first > today.month), first, 3)
    return Period(*past, later=calendar.months(today.year + (first + 2 < today.month), first, 3))


def read_half(match: re.Match[str], today: date) -> Period:
    """Read the first or second half of a year."""
    half = match["h"] or match["hh"]
    is_first = half in {"上", "first", "1"}
    shift = {"今": 0, "去": -1, "明": 1, "this": 0, "last": -1, "next": 1}.get(match["y"] or "", 0)
    year = int(match["y"]) if (match["y"] or "").isdigit() else today.year + shift
    return Period(*calendar.months(year, 1 if is_first else 7, 6))


def read_year(match: re.Match[str], today: date) -> Period | None:
    """Read a whole year."""
    del today
    year = int(match["y"])
    return Period(*calendar.months(year, 1, 12)) if 1990 <= year <= 2100 else None


def read_date(match: re.Match[str], today: date) -> Period | None:
    """Read a day of a month."""
    said = match["m"]
    month = SHORT.index(said[:3]) + 1 if said[:3] in SHORT else int(number(said) or 0)
    day, year = int(number(match["d"]) or 0), match["y"]
    try:
        if year:
            one = date(int(year), month, day)
            return Period(one, one)
        past = date(today.year - ((month, day) > (today.month, today.day)), month, day)
        later = date(today.year + ((month, day) < (today.month, today.day)), month, day)
    except ValueError:
        return None
    return Period(past, past, later=(later, later))


def read_weekday(match: re.Match[str], today: date) -> Period:
    """Read a day of the week."""
    said = match["d"]
    index = WEEK.index(said[:3]) if said[:3] in WEEK else min(ZDAYS.index(said), 6)
    word = match["w"] or ""
    monday = today - timedelta(days=today.weekday())
    shifts = {
        "next": 7,
        "last": -7,
        "this": 0,
        "下": 7,
        "上": -7,
        "本": 0,
        "这": 0,
        "previous": -7,
        "coming": 0,
        "past": -7,
        "下下": 14,
        "上上": -14,
    }
    if word in shifts:
        day = monday + timedelta(days=index + shifts[word])
        return Period(day, day)
    later = today + timedelta(days=(index - today.weekday()) % 7)
    past = today - timedelta(days=(today.weekday() - index) % 7)
    return Period(past, past, later=(later, later))


def read_to_date(match: re.Match[str], today: date) -> Period:
    """Read a period so far, up to today."""
    word = match["u"] or match["v"]
    unit = {
        "y": "year",
        "m": "month",
        "q": "quarter",
        "w": "week",
        "年": "year",
        "月": "month",
        "季": "quarter",
        "周": "week",
        "今": "year",
        "h": "half",
    }[word[0]]
    return Period(calendar.period(today, unit)[0], today, tense="past")


def read_end(match: re.Match[str], today: date) -> Period:
    """Read the last day of a period."""
    unit = _unit(match["u"])
    shift = {
        "next": 1,
        "last": -1,
        "下": 1,
        "下个": 1,
        "上": -1,
        "上个": -1,
        "明": 1,
        "去": -1,
    }.get(match["w"] or "", 0)
    last = calendar.moved(today, unit, shift)[1]
    return Period(last, last)


def read_weekend(match: re.Match[str], today: date) -> Period:
    """Read a Saturday and a Sunday."""
    shift = {"next": 1, "last": -1, "下": 1, "上": -1}.get(match["w"] or "", 0)
    monday = calendar.moved(today, "week", shift)[0]
    return Period(monday + timedelta(days=5), monday + timedelta(days=6))
