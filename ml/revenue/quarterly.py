"""The forecast that knows the quarter: ninety days carried forward along their rhythm."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import sqrt

from ml.revenue import rhythm
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

NORMAL_80 = 1.2816  # quantile 0.9 of the normal distribution
LONGEST_DAYS = HISTORY_DAYS + OLDEST_ORIGINS * 30
METHOD = "quarter_rhythm"


@dataclass(frozen=True)
class Window:
    """The days to forecast: `days` of them, beginning `lead` days after the origin."""

    days: int
    lead: int = 0


@dataclass(frozen=True)
class History:
    """Daily totals in minor units; the first is that of `start`."""

    start: date
    totals: tuple[int, ...]

    def until(self, length: int) -> "History":
        """What was known when only `length` days had passed."""
        return History(self.start, self.totals[:length])


def forecast(
    won: Sequence[Won], as_of: date, window: Window | None = None, since: date | None = None
) -> Forecast:
    """Forecast a window (by default the 30 days from `as_of` on), with an 80 % interval.

    `won` and `since` as in `trailing`. The value is the ninety-day sum, spread over the window
    by the quarter's rhythm as far as that is believed. The interval is the noise of the weeks,
    √(days/7 · (1 + days/90)) standard deviations wide, and is widened to the conformal quantile
    of the rule's own past misses in that unit; with fewer than four of them, to the largest.
    """
    known = sorted((day, amount) for day, amount in won if day < as_of)
    if not known:
        return silent("no_won_deals", METHOD)
    start = since or known[0][0]
    if start > as_of - timedelta(days=HISTORY_DAYS):
        return silent("short_history", METHOD)
    history = _history(known, start, as_of)
    return _forecast(history, window or Window(30))


def _history(known: Sequence[Won], start: date, as_of: date) -> History:
    start = max(start, as_of - timedelta(days=LONGEST_DAYS))
    totals = [0] * (as_of - start).days
    for day, amount in known[bisect_left(known, (start, -(10**30))) :]:
        totals[(day - start).days] += amount
    return History(start, tuple(totals))


def _forecast(history: History, window: Window) -> Forecast:
    value, spread, method = _rule(history, window)
    misses = sorted(_past_misses(history, window))
    rank = conformal_rank(len(misses))
    own = misses[rank - 1] if rank else max(misses, default=0.0)
    width = whole(Fraction(max(NORMAL_80, own) * spread))
    return Forecast(value, max(0, value - width), value + width, COVERAGE, len(misses), method)


def _rule(history: History, window: Window) -> tuple[int, float, str]:
    """(value in minor units, standard deviation of the window's sum, method)."""
    found = rhythm.find(history.totals, history.start)
    today = history.start + timedelta(days=len(history.totals))
    past = found.weight(today - timedelta(days=HISTORY_DAYS), HISTORY_DAYS)
    ahead = found.weight(today + timedelta(days=window.lead), window.days)
    recent = sum(history.totals[-HISTORY_DAYS:])
    value = whole(recent * Fraction(ahead) / Fraction(past))
    spread = found.noise * sqrt(window.days / rhythm.WEEK * (1 + window.days / HISTORY_DAYS))
    return value, spread, "trailing_90" if found.is_flat else METHOD


def _past_misses(history: History, window: Window) -> Iterator[float]:
    """The rule's misses at past origins one window apart, in its own standard deviations."""
    origin = len(history.totals) - window.lead - window.days
    for _ in range(OLDEST_ORIGINS):
        if origin < HISTORY_DAYS:
            return
        value, spread, _ = _rule(history.until(origin), window)
        first = origin + window.lead
        actual = sum(history.totals[first : first + window.days])
        if spread > 0:
            yield abs(actual - value) / spread
        origin -= window.days
