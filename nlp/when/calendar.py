"""Arithmetic with days: months that end early, weeks, quarters, working days."""

from calendar import monthrange
from datetime import date, timedelta

from nlp.when.conventions import Conventions
from nlp.when.reading import Span


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_working(day: date, conventions: Conventions) -> bool:
    """Monday to Friday, without the workspace's holidays."""
    return day.weekday() < 5 and day not in conventions.holidays


def add_workdays(day: date, count: int, conventions: Conventions) -> date:
    """The working day so many on; counting starts on the next working day."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working(day, conventions):
            day += step
    return day


def shifted(day: date, span: Span, conventions: Conventions) -> date:
    """The day a span of months, days and working days away."""
    moved = add_months(day, span.months) + timedelta(days=span.days)
    return add_workdays(moved, span.workdays, conventions) if span.workdays else moved


def week(day: date) -> tuple[date, date]:
    """Monday and Sunday of the day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month(year: int, number: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def quarter(year: int, number: int) -> tuple[date, date]:
    """First and last day of a calendar quarter, 1 to 4."""
    return date(year, number * 3 - 2, 1), month(year, number * 3)[1]


def year(number: int) -> tuple[date, date]:
    """First and last day of a year."""
    return date(number, 1, 1), date(number, 12, 31)
