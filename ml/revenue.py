"""What will be won next: the last ninety days carried forward, with its own past misses.

Money is whole minor units of one currency, in and out; nothing here turns it into a float.
A window of days starts with its first day and ends before its last: the day of the forecast
is not over yet and belongs to what is forecast.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

Won = tuple[date, int]

HISTORY_DAYS = 90
COVERAGE = Fraction(4, 5)
OLDEST_ORIGINS = 36  # three years of months: older misses tell of another company


@dataclass(frozen=True)
class Forecast:
    """Money expected to be won in the horizon, in minor units.

    `low` and `high` are None while fewer past months could be checked than the coverage needs;
    `value` is None while there is no full history. `reason` is then a key: `no_won_deals`,
    `short_history`, `few_past_months`; otherwise empty.
    """

    value: int | None
    low: int | None
    high: int | None
    coverage: Fraction
    n_months: int
    method: str
    reason: str = ""


def trailing(
    won: Sequence[Won], as_of: date, horizon_days: int = 30, since: date | None = None
) -> Forecast:
    """Forecast the horizon from `as_of` on as the daily mean of the ninety days before it.

    `won` holds (day won, minor units), in any order; days from `as_of` on are not looked at.
    `since` is the first day on which wins were recorded; without it, the earliest win.
    The interval is split conformal: the same rule is asked at every past origin one horizon
    apart, and the ⌈0.8 (n + 1)⌉-th smallest miss, relative to what was forecast, is the width
    (Lei et al. 2018, Distribution-Free Predictive Inference). Under four past months: none.
    """
    known = [(day, amount) for day, amount in won if day < as_of]
    if not known:
        return _silent("no_won_deals")
    start = since or min(day for day, _ in known)
    if start > as_of - timedelta(days=HISTORY_DAYS):
        return _silent("short_history")
    value = _rule(known, as_of, horizon_days)
    past = [
        (_rule(known, origin, horizon_days), _sum(known, origin, horizon_days))
        for origin in _origins(as_of, start, horizon_days)
    ]
    width = _width(value, past)
    if width is None:
        return Forecast(value, None, None, COVERAGE, len(past), "trailing_90", "few_past_months")
    low = max(0, value - width)
    return Forecast(value, low, value + width, COVERAGE, len(past), "trailing_90")


def conformal_rank(n: int, coverage: Fraction) -> int | None:
    """The rank of the past miss that covers the next one; None when n is too small for it."""
    rank = ceil(coverage * (n + 1))
    return rank if rank <= n else None


def _silent(reason: str) -> Forecast:
    return Forecast(None, None, None, COVERAGE, 0, "trailing_90", reason)


def _origins(as_of: date, start: date, horizon_days: int) -> Iterable[date]:
    """Past days, one horizon apart, with a full history before and a full horizon after."""
    step = timedelta(days=horizon_days)
    origin = as_of - step
    for _ in range(OLDEST_ORIGINS):
        if origin - timedelta(days=HISTORY_DAYS) < start:
            return
        yield origin
        origin -= step


def _rule(won: Sequence[Won], origin: date, horizon_days: int) -> int:
    total = _sum(won, origin - timedelta(days=HISTORY_DAYS), HISTORY_DAYS)
    return _whole(Fraction(total * horizon_days, HISTORY_DAYS))


def _sum(won: Sequence[Won], first: date, days: int) -> int:
    end = first + timedelta(days=days)
    return sum(amount for day, amount in won if first <= day < end)


def _whole(exact: Fraction) -> int:
    """Half away from zero, as all money is rounded."""
    doubled = abs(exact) * 2
    size = (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)
    return size if exact >= 0 else -size


def _width(value: int, past: Sequence[tuple[int, int]]) -> int | None:
    """The conformal miss in minor units; absolute where a relative one has nothing below it."""
    rank = conformal_rank(len(past), COVERAGE)
    if rank is None:
        return None
    if value <= 0 or any(forecast <= 0 for forecast, _ in past):
        return sorted(abs(actual - forecast) for forecast, actual in past)[rank - 1]
    misses = sorted(Fraction(abs(actual - forecast), forecast) for forecast, actual in past)
    return _whole(misses[rank - 1] * value)
