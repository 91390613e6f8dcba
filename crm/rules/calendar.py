"""Working days and business time."""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

_SATURDAY = 5


def is_working_day(day: date, holidays: AbstractSet[date] = frozenset()) -> bool:
    """Whether it is Monday to Friday and no holiday of the calendar."""
    return day.weekday() < _SATURDAY and day not in holidays


def roll_forward(day: date, holidays: AbstractSet[date] = frozenset()) -> date:
    """The day itself if it is a working day, else the next that is."""
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, holidays: AbstractSet[date] = frozenset()) -> date:
    """The date `count` working days on; counting starts on the next working day.

    Raises ValueError for a negative count; 0 rolls the day itself forward.
    """
    if count < 0:
        raise ValueError(f"cannot count {count} working days forward")
    if count == 0:
        return roll_forward(day, holidays)
    for _ in range(count):
        day = roll_forward(day + timedelta(days=1), holidays)
    return day
