"""Pieces that say a distance: in two hours, 3 days ago, a week from friday, 三个工作日后."""

import re
from collections.abc import Sequence
from fractions import Fraction

from nlp.when.pieces import Place, piece
from nlp.when.reading import Anchor, Reading, Span
from nlp.when.tokens import (
    DAY,
    FORTNIGHT,
    HOUR,
    MINUTE,
    MONTH,
    QUARTER,
    SECOND,
    WEEK,
    WORKDAY,
    YEAR,
    Token,
    amount,
    kinds,
)

_ELEMENT = (
    "(?:NeHU|NeHm|NUH|NyH|N&1?HU|[N1]U&1?H|H1?e?U|1HU|He?y|He?m|[1N][QU]c1U|QU|Nkz?"
    "|[NFVY1]e?U|[N1]e?y|[N1]em|Nd|Nf|NQ)"
)
_DURATION = f"{_ELEMENT}(?:[&,]?{_ELEMENT}){{0,3}}"
_ELEMENTS = re.compile(_ELEMENT)
_STARTS = "NFVYH1Q"
_SECONDS = {SECOND: 1, MINUTE: 60, HOUR: 3600}
_DAYS = {DAY: 1, WEEK: 7, FORTNIGHT: 14}
_MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
_LETTERS = {"f": MINUTE, "y": YEAR, "m": MONTH, "d": DAY, "Q": QUARTER}


@piece(f"[ir]{_DURATION}T?[lw]?", starts="ir")
@piece(f"{_DURATION}T?[lw]", starts=_STARTS)
def ahead(found: Sequence[Token], _place: Place) -> Reading | None:
    """In two hours, 3 days from now, 两周后, 三天内."""
    reading = _spanned(found, "now")
    # 过两天 means soon, not two days.
    vague = found[0].text == "过" and reading and reading.span == Span(days=2)
    wrong = found[0].kind == "r" and found[0].text != "after"
    return None if vague or wrong else reading


@piece(f"{_DURATION}[gb]", starts=_STARTS)
def ago(found: Sequence[Token], _place: Place) -> Reading | None:
    """Two hours ago, 三天前."""
    if found[-2].kind == "d":
        return None
    return _back(_spanned(found, "now"))


@piece(f"{_DURATION}[ro](?=[tDWRNOMIYP])", starts=_STARTS)
@piece(f"{_DURATION}(?=D)", starts="1N")
def from_base(found: Sequence[Token], _place: Place) -> Reading | None:
    """A week from friday, a week tomorrow: counted from the day that is said beside."""
    reading = _spanned(found, "base")
    weeks = bool(reading and reading.span and reading.span.days % 7 == 0)
    return reading if found[-1].kind == "r" or weeks else None


@piece(f"{_DURATION}B(?=[tDWRNOMIY])", starts=_STARTS)
def before_base(found: Sequence[Token], _place: Place) -> Reading | None:
    """Two days before friday."""
    return _back(_spanned(found, "base"))


@piece("t?U[rB]", starts="tU")
def one_from_base(found: Sequence[Token], _place: Place) -> Reading | None:
    """The day after friday, the week before christmas."""
    span = _plain(Fraction(1), found[-2].value)
    if span is None or span.seconds:
        return None
    return Reading(span=-span if found[-1].kind == "B" else span, anchor="base")


@piece("U(?<=[DW]U)")
def british_week(found: Sequence[Token], _place: Place) -> Reading | None:
    """Friday week, tomorrow fortnight."""
    days = _DAYS.get(found[0].value, 1)
    return Reading(span=Span(days=days), anchor="base") if days > 1 else None


@piece(_DURATION, starts=_STARTS)
def bare_duration(found: Sequence[Token], _place: Place) -> Reading | None:
    """2 weeks, 30m: from now, when nothing else is said."""
    return _spanned(found, "bare")


def span(found: Sequence[Token]) -> Span | None:
    """The length of a run of tokens that begins with a duration; None where it has none."""
    marks, place, total = kinds(list(found)), 0, Span()
    while match := _ELEMENTS.match(marks, place):
        part = _element(found[place : match.end()])
        if part is None:
            return None
        total = total + part
        place = match.end()
        if place < len(marks) and marks[place] in "&,":
            place += 1
    return total if place else None


def is_duration(marks: str) -> bool:
    """Whether kinds are those of a duration and nothing else."""
    return re.fullmatch(_DURATION, marks) is not None


def _spanned(found: Sequence[Token], anchor: Anchor) -> Reading | None:
    length = span(found[1:] if found[0].kind in "ir" else found)
    return Reading(span=length, anchor=anchor) if length else None


def _back(reading: Reading | None) -> Reading | None:
    if reading is None or reading.span is None:
        return None
    return Reading(span=-reading.span, anchor=reading.anchor)


def _element(found: Sequence[Token]) -> Span | None:
    marks = "".join(token.kind for token in found)
    if marks.startswith("Nk"):
        return Span(seconds=found[0].value * 15 * 60)
    if "c" in marks or marks == "QU":
        return _quarter_hours(found, marks)
    count = amount(found[0]) if found[0].kind in "NFVY1" else Fraction(0)
    if "H" in marks:
        count += Fraction(1, 2)
        if marks[0] == "1" and "&" not in marks:
            count = Fraction(1, 2)
    unit = next((token for token in reversed(found) if token.kind in "UymdfQ"), None)
    if unit is None or (unit.kind == "d" and unit.text != "日"):
        return None
    value = _LETTERS.get(unit.kind, unit.value)
    four_digits = len(found[0].text) == 4 and found[0].text.isdigit()
    if (four_digits and value == HOUR) or (value == SECOND and found[0].kind == "1"):
        return None  # 1300 hours is a clock, "a sec" no length
    if unit.kind == "m" and count.denominator == 2:
        return Span(months=int(count), days=15)  # 半个月 is fifteen days
    return _plain(count, value)


def _quarter_hours(found: Sequence[Token], marks: str) -> Span | None:
    quarters = found[1].kind == "Q" or (found[1].kind == "U" and found[1].value == QUARTER)
    if marks == "QU":
        return Span(seconds=900) if found[1].value == HOUR else None
    if not quarters or found[-1].value != HOUR:
        return None
    return Span(seconds=900 * found[0].value)


def _plain(count: Fraction, unit: int) -> Span | None:
    for table, name in ((_SECONDS, "seconds"), (_DAYS, "days"), (_MONTHS, "months")):
        if unit in table:
            total = count * table[unit]
            # Half a month has no length of its own, half a year has six months.
            whole = total.denominator == 1 and (name != "days" or count.denominator == 1)
            return Span(**{name: int(total)}) if whole else None
    return Span(workdays=int(count)) if unit == WORKDAY and count.denominator == 1 else None
