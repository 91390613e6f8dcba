"""What a column that no field of ours takes holds: the type that all its cells fit."""

from __future__ import annotations

import re
from collections.abc import Callable

from crm.imports import cells, sums

PREFIX = "own:"
TYPES = ("text", "number", "money", "date", "choice", "link")
KINDS = frozenset({"company", "contact", "partner", "lead", "deal", "ticket", "product"})
# How Salesforce ends the names of the fields that its people added.
ADDED = "__c"
MOST_CHOICES, LONGEST_CHOICE, SEEN = 12, 40, 1_000
LINK = re.compile(r"https?://\S{3,1900}")
FIGURE = re.compile(r"[-+]?(0|[1-9][\d.,' ]{0,17})([.,]\d+)?")
BARE = re.compile(r"\d+(\.\d+)?")
STYLES = (cells.Style(day_first=False, comma=False), cells.Style(day_first=True, comma=True))


class Guess:
    """What a column holds, seen cell by cell: the type that all its cells fit."""

    def __init__(self) -> None:
        self.days, self.commas = [0, 0], [0, 0]
        self._types = set(FITS)
        self._values: dict[str, None] = {}
        self._rows = 0
        self._has_currency = False

    def see(self, cell: str) -> None:
        """Take a cell into account; an empty one says nothing."""
        text = cells.value(cell)
        if not text:
            return
        self._rows += 1
        if text in self._values or (not self._types and len(self._values) > MOST_CHOICES):
            return
        if len(self._values) < SEEN:
            self._values[text] = None
        self._types = {name for name in self._types if FITS[name](text)}
        if "date" in self._types:
            _add(self.days, cells.day_order((text,)))
        if "money" in self._types:
            _add(self.commas, sums.comma_order((text,)))
            self._has_currency |= _currency(text) is not None

    def type(self) -> str:
        """The type of the column; empty where no cell is filled."""
        if not self._rows:
            return ""
        found = next((name for name in ("link", "date", "number") if name in self._types), "")
        if not found and "money" in self._types:
            found = "money" if self._has_currency else "text"
        return found or ("choice" if self._is_choice() else "text")

    def choices(self) -> list[str]:
        """The different values, as they first stand."""
        return list(self._values)[: MOST_CHOICES * 4]

    def _is_choice(self) -> bool:
        values = len(self._values)
        is_short = all(len(value) <= LONGEST_CHOICE for value in self._values)
        return is_short and values <= MOST_CHOICES and self._rows >= max(4, values * 2)


def _add(counts: list[int], more: tuple[int, int]) -> None:
    counts[0] += more[0]
    counts[1] += more[1]


def _is_day(text: str) -> bool:
    """Whether a cell is a day without a time; a bare number is none."""
    if BARE.fullmatch(text) or ":" in text:
        return False
    return any(_is_read(cells.moment, text, style) for style in STYLES)


def _is_sum(text: str) -> bool:
    digits = sum(sign.isdigit() for sign in text)
    return digits <= 15 and any(_is_read(sums.amount, text, style) for style in STYLES)


def _is_read(read: Callable[[str, cells.Style], object], text: str, style: cells.Style) -> bool:
    try:
        read(text, style)
    except cells.Unreadable:
        return False
    return True


def _currency(text: str) -> str | None:
    return next((sums.amount(text, s)[1] for s in STYLES if _is_read(sums.amount, text, s)), None)


FITS: dict[str, Callable[[str], bool]] = {
    "link": lambda text: LINK.fullmatch(text) is not None,
    "date": _is_day,
    "number": lambda text: FIGURE.fullmatch(text) is not None and _is_sum(text),
    "money": _is_sum,
}
