"""From what a phrase says to the one moment or day it means."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from nlp.when import calendar, days
from nlp.when.conventions import Conventions
from nlp.when.reading import (
    AFTERNOON,
    EVENING,
    MORNING,
    NIGHT,
    NOON,
    Clock,
    Reading,
    Span,
)
from nlp.when.scene import Scene
from nlp.when.tokens import WEEK
from nlp.when.wall import elapsed, moment


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """The wall time, None for a whole day, and how many days after the day that was said."""

    at: time | None
    shift: int = 0


def resolve(reading: Reading, scene: Scene) -> tuple[datetime, bool] | None:
    """The moment and whether it is a whole day; None where the words do not settle one."""
    try:
        return _elsewhere(reading, scene) if reading.zone else _here(reading, scene)
    except (OverflowError, ValueError):
        return None  # beyond the calendar, or no such day


def time_of_day(
    reading: Reading, conventions: Conventions, now: datetime | None = None
) -> TimeOfDay | None:
    """The time of day a reading says, no time for a whole day; None for a contradiction.

    `now` is needed only for "the same time".
    """
    said = [slot for slot in (reading.end_of_day, reading.midnight, reading.same_time) if slot]
    if said:
        alone = len(said) == 1 and reading.clock is None
        return _by_word(reading, conventions, now) if alone else None
    if reading.clock is None and reading.part is None:
        return TimeOfDay(_default(reading, conventions))
    if reading.clock is None:
        at = _of_part(reading.part, conventions)
        return TimeOfDay(at) if at else None
    return _said(reading.clock, reading.part, conventions)


def _here(reading: Reading, scene: Scene) -> tuple[datetime, bool] | None:
    if reading.now:
        return (scene.now, False) if reading == Reading(now=True) else None
    if reading.span and reading.span.seconds:
        return _exact(reading, reading.span, scene)
    clock = time_of_day(reading, scene.conventions, scene.now)
    if clock and clock.shift and not reading.calendar() and not reading.span:
        return moment(scene.today + timedelta(days=1), time(), scene.zone), False
    day = days.day(reading, scene, clock.at) if clock else None
    if clock is None or day is None:
        return None
    if clock.at is None:
        return moment(day, time(), scene.zone), True
    at = moment(day + timedelta(days=clock.shift), clock.at, scene.zone)
    return None if at < scene.now and _stale(reading) else (at, False)


def _stale(reading: Reading) -> bool:
    """Whether a moment of today that is past cannot have been meant: "tonight", "today at 9"."""
    if reading.rel_day != 0:
        return False
    if reading.clock is None:
        return reading.part == NIGHT
    return reading.part is None and not reading.clock.settled


def _exact(reading: Reading, span: Span, scene: Scene) -> tuple[datetime, bool] | None:
    alone = reading == Reading(span=span, anchor=reading.anchor)
    if not alone or reading.anchor == "base" or span.workdays:
        return None
    start = scene.now
    if span.months or span.days:
        day = calendar.shifted(scene.today, span, scene.conventions)
        start = moment(day, scene.now.time(), scene.zone)
    return elapsed(start, timedelta(seconds=span.seconds), scene.zone), False


def _elsewhere(reading: Reading, scene: Scene) -> tuple[datetime, bool] | None:
    zone, plain = reading.zone, replace(reading, zone=None)
    assert zone is not None
    there = replace(scene, now=scene.now.astimezone(zone.place), zone=zone.place)
    # "tomorrow" is another day where the date differs: then only a date in full is clear.
    relative = plain.on is None and plain.month is None and bool(plain.calendar() or plain.span)
    if relative and there.today != scene.today:
        return None
    found = _here(plain, there)
    if found is None or found[1] or not zone.agrees(found[0]):
        return None
    return found[0].astimezone(scene.zone), False


def _default(reading: Reading, conventions: Conventions) -> time | None:
    week_ends = reading.edge == 2 and (reading.unit == WEEK or reading.week is not None)
    return conventions.end_of_day if week_ends else None


def _by_word(reading: Reading, conventions: Conventions, now: datetime | None) -> TimeOfDay | None:
    if reading.same_time:
        return TimeOfDay(now.time()) if now and reading.part is None else None
    if reading.end_of_day:
        return TimeOfDay(conventions.end_of_day) if reading.part is None else None
    at_night = reading.part in {EVENING, NIGHT}
    # Midnight of friday could be its first or its last moment; tonight's is the last.
    if reading.part is None and not reading.calendar():
        return TimeOfDay(time())
    return TimeOfDay(time(), 1) if at_night else None


def _of_part(part: int | None, conventions: Conventions) -> time | None:
    return {
        MORNING: conventions.morning,
        NOON: conventions.noon,
        AFTERNOON: conventions.afternoon,
        EVENING: conventions.evening,
        NIGHT: conventions.evening,
    }.get(part if part is not None else -1)


def _said(clock: Clock, part: int | None, conventions: Conventions) -> TimeOfDay | None:
    hour, shift = clock.hour, 0
    if part is not None:
        placed = _PARTS[part](hour)
        if placed is None:
            return None
        hour, shift = placed % 24, placed // 24
    elif hour == 24:
        hour, shift = 0, 1
    elif not clock.settled and 1 <= hour <= 6:
        if conventions.short_hours == "ask":
            return None
        hour += 12 if conventions.short_hours == "daytime" else 0
    return TimeOfDay(time(hour, clock.minute, clock.second), shift)


def _dawn(hour: int) -> int | None:
    return hour if hour <= 6 else 0 if hour == 12 else None


def _morning(hour: int) -> int | None:
    return hour if 1 <= hour <= 11 else None


def _noon(hour: int) -> int | None:
    return hour if 11 <= hour <= 14 else hour + 12 if hour in {1, 2} else None


def _afternoon(hour: int) -> int | None:
    return hour if 12 <= hour <= 19 else hour + 12 if 1 <= hour <= 8 else None


def _night(hour: int) -> int | None:
    if hour in {12, 24, 0}:
        return 24
    return hour if 16 <= hour <= 23 else hour + 12 if 4 <= hour <= 11 else None


_PARTS = (_dawn, _morning, _noon, _afternoon, _night, _night)
