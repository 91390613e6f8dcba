"""Recurring rules: every monday 9:00, last working day of the month, 每周一9点."""

import re
from collections.abc import Callable
from datetime import time

from nlp.when.conventions import DEFAULT, Conventions
from nlp.when.phrase import LONGEST_PHRASE, place_of, readings
from nlp.when.pieces import Place
from nlp.when.reading import Clock, Reading
from nlp.when.resolve import time_of_day
from nlp.when.tokens import DAY, FORTNIGHT, MONTH, WEEK, WORKDAY, Token, kinds, plain, tokens
from nlp.when.values import Rule

_Build = Callable[[list[Token], time], Rule | None]
# Written out first, so that the patterns below see one form of each.
_SAME = (
    (r"\b(?:each|any)\b", "every"),
    (r"\bevery other\b|\bevery second(?= \w+day\b)", "every 2"),
    (r"\bfortnightly\b|\bevery fortnight\b", "every 2 weeks"),
    (r"\bdaily\b|\beveryday\b", "every day"),
    (r"\bweekly\b", "every week"),
    (r"\bmonthly\b", "every month"),
    (r"\b(?:on )?(?:all )?weekdays\b(?<!every weekdays)", "every weekday"),
    (r"\bevery working days?\b|\bevery (?:business|work) ?days?\b", "every working day"),
    (r"\b(mon|tues|wednes|thurs|fri|satur|sun)days\b", r"every \1day"),
    (r"\bevery( \w+ and) every\b", r"every\1"),
    (r"每逢|每个|每到|逢", "每"),
    (r"每?隔一?[周个]星?期?的?", "每2周"),
    (r"每[两二双]个?(?:周|星期|礼拜)的?", "每2周"),
    (r"(?<!每)工作日每天|每天工作日|^工作日", "每工作日"),
)
_RUN = re.compile(
    r"(?:周|星期|礼拜)([一二三四五六日天](?:[、,和及]?[一二三四五六日天])+)(?![点时刻一二三四五六日天])"
)
_EVERY = frozenset(("every", "每"))
_MARKS = {"weekday": "u", "平日": "u", "到": "-", "至": "-", "和": "&", "及": "&", "与": "&"}
_CLOCK_ONLY = frozenset(("clock", "part", "end_of_day"))


def parse_rule(text: str, conventions: Conventions = DEFAULT) -> Rule | None:
    """The recurring rule that the whole text names, or None; without a time, in the morning.

    Written clocks are those of 24 hours here, as rules are shown (`every day 3:00`). Rules that
    have no canonical form (the second tuesday of each month) are not understood.
    """
    words = plain(text.strip())
    if not words or len(words) > LONGEST_PHRASE:
        return None
    for old, new in _SAME:
        words = re.sub(old, new, words)
    words = _RUN.sub(
        lambda run: "".join(f"周{day}" for day in run[1] if day not in "、,和及"), words
    )
    found = [_marked(token) for token in tokens(words, repair=True)]
    days, at = _split(found, place_of(words, conventions), conventions)
    return _of_days(days, at) if at is not None else None


def _marked(token: Token) -> Token:
    kind = token.kind
    if token.text in _EVERY:
        kind = "v"
    elif token.text in _MARKS:
        kind = _MARKS[token.text]
    return Token(kind, token.value, token.start, token.end, token.text)


def _split(
    found: list[Token], place: Place, conventions: Conventions
) -> tuple[list[Token], time | None]:
    """The tokens of the days, and the time of day; None where it is not clear."""
    best, marks = (0, 0, Reading()), kinds(found)
    for start in range(len(found)):
        for end, reading in readings(found, marks, start, place):
            if end - start > best[1] - best[0] and _is_clock(reading):
                best = (start, end, reading)
    start, end, reading = best
    days = found[:start] + found[end:]
    if reading == Reading():
        return days, conventions.morning if len(days) > 1 else None
    return days, _wall(reading, conventions, written="C" in marks[start:end])


def _is_clock(reading: Reading) -> bool:
    slots = {name for name in Reading.__slots__ if getattr(reading, name) is not None}
    return bool(slots) and slots <= _CLOCK_ONLY


def _wall(reading: Reading, conventions: Conventions, *, written: bool) -> time | None:
    clock = reading.clock
    if clock and written:
        clock = Clock(clock.hour, clock.minute, clock.second, settled=True)
    read = time_of_day(
        Reading(clock=clock, part=reading.part, end_of_day=reading.end_of_day), conventions
    )
    return read.at if read and not read.shift else None


def _of_days(found: list[Token], at: time) -> Rule | None:
    kept = [token for token in found if token.kind not in ",tocpa1e"]
    marks = kinds(kept)
    for pattern, build in _FORMS:
        if re.fullmatch(pattern, marks):
            return build(kept, at)
    return None


def _every_day(found: list[Token], at: time) -> Rule | None:
    unit = next((token for token in found if token.kind == "U"), None)
    if unit is None or unit.value == DAY:
        return Rule("day", at)
    return Rule("working day", at) if unit.value == WORKDAY else None


def _weekday(_found: list[Token], at: time) -> Rule | None:
    return Rule("weekday", at)


def _weekly(found: list[Token], at: time) -> Rule | None:
    weeks = next((token.value for token in found if token.kind == "N"), 1)
    units = [token.value for token in found if token.kind == "U"]
    days = tuple(sorted({token.value for token in found if token.kind == "W"}))
    if units and units[0] == FORTNIGHT:
        weeks *= 2
    wrong_unit = bool(units) and units[0] not in {WEEK, FORTNIGHT}
    if wrong_unit or not 1 <= weeks <= 52 or (weeks > 1 and len(days) > 1):
        return None
    return Rule("week", at, days, weeks)


def _from_to(found: list[Token], at: time) -> Rule | None:
    first, last = (token.value for token in found if token.kind == "W")
    if (first, last) == (0, 4):
        return Rule("weekday", at)
    return Rule("week", at, tuple(range(first, last + 1))) if first < last else None


def _monthly(found: list[Token], at: time) -> Rule | None:
    said = next(token for token in found if token.kind in "NO")
    day, alone = said.value, len(found) == 2
    if not (_of_month(found) or (alone and said.text[0].isdigit() and day > 3)):
        return None
    return Rule("month day", at, day=day) if 1 <= day <= 31 else None


def _edge_of_month(found: list[Token], at: time) -> Rule | None:
    edges = [token.value for token in found if token.kind == "E"]
    if not _of_month(found) or edges[0] == 1:
        return None
    return Rule("last day", at) if edges[0] == 2 else Rule("month day", at, day=1)


def _counted(found: list[Token], at: time) -> Rule | None:
    count = next(token for token in found if token.kind in "ORL")
    units = [token.value for token in found if token.kind == "U" and token.value != MONTH]
    last = count.kind == "L" or (count.kind == "R" and count.value == -1)
    if (
        not _of_month(found)
        or len(units) != 1
        or not (last or (count.kind, count.value) == ("O", 1))
    ):
        return None
    if units[0] == WORKDAY:
        return Rule("last working day" if last else "first working day", at)
    if units[0] != DAY:
        return None
    return Rule("last day", at) if last else Rule("month day", at, day=1)


def _of_month(found: list[Token]) -> bool:
    return any(token.kind == "m" or (token.kind == "U" and token.value == MONTH) for token in found)


_FORMS: tuple[tuple[str, _Build], ...] = (
    ("v|vU|vd|U(?<=U)v?", _every_day),
    ("vu", _weekday),
    ("v(?:N?U)?W(?:&?W)*|vNW|v?WNU", _weekly),
    ("v?W[-j]W(?:vU)?", _from_to),
    ("vO|v?OU|vU[NO]d?|v?[NO]d?v?U|Ovm|vm[NO]d?|vmm?[NO]d", _monthly),
    ("Ev?[Um]|vmm?E|vUE", _edge_of_month),
    ("v?[ORL]Uv?U|v[mU][ORL]U|[ORL]Uv?m", _counted),
)
