"""Working days, and business time: real time while the wall clock is inside a period."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm.rules.wall import to_the_second

Span = tuple[datetime, datetime]

DAY_SECONDS = 24 * 60 * 60
_SATURDAY = 5
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, order=True)
class Period:
    """Opening hours inside one day, in wall-clock seconds since midnight: [start, end).

    An end of 86,400 is 24:00. Raises ValueError for a period that is empty or leaves the day.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= DAY_SECONDS:
            raise ValueError("a period starts before it ends, inside one day")


@dataclass(frozen=True)
class WorkingCalendar:
    """When a team works, by its own wall clock.

    `hours` are by weekday, Monday = 0; a weekday without an entry is closed. `special` days
    replace the week's hours; a holiday is closed whatever else is said of it.
    """

    zone: ZoneInfo
    hours: Mapping[int, tuple[Period, ...]]
    holidays: AbstractSet[date] = frozenset()
    special: Mapping[date, tuple[Period, ...]] = field(default_factory=dict)

    def periods(self, day: date) -> list[Period]:
        """The periods of a local day, in order; those that overlap count once, as one."""
        if day in self.holidays:
            return []
        joined: list[Period] = []
        for period in sorted(self.special.get(day, self.hours.get(day.weekday(), ()))):
            if joined and period.start <= joined[-1].end:
                joined[-1] = Period(joined[-1].start, max(joined[-1].end, period.end))
            else:
                joined.append(period)
        return joined


def business_seconds(calendar: WorkingCalendar, start: datetime, end: datetime) -> int:
    """The business time between two moments, in whole seconds."""
    return sum((high - low) // _SECOND for low, high in open_spans(calendar, start, end))


def reached_at(
    calendar: WorkingCalendar, start: datetime, seconds: int, end: datetime
) -> datetime | None:
    """The first moment from `start` to `end` at which that much business time has passed.

    That is the end of a period rather than the start of the next. None where `end` comes
    first; `start` itself for no seconds.
    """
    if seconds <= 0:
        return to_the_second(start)
    for low, high in open_spans(calendar, start, end):
        open_for = (high - low) // _SECOND
        if seconds <= open_for:
            return low + seconds * _SECOND
        seconds -= open_for
    return None


def open_spans(calendar: WorkingCalendar, start: datetime, end: datetime) -> Iterator[Span]:
    """The open time between two moments as spans in UTC, in order, never overlapping.

    A skipped wall-clock hour is in none, a repeated one in two. Spans may touch; parts of a
    second at either end are dropped.
    """
    for low, high in _steady(calendar.zone, to_the_second(start), to_the_second(end)):
        offset = _offset(low, calendar.zone)
        wall_low, wall_high = _wall(low + offset), _wall(high + offset)
        for day in (wall_low.date(), wall_low.date() + _DAY):
            midnight = datetime.combine(day, time())
            for period in calendar.periods(day):
                opens = max(wall_low, midnight + period.start * _SECOND)
                closes = min(wall_high, midnight + period.end * _SECOND)
                if opens < closes:
                    yield (
                        (opens - offset).replace(tzinfo=UTC),
                        (closes - offset).replace(tzinfo=UTC),
                    )


def _steady(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[Span]:
    """The time between two moments in pieces of one offset each, of a day at most."""
    low = start
    while low < end:
        high = min(low + _DAY, end)
        if _offset(high, zone) != _offset(low, zone):
            high = _change(zone, low, high)
        yield low, high
        low = high


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first second at which the offset is no longer that of `low`."""
    before = _offset(low, zone)
    while high - low > _SECOND:
        middle = low + (high - low) // _SECOND // 2 * _SECOND
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return high


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def _wall(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def is_working_day(day: date, holidays: AbstractSet[date] = frozenset()) -> bool:
    """Whether it is Monday to Friday and no holiday of the calendar."""
    return day.weekday() < _SATURDAY and day not in holidays


def roll_forward(day: date, holidays: AbstractSet[date] = frozenset()) -> date:
    """The day itself if it is a working day, else the next that is."""
    while not is_working_day(day, holidays):
        day += _DAY
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
        day = roll_forward(day + _DAY, holidays)
    return day
