"""What the words of time mean here, and what a workspace may change about it."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

DateOrder = Literal["ask", "day first", "month first"]
ShortHours = Literal["ask", "daytime", "as written"]


@dataclass(frozen=True, slots=True)
class Conventions:
    """The readings of words that two people would otherwise read differently.

    `date_order` decides 03/04: by default it is not understood, because a wrong day is worse
    than a question. `short_hours` decides "at 3" without am or pm (hours 1 to 6): by default it
    is not understood; "daytime" reads 15:00, "as written" 03:00. `holidays` are the days that
    working days leave out, beside Saturday and Sunday.
    """

    morning: time = time(9)
    noon: time = time(12)
    afternoon: time = time(15)
    evening: time = time(18)
    end_of_day: time = time(17)
    end_of_week: int = 4  # Monday is 0
    date_order: DateOrder = "ask"
    short_hours: ShortHours = "ask"
    holidays: frozenset[date] = field(default_factory=frozenset)


DEFAULT = Conventions()
