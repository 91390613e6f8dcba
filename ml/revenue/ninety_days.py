"""The plain rule: the last ninety days carried forward, with its own past misses.

A window of days starts with its first day and ends before its last: the day of the forecast
is not over yet and belongs to what is forecast.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from ml.revenue.value import (
    COVERAGE,
    HISTORY_DAYS,
    OLDEST_ORIGINS,
    Forecast,
    Won,
    conformal_rank,
    silent,
    whole,
)

METHOD = "trailing_90"


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
        return silent("no_won_deals", METHOD)
    start = since or min(day for day, _ in known)
    if start > as_of - timedelta(days=HISTORY_DAYS):
        return silent("short_history", METHOD)
    value = _rule(known, as_of, horizon_days)
    past = [
        (_rule(known, origin, horizon_days), _sum(known, origin, horizon_days))
        for origin in _origins(as_of, start, horizon_days)
    ]
    width = _width(value, past)
    if width is None:
        return Forecast(value, None, None, COVERAGE, len(past), METHOD, "few_past_months")
    return Forecast(value, max(0, value - width), value + width, COVERAGE, len(past), METHOD)


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
    return whole(Fraction(total * horizon_days, HISTORY_DAYS))


def _sum(won: Sequence[Won], first: date, days: int) -> int:
    end = first + timedelta(days=days)
    return sum(amount for day, amount in won if first <= day < end)


def _width(value: int, past: Sequence[tuple[int, int]]) -> int | None:
    """The conformal miss in minor units; absolute where a relative one has nothing below it."""
    rank = conformal_rank(len(past))
    if rank is None:
        return None
    if value <= 0 or any(forecast <= 0 for forecast, _ in past):
        return sorted(abs(actual - forecast) for forecast, actual in past)[rank - 1]
    misses = sorted(Fraction(abs(actual - forecast), forecast) for forecast, actual in past)
    return whole(misses[rank - 1] * value)
