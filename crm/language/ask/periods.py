"""Periods in a sentence: this month, since January, 最近30天, 三月到五月 (ask.md)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from crm.language.ask.period import Period
from crm.language.ask.period_forms import BASES

BEFORE = (
    (re.compile(r"(?:by|until|till|no later than|before or on) "), "<="),
    (re.compile(r"before (?=(?:the )?end of )"), "<="),
    (
        re.compile(
            r"(?:ever )?since (?:the (?:start|beginning) of )?|(?:starting|"
            r"beginning|effective) (?:from |on |in )?|from (?=.{3,30}(?:on|"
            r"onwards?)\b)|on or after |as of "
        ),
        ">=",
    ),
    (re.compile(r"(?:more than|over|longer than|at least) (?=[\w ]{1,20} ago\b)"), "<"),
    (re.compile(r"(?:less than|under|within) (?=[\w ]{1,20} ago\b)"), ">"),
    (re.compile(r"(?:any ?time )?(?:later than|after) (?:the end of )?"), ">"),
    (re.compile(r"before (?:the (?:start|beginning) of )?|prior to |earlier than |ahead of "), "<"),
    (
        re.compile(
            r"(?:by|until|till|til|up to|no later than|through|on or before|"
            r"not later than) (?:the end of )?"
        ),
        "<=",
    ),
    (re.compile(r"(?:自从|自|从)(?=[^,，]{1,12}(?:起|以来|开始|至今|到现在))"), ">="),
    (re.compile(r"截至|截止到?|截止至"), "<="),
    (re.compile(r"晚于"), ">"),
    (re.compile(r"早于"), "<"),
)
AFTER = (
    (
        re.compile(
            (
                r" ?(?:onwards?|and later|or later|on)\b|\s?(?:起|以来|开始|至今|"
                r"之后含|到现在|及以后|(?:以后|之后)\(含\))"
            )
        ),
        ">=",
    ),
    (
        re.compile(
            r" ?(?:之前|以前|前)(?:\(含\))|(?:及之前|及以前|为止|或之前|或更早)| or earlier"
        ),
        "<=",
    ),
    (re.compile(r"之后|以后|过后"), ">"),
    (re.compile(r"之前|以前|前"), "<"),
)
BETWEEN = re.compile(r" ?(?:to|and|until|till|through|-|–|—|~|到|至|和|与)\s?")
DAY_FIRST = re.compile(
    r"(?:from |between )?(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th|日|号)?\s?"
    r"(?:to|and|until|till|through|-|–|—|~|到|至)\s?(?:the )?"
    r"(?=\d{1,2}(?:st|nd|rd|th)?(?: of)? ?[a-z])"
)
FROM = re.compile(r"(?:from|between|in between|从|自|在)\s?")


def find(text: str, place: int, today: date) -> tuple[int, Period] | None:
    """The longest period that begins at a place of a text in lower case, and where it ends."""
    options = [
        _bounded(text, place, today),
        _ranged(text, place, today),
        _day_before(text, place, today),
        _closed(text, place, today),
    ]
    found = [option for option in options if option]
    return max(found, key=lambda option: option[0]) if found else None


def _base(text: str, place: int, today: date) -> tuple[int, Period] | None:
    best: tuple[int, Period] | None = None
    for pattern, build in BASES:
        match = pattern.match(text, place)
        if match and (best is None or match.end() > best[0]):
            period = build(match, today)
            if period:
                best = match.end(), period
    return best


def _bounded(text: str, place: int, today: date) -> tuple[int, Period] | None:
    for pattern, op in BEFORE:
        match = pattern.match(text, place)
        if match and (found := _base(text, match.end(), today)):
            end, period = found
            after = AFTER[0][0].match(text, end) or (
                AFTER[2][0].match(text, end) if op == ">=" else None
            )
            return (after.end() if after and op == ">=" else end), replace(period, op=op)
    return None


def _closed(text: str, place: int, today: date) -> tuple[int, Period] | None:
    found = _base(text, place, today)
    if found is None:
        return None
    end, period = found
    for pattern, op in AFTER:
        match = pattern.match(text, end)
        if match and match[0] == "开始":
            return found
        if match and not period.is_length and period.op is None and period.last:
            return match.end(), replace(period, op=op)
    return found


def _ranged(text: str, place: int, today: date) -> tuple[int, Period] | None:
    opening = FROM.match(text, place)
    first = _base(text, opening.end() if opening else place, today)
    link = BETWEEN.match(text, first[0]) if first else None
    if first is None or link is None:
        return None
    low = first[1]
    second = _base(text, link.end(), today) or _day_only(text, link.end(), low)
    if second is None or (link[0].strip() in {"and", "和", "与"} and not opening):
        return None
    high = second[1]
    if low.last is None or high.last is None:
        return None
    tail = re.compile(r"(?:之间|期间|这段时间)?").match(text, second[0])
    later = (low.later[0], high.later[1]) if low.later and high.later else None
    if later and later[0] > later[1]:
        later = (low.first, high.later[1]) if high.later else None
    start = (
        low.first
        if low.first <= high.last
        else date(low.first.year - 1, low.first.month, min(low.first.day, 28))
    )
    return (tail.end() if tail else second[0]), Period(start, high.last, later)


def _day_before(text: str, place: int, today: date) -> tuple[int, Period] | None:
    """*1-15 august*, *between the 1st and 30 november*: the month stands behind the second day."""
    opening = DAY_FIRST.match(text, place)
    found = _base(text, opening.end(), today) if opening else None
    if opening is None or found is None or found[1].first != found[1].last:
        return None
    last = found[1].first
    try:
        first = last.replace(day=int(opening["day"]))
    except ValueError:
        return None
    later = found[1].later and (found[1].later[0].replace(day=first.day), found[1].later[1])
    return (found[0], Period(first, last, later)) if first <= last else None


def _day_only(text: str, place: int, low: Period) -> tuple[int, Period] | None:
    match = re.compile(r"(\d{1,2})(?:st|nd|rd|th|日|号)?(?![\d%kw万])").match(text, place)
    if match is None or low.first != low.last:
        return None
    try:
        day = low.first.replace(day=int(match[1]))
    except ValueError:
        return None
    later = low.later and (low.later[0].replace(day=day.day), low.later[0].replace(day=day.day))
    return match.end(), Period(day, day, later)
