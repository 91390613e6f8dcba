"""Figures with their comparison, currency and unit: over 10k, 3万以上, 60%, 两次 (ask.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from crm.language.ask.amount_words import (
    ABOUT,
    ANOTHER,
    BETWEEN,
    CURRENCIES,
    FIGURE,
    HALF,
    LINK,
    POST,
    PRE,
    SCALES,
    TIME_UNITS,
    TIMES,
    UNIT_BEHIND,
    UNITS,
)
from crm.language.ask.numerals import number


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure: `op` (= where nothing was said), the low and, of a range, the high value.

    `currency` is an ISO code, "" the base currency that was named, None nothing named.
    """

    op: str
    low: float
    high: float | None = None
    currency: str | None = None
    unit: str | None = None
    is_scaled: bool = False

    @property
    def is_money(self) -> bool:
        """Whether it can only be money."""
        return self.currency is not None

    @property
    def is_length(self) -> bool:
        """Whether it is a length of time."""
        return self.unit in TIME_UNITS


def find(text: str, place: int) -> tuple[int, Amount] | None:
    """The figure, with its comparison, that begins at a place of a text in lower case."""
    about = ABOUT.match(text, place)
    if about and (found := _plain(text, about.end())):
        return found[0], replace(found[1], op="about")
    for op, pattern in PRE:
        match = pattern.match(text, place)
        found = match and (_range(text, match.end()) or _plain(text, match.end()))
        if found:
            return found[0], replace(found[1], op=op if found[1].op in {"=", op} else found[1].op)
    opening = BETWEEN.match(text, place)
    if opening and (found := _range(text, opening.end())):
        tail = re.compile(r"\s?之间").match(text, found[0])
        return (tail.end() if tail else found[0]), found[1]
    return _range(text, place, is_bare=True) or _plain(text, place)


def _plain(text: str, place: int) -> tuple[int, Amount] | None:
    half = HALF.match(text, place)
    if half:
        is_year = "年" in half[0] or "year" in half[0]
        return half.end(), Amount("=", 6 if is_year else 15, unit="month" if is_year else "day")
    times = TIMES.match(text, place)
    if times:
        count = {"once": 1, "twice": 2}.get(times[1], 3)
        return _with_bound(text, times.end(), Amount("=", count, unit="time"))
    match = FIGURE.match(text, place)
    if match is None:
        return None
    amount = _amount(match)
    if amount is None:
        return None
    return _with_bound(text, match.end(), amount)


def _with_bound(text: str, end: int, amount: Amount) -> tuple[int, Amount]:
    """The figure with the bound behind it: 50 or more, 3万以上, twice or more."""
    for op, pattern in POST:
        post = pattern.match(text, end)
        if post and not ANOTHER.match(text, post.end()):
            unit = UNIT_BEHIND.match(text, post.end()) if amount.unit is None else None
            if unit and not amount.is_money:
                return unit.end(), replace(amount, op=op, unit=UNITS[unit[1]])
            return post.end(), replace(amount, op=op)
    return end, amount


def _amount(match: re.Match[str]) -> Amount | None:
    said = match["num1"]
    value = 100.0 if said == "a hundred" else number(said)
    sign, scale = (match["sign1"] or "").strip(), match["scale1"]
    if value is None or (said in {"a", "an", "half a"} and not match["unit1"] and not scale):
        return None
    name = sign or match["cur1"]
    currency = CURRENCIES[name] if name is not None and name != "" else None
    unit = UNITS.get(match["unit1"] or "")
    factor = SCALES[scale] if scale else 1
    total = round(value * factor + _behind(match["tail1"], factor), 4)
    return Amount("=", total, None, currency, unit, is_scaled=bool(scale))


def _behind(tail: str | None, factor: float) -> float:
    """What a digit behind a scale adds: 1万5 is 15,000, 3万2千 is 32,000."""
    if not tail:
        return 0.0
    step = 1e3 if tail.endswith("千") else factor / 10
    return (number(tail.removesuffix("千")) or 0.0) * step


def _range(text: str, place: int, *, is_bare: bool = False) -> tuple[int, Amount] | None:
    first = FIGURE.match(text, place)
    link = LINK.match(text, first.end()) if first else None
    second = FIGURE.match(text, link.end()) if link else None
    if first is None or link is None or second is None:
        return None
    if is_bare and link[0].strip() in {"and", "和", "与"}:
        return _both(text, first, second)
    low, high = _amount(first), _amount(second)
    if low is None or high is None:
        return None
    if (high.is_scaled and not low.is_scaled and low.low < high.low / SCALES[second["scale1"]]) or (
        high.is_scaled and not low.is_scaled and low.low < 1000 and low.low <= high.low
    ):
        low = replace(low, low=low.low * SCALES[second["scale1"]])
    tail = re.compile(r"\s?之间").match(text, second.end())
    names = [name for name in (low.currency, high.currency) if name is not None]
    unit = high.unit or low.unit
    found = Amount(
        "between",
        min(low.low, high.low),
        max(low.low, high.low),
        names[0] if names else None,
        unit,
        is_scaled=high.is_scaled,
    )
    return (tail.end() if tail else second.end()), found


def _both(text: str, first: re.Match[str], second: re.Match[str]) -> tuple[int, Amount] | None:
    """1万和3万之间: a range only where it is called one."""
    tail = re.compile(r"\s?之间").match(text, second.end())
    low, high = _amount(first), _amount(second)
    if tail is None or low is None or high is None:
        return None
    return tail.end(), Amount(
        "between", low.low, high.low, high.currency or low.currency, high.unit
    )
