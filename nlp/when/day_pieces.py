"""Pieces that say which day: tomorrow, next friday, the 15th, 3 October, 下个月第一个周一."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from nlp.when.pieces import Place, piece
from nlp.when.reading import NthOf, Reading, Span
from nlp.when.tokens import DAY, MONTH, QUARTER, WEEK, WORKDAY, YEAR, Token

_PERIODS: dict[int, Callable[[int], Reading]] = {
    WEEK: lambda rel: Reading(week=rel),
    MONTH: lambda rel: Reading(month_rel=rel),
    QUARTER: lambda rel: Reading(quarter_rel=rel),
    YEAR: lambda rel: Reading(year_rel=rel),
}
_UNIT_OF_KIND = {"Q": QUARTER, "m": MONTH, "y": YEAR}
# A link that belongs to the count before it: the last friday IN november.
_OF = "(?:[cio](?=t?[RUQmMyY]))"


@piece("D")
def relative_day(found: Sequence[Token], _place: Place) -> Reading | None:
    """Tomorrow, 后天."""
    return Reading(rel_day=found[0].value)


@piece("Ec?t?[DW]")
def end_of_that_day(found: Sequence[Token], _place: Place) -> Reading | None:
    """End of tomorrow, end of friday: when its work ends."""
    if found[0].value != 2:
        return None
    day = found[-1]
    if day.kind == "D":
        return Reading(rel_day=day.value, end_of_day=True)
    return Reading(weekday=day.value, end_of_day=True)


@piece("Dw")
def within_the_day(found: Sequence[Token], _place: Place) -> Reading | None:
    """今天之内."""
    return Reading(rel_day=found[0].value)


@piece("W")
def weekday(found: Sequence[Token], _place: Place) -> Reading | None:
    """Friday, 周五."""
    return Reading(weekday=found[0].value)


@piece("Re?W")
def week_and_weekday(found: Sequence[Token], _place: Place) -> Reading | None:
    """Next friday, 下周五: of the week that is said; English "this" is the one to come."""
    rel, day = found[0].value, found[-1].value
    if not found[0].text.isascii() or rel > 0:
        return Reading(week=rel, weekday=day)
    return Reading(coming=0, weekday=day) if rel == 0 else Reading(weekday_rel=rel, weekday=day)


@piece("WrR(?![UWQmy])")
def weekday_after_next(found: Sequence[Token], _place: Place) -> Reading | None:
    """Friday after next: of the week after next, as next friday is of next week."""
    return Reading(week=2, weekday=found[0].value) if found[2].value == 1 else None


@piece("Re?[UQmy]")
def period(found: Sequence[Token], _place: Place) -> Reading | None:
    """Next week, 下个月, the next working day."""
    rel, unit = found[0].value, _unit(found[-1])
    if unit == WORKDAY:
        return Reading(span=Span(workdays=rel), anchor="now") if abs(rel) == 1 else None
    return _PERIODS[unit](rel) if unit in _PERIODS else None


@piece("t?[UQmy]", starts="tUQmy")
def bare_unit(found: Sequence[Token], _place: Place) -> Reading | None:
    """The month, beside an end or a count."""
    unit = _unit(found[-1])
    return Reading(unit=unit) if unit in {WEEK, MONTH, QUARTER, YEAR} else None


@piece(f"Oe?W{_OF}?", f"Le?W{_OF}?", f"RW{_OF}")
def counted_weekday(found: Sequence[Token], _place: Place) -> Reading | None:
    """The second tuesday of, the last friday in, 第一个周一."""
    count = _count(found[0])
    days = [token.value for token in found if token.kind == "W"]
    return Reading(nth=count, nth_of="weekday", weekday=days[0]) if count else None


@piece(f"Oe?U{_OF}?", f"Le?U{_OF}?", f"RU{_OF}")
def counted_day(found: Sequence[Token], _place: Place) -> Reading | None:
    """The last day of, the first working day of, 最后一个工作日."""
    count = _count(found[0])
    units = [token.value for token in found if token.kind == "U"]
    kinds: dict[int, NthOf] = {DAY: "day", WORKDAY: "workday"}
    return Reading(nth=count, nth_of=kinds[units[0]]) if count and units[0] in kinds else None


@piece("M")
def month(found: Sequence[Token], _place: Place) -> Reading | None:
    """October, 十月."""
    return Reading(month=found[0].value)


@piece("M[,-]?t?[NO](?![AhUeHkQ:])d?")
def month_then_day(found: Sequence[Token], _place: Place) -> Reading | None:
    """October 3, 10月3日."""
    numbers = [token.value for token in found if token.kind in "NO"]
    return _day_of_month(numbers[0], found[0].value)


@piece("N-M-N", "NMN$")
def with_short_year(found: Sequence[Token], _place: Place) -> Reading | None:
    """15-Mar-26, 15 mar 26: two digits that are no hour."""
    year_digits = found[-1].text
    if len(year_digits) != 2 or not year_digits.isdigit() or found[-1].value < 24:
        return None
    months = [token.value for token in found if token.kind == "M"]
    return _date(2000 + found[-1].value, months[0], found[0].value)


@piece("[NO][-,]?c?t?M-?", starts="NO")
def day_then_month(found: Sequence[Token], _place: Place) -> Reading | None:
    """3 October, 3rd of October, 03-Oct-."""
    months = [token.value for token in found if token.kind == "M"]
    return _day_of_month(found[0].value, months[0])


@piece("Yy?", "Ny(?=M)")
def year(found: Sequence[Token], _place: Place) -> Reading | None:
    """2026, 2026年, 26年 before a month."""
    number = found[0].value
    if found[0].kind == "N":
        return Reading(year=2000 + number) if 20 <= number <= 99 else None
    return Reading(year=number)


@piece("Nd", "tO", "O", "Oc(?=t?[RMU])", "tN(?=$|[a,])")
def day_of_month(found: Sequence[Token], _place: Place) -> Reading | None:
    """The 15th, 15号; a spelled ordinal only before a month (first of next month)."""
    said = next(token for token in found if token.kind in "NO")
    spelled = said.kind == "O" and not said.text[0].isdigit()
    counted = spelled and (said.value < 4 or found[0].kind != "t")
    if (counted and found[-1].kind != "c") or not 1 <= said.value <= 31:
        return None
    return Reading(dom=said.value)


@piece("Re?mN(?![AhUeHkQf:])")
def day_of_that_month(found: Sequence[Token], _place: Place) -> Reading | None:
    """下月十五."""
    return Reading(month_rel=found[0].value, dom=found[-1].value)


@piece("E-?")
def edge(found: Sequence[Token], _place: Place) -> Reading | None:
    """End, start, middle, 底, 初."""
    return Reading(edge=found[0].value)


@piece("K", "[NO]e?[UQ]", starts="KNO")
def quarter(found: Sequence[Token], _place: Place) -> Reading | None:
    """Q3, third quarter, 三季度."""
    if found[0].kind != "K" and _unit(found[-1]) != QUARTER:
        return None
    spelled = found[0].kind == "N" and found[-1].text.isascii()
    number = found[0].value
    return Reading(quarter=number) if 1 <= number <= 4 and not spelled else None


@piece("I")
def numeric_date(found: Sequence[Token], place: Place) -> Reading | None:
    """2026-10-03, 20261003, 25/10/2026, 10/25; 3/4 only where the order is settled."""
    text = found[0].text
    if text.isdigit():
        return _date(int(text[:4]), int(text[4:6]), int(text[6:]))
    parts = [int(part) for part in re.split(r"[-/.]", text)]
    if parts[0] > 999:
        return _date(*parts)
    if len(parts) == 2 and "-" in text and not place.chinese:
        return None  # 8-9 is a range
    order = "day first" if "." in text else "month first" if place.chinese else place.order
    settled = _settle(parts[0], parts[1], order)
    if settled is None or text == "24/7":
        return None
    day, number = settled
    if len(parts) == 2:
        return _day_of_month(day, number)
    return _date(parts[2] + (2000 if parts[2] < 100 else 0), number, day)


def _settle(first: int, second: int, order: str) -> tuple[int, int] | None:
    # One that cannot be a month is the day, whatever the order.
    if first > 12 or first == second:
        return first, second
    if second > 12:
        return second, first
    if order == "ask":
        return None
    return (first, second) if order == "day first" else (second, first)


def _date(year_number: int, month_number: int, day: int) -> Reading | None:
    try:
        return Reading(on=date(year_number, month_number, day))
    except ValueError:
        return None


def _day_of_month(day: int, number: int) -> Reading | None:
    return Reading(month=number, dom=day) if 1 <= day <= 31 and 1 <= number <= 12 else None


def _unit(token: Token) -> int:
    return _UNIT_OF_KIND.get(token.kind, token.value)


def _count(token: Token) -> int:
    if token.kind == "L":
        return -1
    if token.kind == "R":
        return -1 if token.value == -1 else 0
    return token.value if token.value <= 31 else 0
