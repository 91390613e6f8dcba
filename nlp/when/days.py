"""Which day a reading means: one function for each set of words that settles a day."""

from collections.abc import Callable
from datetime import date, time, timedelta

from nlp.when import calendar, periods
from nlp.when.reading import Reading
from nlp.when.scene import Scene
from nlp.when.tokens import MONTH
from nlp.when.wall import moment

Find = Callable[[Reading, Scene, time | None], date | None]


def day(reading: Reading, scene: Scene, at: time | None) -> date | None:
    """The day of a reading; None where its words do not settle one.

    `at` is the time of day if one is said: a weekday that is today still counts before it.
    """
    present = reading.calendar()
    if reading.span:
        return _spanned(reading, scene, at, present)
    if not present:
        return _next_time(scene, at) if at is not None else None
    return _of_words(reading, scene, at, present)


def _of_words(
    reading: Reading, scene: Scene, at: time | None, present: frozenset[str]
) -> date | None:
    if "nth" in present:
        return periods.counted_day(reading, scene)
    if "edge" in present:
        return periods.edge_day(reading, scene) if present.isdisjoint(_NOT_EDGED) else None
    find = _FINDERS.get(present - {"weekday"}) or _FINDERS.get(present)
    exact = _FINDERS.get(present)
    if exact:
        return exact(reading, scene, at)
    found = find(reading, scene, at) if find and "weekday" in present else None
    return found if found and found.weekday() == reading.weekday else None


def _spanned(
    reading: Reading, scene: Scene, at: time | None, present: frozenset[str]
) -> date | None:
    span = reading.span
    assert span is not None
    if reading.anchor == "base":
        base = _of_words(reading, scene, at, present) if present else None
        return calendar.shifted(base, span, scene.conventions) if base else None
    if present == {"weekday"} and reading.anchor == "now" and span.days % 7 == 0:
        monday, _ = calendar.week(calendar.shifted(scene.today, span, scene.conventions))
        return monday + timedelta(days=reading.weekday or 0) if span.days else None
    if present or (reading.anchor == "bare" and at is not None):
        return None
    return calendar.shifted(scene.today, span, scene.conventions)


def _next_time(scene: Scene, at: time | None) -> date:
    # A bare hour already past is tomorrow.
    past = at is not None and moment(scene.today, at, scene.zone) < scene.now
    return scene.today + timedelta(days=1 if past else 0)


def _on(reading: Reading, _scene: Scene, _at: time | None) -> date | None:
    return reading.on


def _relative(reading: Reading, scene: Scene, _at: time | None) -> date | None:
    return scene.today + timedelta(days=reading.rel_day or 0)


def _this_day_in_year(reading: Reading, scene: Scene, _at: time | None) -> date | None:
    months = 12 * (reading.year_rel or 0)
    return calendar.add_months(scene.today, months) if reading.rel_day == 0 and months else None


def _weekday(reading: Reading, scene: Scene, at: time | None) -> date | None:
    ahead = ((reading.weekday or 0) - scene.today.weekday()) % 7
    if ahead == 0 and (at is None or moment(scene.today, at, scene.zone) <= scene.now):
        ahead = 7
    return scene.today + timedelta(days=ahead)


def _coming(reading: Reading, scene: Scene, _at: time | None) -> date | None:
    return scene.today + timedelta(days=((reading.weekday or 0) - scene.today.weekday()) % 7)


def _last_weekday(reading: Reading, scene: Scene, _at: time | None) -> date | None:
    # Of last week, or the latest one: only where both are the same day.
    monday, _ = calendar.week(scene.today - timedelta(weeks=1))
    of_last_week = monday + timedelta(days=reading.weekday or 0)
    back = (scene.today.weekday() - (reading.weekday or 0)) % 7 or 7
    latest = scene.today - timedelta(days=back)
    return latest if latest == of_last_week else None


def _weekday_of_week(reading: Reading, scene: Scene, _at: time | None) -> date | None:
    monday, _ = calendar.week(scene.today + timedelta(weeks=reading.week or 0))
    return monday + timedelta(days=reading.weekday or 0)


def _weeks_on(reading: Reading, scene: Scene, _at: time | None) -> date | None:
    return scene.today + timedelta(weeks=reading.week) if reading.week else None


def _months_on(reading: Reading, scene: Scene, _at: time | None) -> date | None:
    months = (reading.month_rel or 0) + 12 * (reading.year_rel or 0)
    return calendar.add_months(scene.today, months) if months else None


def _day_of_month(reading: Reading, scene: Scene, _at: time | None) -> date | None:
    dom = reading.dom or 0
    if reading.month_rel is not None:
        first = calendar.add_months(scene.today.replace(day=1), reading.month_rel)
        return first.replace(day=dom)
    for months in range(3):
        first = calendar.add_months(scene.today.replace(day=1), months)
        last = calendar.month(first.year, first.month)[1]
        if dom <= last.day and first.replace(day=dom) >= scene.today:
            return first.replace(day=dom)
    return None


def _day_of_any_month(reading: Reading, scene: Scene, at: time | None) -> date | None:
    return _day_of_month(reading, scene, at) if reading.unit == MONTH else None


def _date(reading: Reading, scene: Scene, _at: time | None) -> date | None:
    month, dom = reading.month or 0, reading.dom or 1
    year = periods.named_year(reading, scene)
    if year is not None:
        return date(year, month, dom)
    for ahead in range(9):
        last = calendar.month(scene.today.year + ahead, month)[1]
        found = last.replace(day=dom) if dom <= last.day else None
        if found and found >= scene.today:
            return found
        if dom > last.day and (month, dom) != (2, 29):
            return None
    return None


def _date_in_week(reading: Reading, scene: Scene, at: time | None) -> date | None:
    found = _date(reading, scene, at)
    return found if found == _weekday_of_week(reading, scene, at) else None


_NOT_EDGED = frozenset(("rel_day", "weekday", "coming", "weekday_rel", "dom", "on"))
_FINDERS: dict[frozenset[str], Find] = {
    frozenset(slots.split()): find
    for slots, find in (
        ("on", _on),
        ("rel_day", _relative),
        ("rel_day year_rel", _this_day_in_year),
        ("weekday", _weekday),
        ("weekday coming", _coming),
        ("weekday weekday_rel", _last_weekday),
        ("weekday week", _weekday_of_week),
        ("month dom weekday week", _date_in_week),
        ("week", _weeks_on),
        ("month_rel", _months_on),
        ("year_rel", _months_on),
        ("dom", _day_of_month),
        ("dom unit", _day_of_any_month),
        ("dom month_rel", _day_of_month),
        ("month dom", _date),
        ("month dom year", _date),
        ("month dom year_rel", _date),
        ("month year", _date),
        ("month year_rel", _date),
    )
}
