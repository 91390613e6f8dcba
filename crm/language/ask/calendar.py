"""Weeks, months, quarters, halves and years as first and last days."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

Days = tuple[date, date]


def shifted(day: date, months: int) -> date:
    """The same day some months on, or the month's last (a month before 31 March: 28 February)."""
    place = day.year * 12 + day.month - 1 + months
    year, month = min(max(place // 12, 1), 9998), place % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def ago(day: date, count: int, unit: str) -> date:
    """The day so many units before; negative counts are later."""
    if unit in {"day", "week"}:
        days = min(max(count, -300_000), 300_000) * (7 if unit == "week" else 1)
        try:
            return day - timedelta(days=days)
        except OverflowError:
            return date.min if count > 0 else date.max
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
    return shifted(day, -min(max(count, -20_000), 20_000) * months)


def month(year: int, number: int) -> Days:
    """A month's first and last day."""
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def months(year: int, first: int, length: int) -> Days:
    """The first and last day of some months of a year."""
    return date(year, first, 1), month(year, first + length - 1)[1]


def period(day: date, unit: str) -> Days:
    """The calendar period of a unit that a day lies in; weeks start on Monday."""
    if unit == "day":
        return day, day
    if unit == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    length = {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
    return months(day.year, (day.month - 1) // length * length + 1, length)


def moved(day: date, unit: str, count: int) -> Days:
    """The calendar period some units on from the one that a day lies in."""
    return period(ago(period(day, unit)[0], -count, unit), unit)
