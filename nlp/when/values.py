"""What a time phrase can mean: a moment or day, a range of days, a recurring rule."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

RuleKind = Literal[
    "day",
    "weekday",
    "working day",
    "week",
    "month day",
    "last day",
    "first working day",
    "last working day",
]
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class When:
    """A moment, or a whole day: then `at` is its first moment. `at` is aware, in the asked zone.

    `text` is the words that were read, as written.
    """

    at: datetime
    whole_day: bool
    text: str

    def words(self) -> str:
        """The canonical text; reading it in the same zone gives the same moment."""
        if self.whole_day:
            return self.at.date().isoformat()
        clock = "%H:%M:%S" if self.at.second else "%H:%M"
        if self.at.fold:  # the second of two equal wall times needs its offset
            return self.at.isoformat(timespec="seconds")
        return self.at.strftime(f"%Y-%m-%d {clock}")


@dataclass(frozen=True, slots=True)
class Found:
    """A time phrase inside a longer text: `text[start:end]` are its words."""

    start: int
    end: int
    when: When


@dataclass(frozen=True, slots=True)
class Range:
    """Days from `first` to `last`, both included; None is open on that side."""

    first: date | None
    last: date | None
    text: str

    def words(self) -> str:
        """The canonical text; reading it gives the same days."""
        if self.first and self.last:
            return f"{self.first.isoformat()} to {self.last.isoformat()}"
        if self.first:
            return f"since {self.first.isoformat()}"
        return f"until {self.last.isoformat()}" if self.last else ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurring wall-clock time, without a zone.

    `days` (Monday is 0) and `weeks` (1: every week) belong to kind "week"; `day` (1 to 31, in a
    shorter month its last day) to "month day".
    """

    kind: RuleKind
    at: time
    days: tuple[int, ...] = ()
    weeks: int = 1
    day: int = 0

    def words(self) -> str:
        """The canonical text, as the schedule's rules are written: `every monday 9:00`."""
        return f"{self._days()} {self.at.hour}:{self.at.minute:02d}"

    def _days(self) -> str:
        if self.kind == "week":
            names = " and ".join(DAY_NAMES[day] for day in self.days)
            return f"every {names}" if self.weeks == 1 else f"every {self.weeks} weeks on {names}"
        if self.kind == "month day":
            if self.day == 1:
                return "first day of the month"
            return f"every {self.day}{ordinal_ending(self.day)} of the month"
        if self.kind in {"day", "weekday", "working day"}:
            return f"every {self.kind}"
        return f"{self.kind} of the month"


def ordinal_ending(number: int) -> str:
    """The English ending of an ordinal: 1st, 2nd, 3rd, 4th, 11th, 21st."""
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
