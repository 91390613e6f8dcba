"""How the values of a case are written: moments, days, wall times, exact decimals, zones."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, model_validator

from crm.rules.calendar import Period, WorkingCalendar
from crm.rules.wall import utc, zone_named

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WALL = re.compile(r"(\d{1,2}):(\d\d)", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Form(BaseModel):
    """A case or a part of one; unknown fields are ignored, and null is as good as absent."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, fields: object) -> object:
        if not isinstance(fields, dict):
            return fields
        return {name: value for name, value in fields.items() if value is not None}


def _moment(value: object) -> datetime:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError(f"{value!r} is no moment like 2026-03-08T07:00:00Z")
    return utc(datetime.fromisoformat(value))


def _day(value: object) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError(f"{value!r} is no day like 2026-03-08")
    return date.fromisoformat(value)


def _exact(value: object) -> Decimal:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = format(value, "f") if isinstance(value, Decimal) else str(value)
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise ValueError(f"{value!r} is no decimal number like 8.875")
    return Decimal(value)


def _whole(value: object) -> int:
    number = _exact(value)
    if number % 1 != 0:
        raise ValueError(f"{value!r} is no whole number")
    return int(number)


def _zone(value: object) -> ZoneInfo:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no zone's name")  # noqa: TRY004 - pydantic collects ValueError
    return zone_named(value)


def _period(value: object) -> Period:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        raise ValueError(f"{value!r} is no period like 09:00 to 17:00")
    start, end = (_wall_seconds(each) for each in value)
    return Period(start, end)


def _wall_seconds(value: object) -> int:
    found = _WALL.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{value!r} is no wall time like 09:00")
    hours, minutes = int(found[1]), int(found[2])
    if minutes > 59 or hours * 60 + minutes > 24 * 60:
        raise ValueError(f"{value!r} is no time of the day")
    return (hours * 60 + minutes) * 60


Moment = Annotated[datetime, BeforeValidator(_moment)]
Day = Annotated[date, BeforeValidator(_day)]
Exact = Annotated[Decimal, BeforeValidator(_exact)]
Whole = Annotated[int, BeforeValidator(_whole)]
Zone = Annotated[InstanceOf[ZoneInfo], BeforeValidator(_zone)]
Hours = Annotated[InstanceOf[Period], BeforeValidator(_period)]
Periods = tuple[Hours, ...]


class CalendarForm(Form):
    """A working calendar as it is written in a case."""

    zone: Zone
    hours: dict[str, Periods]
    holidays: tuple[Day, ...] = ()
    special: dict[Day, Periods] = Field(default_factory=dict)

    def value(self) -> WorkingCalendar:
        """The calendar itself."""
        hours = {day: self.hours[name] for day, name in enumerate(_WEEK) if name in self.hours}
        return WorkingCalendar(self.zone, hours, frozenset(self.holidays), self.special)


def moment_text(moment: datetime | None) -> str | None:
    """A moment as cases write it, in UTC to the second."""
    return None if moment is None else utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ")
