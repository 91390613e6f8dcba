"""The period a reading names (the month, next quarter, 2027) and the days counted inside it."""

from collections.abc import Iterator
from datetime import date, timedelta

from nlp.when import calendar
from nlp.when.reading import Reading
from nlp.when.scene import Scene
from nlp.when.tokens import MONTH, QUARTER, WEEK, YEAR

Days = tuple[date, date]
_UNIT_OF_SLOT = {
    "week": WEEK,
    "month": MONTH,
    "month_rel": MONTH,
    "quarter": QUARTER,
    "quarter_rel": QUARTER,
    "year": YEAR,
    "year_rel": YEAR,
}


def edge_day(reading: Reading, scene: Scene) -> date | None:
    """The start, middle or end of the period; one that recurs is the next that is not past."""
    for days, unit in _candidates(reading, scene):
        day = _edge(days, unit, reading.edge, scene)
        if day is None:
            return None
        if _settled(reading) or day >= scene.today:
            return day
    return None


def counted_day(reading: Reading, scene: Scene) -> date | None:
    """The n-th or last weekday, day or working day of the period."""
    for days, _unit in _candidates(reading, scene):
        day = _counted(days, reading, scene)
        if _settled(reading) or (day and day >= scene.today):
            return day
    return None


def named_period(reading: Reading, scene: Scene) -> Days | None:
    """The first and last day of the period that is said; a month without a year is this year's."""
    return next((days for days, _unit in _candidates(reading, scene)), None)


def named_year(reading: Reading, scene: Scene) -> int | None:
    """The year that was said, in digits or as next year."""
    if reading.year is not None:
        return reading.year
    return None if reading.year_rel is None else scene.today.year + reading.year_rel


def _settled(reading: Reading) -> bool:
    fixed = (reading.week, reading.month_rel, reading.quarter_rel, reading.year_rel, reading.year)
    return any(slot is not None for slot in fixed)


def _candidates(reading: Reading, scene: Scene) -> Iterator[tuple[Days, int]]:
    # This period and, where none is fixed by the words, the one after it.
    said = [name for name in _UNIT_OF_SLOT if getattr(reading, name) is not None]
    unit = _UNIT_OF_SLOT[said[0]] if said else reading.unit
    if unit is None or reading.unit not in {None, unit}:
        return
    first_year = named_year(reading, scene)
    for turn in (0, 1):
        days = _period(reading, scene, first_year, turn, unit)
        if days:
            yield days, unit


def _period(
    reading: Reading, scene: Scene, said_year: int | None, turn: int, unit: int
) -> Days | None:
    year = said_year if said_year is not None else scene.today.year + turn
    if unit == WEEK:
        return calendar.week(scene.today + timedelta(weeks=(reading.week or 0) + turn))
    if unit == MONTH:
        if reading.month is not None:
            return calendar.month(year, reading.month)
        first = calendar.add_months(scene.today, (reading.month_rel or 0) + turn)
        return calendar.month(first.year, first.month) if said_year is None else None
    if unit == QUARTER:
        if reading.quarter is not None:
            return calendar.quarter(year, reading.quarter)
        first = calendar.add_months(scene.today, 3 * ((reading.quarter_rel or 0) + turn))
        return calendar.quarter(first.year, (first.month + 2) // 3) if said_year is None else None
    return calendar.year(year)


def _edge(days: Days, unit: int, edge: int | None, scene: Scene) -> date | None:
    first, last = days
    if edge == 0:
        return first
    if edge == 1:
        return first.replace(day=15) if unit == MONTH else None
    if unit == WEEK:
        return first + timedelta(days=scene.conventions.end_of_week)
    return last


def _counted(days: Days, reading: Reading, scene: Scene) -> date | None:
    first, last = days
    length = (last - first).days + 1
    inside = [first + timedelta(days=number) for number in range(length)]
    if reading.nth_of == "weekday":
        inside = [day for day in inside if day.weekday() == reading.weekday]
    elif reading.nth_of == "workday":
        inside = [day for day in inside if calendar.is_working(day, scene.conventions)]
    count = reading.nth or 0
    place = count - 1 if count > 0 else count
    return inside[place] if -len(inside) <= place < len(inside) else None
