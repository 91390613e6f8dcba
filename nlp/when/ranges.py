"""Ranges of days: this quarter, last 30 days, since march, 三月, 3月1日到15日."""

import re
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from nlp.when import calendar
from nlp.when.conventions import DEFAULT, Conventions
from nlp.when.periods import named_period
from nlp.when.phrase import LONGEST_PHRASE, parse, place_of, readings, scene_of
from nlp.when.reading import Reading, Span
from nlp.when.scene import Scene
from nlp.when.span_pieces import is_duration, span
from nlp.when.tokens import kinds, plain, tokens
from nlp.when.values import Range

Toward = Literal["past", "future"]
_Days = tuple[date | None, date | None]

_SINCE = re.compile(
    r"(?:since|from|starting|as of)(?: the)? (?P<en>.+?)(?: on(?:wards?)?)?"
    r"|(?:自|从)?(?P<zh>.+?)(?:以来|至今|起|开始|之后算起)"
)
_AFTER = re.compile(r"(?:after|past|later than) (?P<en>.+)|(?P<zh>.+?)(?:之后|以后|后)")
_BEFORE = re.compile(r"(?:before|prior to|earlier than) (?P<en>.+)|(?P<zh>.+?)(?:之前|以前|前)")
_UNTIL = re.compile(
    r"(?:until|till|til|by|up to|through|no later than) (?P<en>.+)"
    r"|(?:截至|截止|截止到|到)(?P<zh>.+?)(?:为止)?|(?P<zh2>.+?)(?:之前|前)[(（]含[)）]"
)
_BETWEEN = re.compile(r"(?:between|from|从|自|在)? ?(.+?)(?:之间|期间|为止)?")
_SEPARATORS = (
    re.compile(r" (?:to|until|till|through|thru|-) |[~～]|到|至"),
    re.compile(r" and |和"),
    re.compile(r"-"),
)
_TO_DATE = {
    "year to date": "this year",
    "ytd": "this year",
    "month to date": "this month",
    "mtd": "this month",
    "quarter to date": "this quarter",
    "qtd": "this quarter",
    "week to date": "this week",
    "wtd": "this week",
}
_SO_FAR = re.compile(
    r"(?:so far )?(?P<en>.+?) (?:so far|to date)|so far (?P<en2>.+)"
    r"|(?P<zh>.+?)(?:至今|到现在|到目前)"
)
_PAST = re.compile(
    r"(?:in |over |within |during )?(?:the )?(?:last|past|previous) (?P<en>.+)"
    r"|(?:最近|近|过去|过去的|前)(?P<zh>.+?)(?:内|以内|之内|里)?"
)
_NEXT = re.compile(
    r"(?:in |over |within |during )?(?:the )?(?:next|coming|following) (?P<en>.+)"
    r"|(?:未来|接下来|今后|往后|后)(?P<zh>.+?)(?:内|以内|之内|里)?"
)
_WITHIN = re.compile(r"within (?P<en>.+)|(?P<zh>.+?)(?:内|以内|之内)")
_HALF = re.compile(
    r"(?:(?P<first>h1|first half|1st half|上半年)|(?P<second>h2|second half|2nd half|下半年))"
    r"(?: of)?(?: the)? ?(?P<year>.*)|(?P<zyear>.+?年)(?P<zhalf>[上下])半年"
)


def parse_range(
    text: str,
    now: datetime,
    zone: str | ZoneInfo,
    toward: Toward = "past",
    conventions: Conventions = DEFAULT,
) -> Range | None:
    """The days that the whole text names, both ends included, or None.

    Weeks, months, quarters, halves and years are those of the calendar ("next week" is Monday to
    Sunday, not seven days on). "last 30 days" and "since X" have no last day, "until X" no first;
    "after X" begins the day after X's last. A month, quarter or weekday without a year is the
    latest one, or with `toward` "future" the nearest to come; the current one counts.
    """
    words = plain(text.strip())
    if not words or len(words) > LONGEST_PHRASE:
        return None
    reader = _Reader(scene_of(now, zone, conventions), toward)
    try:
        days = reader.days(words)
    except (OverflowError, ValueError):
        return None
    if days is None or (days[0] and days[1] and days[0] > days[1]):
        return None
    return Range(*days, text=text.strip())


class _Reader:
    """Reads the forms of ranges, one after the other, in one scene."""

    def __init__(self, scene: Scene, toward: Toward) -> None:
        self.scene = scene
        self.toward = toward

    def days(self, words: str) -> _Days | None:
        """The days of a phrase, ends None where open."""
        words = words.removeprefix("in the ").removeprefix("during ").removesuffix("期间")
        forms = (self._canonical, self._rolling, self._to_date, self._bounded, self._half)
        for form in (*forms, self._whole, self._between):
            found = form(words)
            if found:
                return found
        return None

    def _canonical(self, words: str) -> _Days | None:
        match = re.fullmatch(r"(\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)", words)
        return (date.fromisoformat(match[1]), date.fromisoformat(match[2])) if match else None

    def _whole(self, words: str) -> _Days | None:
        """A period of the calendar, or a single day."""
        words = words.removeprefix("in ").removeprefix("the whole ").removeprefix("整个")
        found = tokens(words, repair=True)
        place = place_of(words, self.scene.conventions)
        for end, reading in readings(found, kinds(found), 0, place):
            if end == len(found) and (days := self._period(reading)):
                return days
        return self._weekend(words) or self._one_day(words)

    def _period(self, reading: Reading) -> _Days | None:
        slots = {name for name in Reading.__slots__ if getattr(reading, name) is not None}
        if slots == {"weekday"}:
            return self._weekday(reading.weekday or 0)
        days = named_period(reading, self.scene) if slots <= _PERIODS else None
        if days is None or slots & {"year", "year_rel"} or not slots & {"month", "quarter"}:
            return days
        # Without a year the latest, or the nearest to come; the current one counts.
        today = self.scene.today
        step = -12 if days[0] > today and self.toward == "past" else 0
        step = 12 if days[1] < today and self.toward == "future" else step
        first = calendar.add_months(days[0], step)
        return first, calendar.add_months(first, (days[1].month - days[0].month) + 1) - _DAY

    def _weekday(self, weekday: int) -> _Days:
        ahead = (weekday - self.scene.today.weekday()) % 7
        back = ahead - 7 if self.toward == "past" and ahead else ahead
        day = self.scene.today + timedelta(days=back)
        return day, day

    def _weekend(self, words: str) -> _Days | None:
        if "weekend" not in words and "周末" not in words:
            return None
        when = parse(words, self.scene.now, self._zone())
        if when is None or not when.whole_day:
            return None
        return when.at.date(), when.at.date() + _DAY

    def _one_day(self, words: str) -> _Days | None:
        when = parse(words, self.scene.now, self._zone(), self.scene.conventions)
        if when is None or not when.whole_day or not _names_a_day(words):
            return None
        day = when.at.date()
        if self.toward == "past" and day > self.scene.today and not _has_year(words):
            back = calendar.add_months(day, -12)
            day = back if _names_a_month(words) else day
        return day, day

    def _half(self, words: str) -> _Days | None:
        match = _HALF.fullmatch(words)
        if match is None:
            return None
        said = (match["year"] or match["zyear"] or "").strip()
        period = self._whole(said) if said else calendar.year(self.scene.today.year)
        if period is None or period[0] is None:
            return None
        second = bool(match["second"]) or match["zhalf"] == "下"
        first = date(period[0].year, 7 if second else 1, 1)
        return first, calendar.add_months(first, 6) - _DAY

    def _to_date(self, words: str) -> _Days | None:
        match = _SO_FAR.fullmatch(words)
        said = _TO_DATE.get(words) or (_said(match) if match else None)
        days = self._whole(said) if said else None
        current = days and days[0] and days[1] and days[0] <= self.scene.today <= days[1]
        return (days[0], self.scene.today) if days and current else None

    def _rolling(self, words: str) -> _Days | None:
        """The last 30 days (no last day, as in >=), the next 30 days, 30天内."""
        for form, sign in (
            (_PAST, -1),
            (_NEXT, 1),
            (_WITHIN, 1 if self.toward == "future" else -1),
        ):
            match = form.fullmatch(words)
            length = self._length(_said(match)) if match else None
            if length is None:
                continue
            day = calendar.shifted(
                self.scene.today, length if sign > 0 else -length, self.scene.conventions
            )
            return (self.scene.today, day) if sign > 0 else (day, None)
        return None

    def _length(self, words: str) -> Span | None:
        found = tokens(words, repair=True)
        length = span(found) if is_duration(kinds(found)) else None
        return length if length and not length.seconds else None

    def _bounded(self, words: str) -> _Days | None:
        for form, build in _BOUNDS:
            match = form.fullmatch(words)
            # What something has lasted since lies behind us, whatever the field.
            reader = _Reader(self.scene, "past") if form is _SINCE else self
            days = reader._whole(_said(match)) if match else None  # noqa: SLF001 - its own class
            if days:
                return build(days)
        return None

    def _between(self, words: str) -> _Days | None:
        match = _BETWEEN.fullmatch(words)
        inner = match[1] if match else words
        for separator in _SEPARATORS:
            if separator.pattern == " and |和" and inner == words:
                continue  # "march and april" are two months, "between march and april" a range
            for split in islice(separator.finditer(inner), _MOST_SPLITS):
                days = self._ends(inner[: split.start()].strip(), inner[split.end() :].strip())
                if days:
                    return days
        return None

    def _ends(self, left: str, right: str) -> _Days | None:
        first = self._whole(left) if left else None
        number = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?[日号]?", right)
        last = self._same_month(first, int(number[1])) if number else self._whole(right)
        if first and last and first[0] and last[1]:
            return self._ordered(first[0], last[1])
        return None

    def _same_month(self, first: _Days | None, day: int) -> _Days | None:
        if first is None or first[0] is None:
            return None
        return first[0], first[0].replace(day=day)

    def _ordered(self, first: date, last: date) -> _Days | None:
        if last < first:  # friday to monday; december to february
            later = last + timedelta(days=7)
            last = later if 0 <= (later - first).days < 7 else calendar.add_months(last, 12)
        return (first, last) if last >= first else None

    def _zone(self) -> ZoneInfo:
        assert isinstance(self.scene.zone, ZoneInfo)
        return self.scene.zone


def _said(match: re.Match[str]) -> str:
    return next((group.strip() for group in match.groups() if group), "")


def _names_a_day(words: str) -> bool:
    found = kinds(tokens(words, repair=True))
    vague = re.search("[nEJ]", found) or re.fullmatch("[Rte]*[UQmy]", found)
    return not vague and not is_duration(found)


def _names_a_month(words: str) -> bool:
    found = kinds(tokens(words, repair=True))
    return "M" in found or bool(re.fullmatch(r"\d{1,2}/\d{1,2}", words))


def _has_year(words: str) -> bool:
    return bool(re.search(r"\d{4}|[年]|year", words))


def _since(days: _Days) -> _Days:
    return days[0], None


def _after(days: _Days) -> _Days | None:
    return (days[1] + _DAY, None) if days[1] else None


def _before(days: _Days) -> _Days | None:
    return (None, days[0] - _DAY) if days[0] else None


def _until(days: _Days) -> _Days:
    return None, days[1]


_DAY = timedelta(days=1)
_MOST_SPLITS = 5  # 2026-03-01-2026-03-15 has that many dashes
_BOUNDS = ((_UNTIL, _until), (_SINCE, _since), (_AFTER, _after), (_BEFORE, _before))
_PERIODS = frozenset(("week", "month_rel", "quarter_rel", "year_rel", "month", "quarter", "year"))
