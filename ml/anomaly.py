"""What is unusual in a daily series: told early, and seldom without cause.

Each day is compared with the level of the four weeks before it, by weekday as far as weekdays
differ beyond chance. The last one, two and three days are looked at together, so that a lasting
step shows within three days; the spread is that of the earlier days' own misses. After an alarm a
week is quiet, or less when a day is as usual again; if the change lasted, the level is learned
anew from the alarm on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ml.frame import Floats

LEVEL_DAYS = 28
SPREAD_DAYS = 56
FEWEST_MISSES = 14
THRESHOLDS = {1: 3.7, 2: 3.2, 3: 2.7}  # robust standard deviations, by days looked at together
QUIET_DAYS = 7
SPANS = max(THRESHOLDS)
NINE_OF_TEN = 1.28  # normal quantile
LASTING = 2.5  # standard deviations by which the quiet week must stay off for a new level
USUAL = 1.0  # standard deviations within which a day is as usual
TRIMMED = 0.1
SMALLEST_SPREAD = 0.01  # of the level: a clockwork series is no alarm at every rounding
CLOSED = 0.05  # a weekday with less of the level is a day off, and not judged


@dataclass(frozen=True)
class Anomaly:
    """An unusual day, or the last of two or three unusual `days`.

    `value` is what those days brought and `expected` what they would have, in the unit of the
    series. `score` is in robust standard deviations and above `THRESHOLDS[days]`.
    """

    on: date
    days: int
    value: float
    expected: float
    score: float

    @property
    def change(self) -> float:
        """By what share the days differed from what was expected."""
        return self.value / self.expected - 1


def find(days: Sequence[date], values: Sequence[float]) -> list[Anomaly]:
    """Every alarm that would have been raised, each day judged by earlier days alone.

    `days` follow each other (a day without a record is 0, or NaN where nothing was measured).
    Nothing is said in the first six weeks. Raises ValueError when days are missing.
    """
    if len(days) != len(values):
        raise ValueError("There must be one value for each day.")
    if any((b - a).days != 1 for a, b in pairwise(days)):
        raise ValueError("The days must follow each other; give a day without a record as 0.")
    series = np.asarray(values, np.float64)
    watch = _Watch(series, np.array([day.weekday() for day in days]))
    return [
        Anomaly(days[at], span, *watch.compared(at, span), score)
        for at, span, score in watch.alarms()
    ]


def smallest_step(days: Sequence[date], values: Sequence[float]) -> float | None:
    """The lasting step, as a share of the level, that nine of ten times shows in three days.

    None while the series is too short. A metric whose smallest step is 0.6 cannot be watched
    for changes of 0.3; say so rather than promise it.
    """
    series = np.asarray(values, np.float64)
    watch = _Watch(series, np.array([day.weekday() for day in days]))
    for _ in watch.alarms():
        pass
    spread = watch.spread(len(series))
    if spread is None:
        return None
    needed = THRESHOLDS[SPANS] * float(np.sqrt(1 + SPANS / LEVEL_DAYS)) + NINE_OF_TEN
    return needed * spread / float(np.sqrt(SPANS))


@dataclass
class _Watch:
    """A walk along the series. `miss` is each day's share above or below what was expected."""

    series: Floats
    weekday: NDArray[np.int64]
    base: int = 0  # first day of the present level
    miss: Floats = field(init=False)
    expected: Floats = field(init=False)
    usual: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        n = len(self.series)
        self.miss, self.expected = np.full(n, np.nan), np.full(n, np.nan)
        self.usual = np.isfinite(self.series)

    def alarms(self) -> Iterator[tuple[int, int, float]]:
        """(day, days looked at together, score) of each alarm."""
        alarmed = -QUIET_DAYS  # first unusual day of the last alarm's quiet week
        quiet_until = -1
        for day in range(LEVEL_DAYS, len(self.series)):
            self._judge(day)
            if day <= quiet_until:
                self.usual[day] = False
                if day == quiet_until or self._is_over(day):
                    self._settle(alarmed, day)
                    quiet_until = day
                continue
            found = self._strongest(day)
            if found is None:
                continue
            span, score = found
            alarmed, quiet_until = day - span + 1, day + QUIET_DAYS - 1
            self.usual[alarmed : day + 1] = False
            yield day, span, score

    def compared(self, day: int, span: int) -> tuple[float, float]:
        """(what the span of days brought, what was expected of it)."""
        window = slice(day - span + 1, day + 1)
        return float(self.series[window].sum()), float(self.expected[window].sum())

    def spread(self, day: int) -> float | None:
        """Robust standard deviation of earlier misses; None with fewer than fourteen."""
        window = slice(max(0, day - SPREAD_DAYS), day)
        known = self.miss[window][self.usual[window] & np.isfinite(self.miss[window])]
        if len(known) < FEWEST_MISSES:
            return None
        return max(1.4826 * float(np.median(np.abs(known))), SMALLEST_SPREAD)

    def _judge(self, day: int) -> None:
        """Expect the day from those before it, and note by what share it missed."""
        before = np.arange(max(0, day - SPREAD_DAYS), day)
        before = before[self.usual[before]]
        factors = _weekday_factors(self.series[before], self.weekday[before])
        recent = before[before >= max(self.base, day - LEVEL_DAYS)]
        recent = recent[factors[self.weekday[recent]] > CLOSED]
        if not len(recent):
            return
        level = _trimmed_mean(self.series[recent] / factors[self.weekday[recent]])
        factor = factors[self.weekday[day]]
        if factor > CLOSED and level > 0 and np.isfinite(self.series[day]):
            self.expected[day] = level * factor
            self.miss[day] = self.series[day] / self.expected[day] - 1

    def _strongest(self, day: int) -> tuple[int, float] | None:
        """The span whose score is farthest above its threshold, if any is."""
        spread = self.spread(day)
        if spread is None:
            return None
        scores = {span: self._score(day, span, spread) for span in THRESHOLDS}
        span = max(scores, key=lambda s: scores[s] / THRESHOLDS[s])
        return (span, scores[span]) if scores[span] > THRESHOLDS[span] else None

    def _score(self, day: int, span: int, spread: float) -> float:
        """The sum of the misses over its deviation, that of the level's own error included."""
        if day - span + 1 < self.base:
            return 0.0
        missed = float(self.miss[day - span + 1 : day + 1].sum())
        learned_from = min(LEVEL_DAYS, max(day - self.base, 1))
        score = abs(missed) / (spread * (span + span**2 / learned_from) ** 0.5)
        return score if np.isfinite(score) else 0.0

    def _is_over(self, day: int) -> bool:
        """Whether the day was as usual, and with it the alarm before it no lasting change."""
        spread = self.spread(day)
        return spread is not None and bool(abs(self.miss[day]) < USUAL * spread)

    def _settle(self, alarmed: int, day: int) -> None:
        """At the end of the quiet days: did it last? Then the level starts at the alarm."""
        spread = self.spread(day)
        quiet = self.miss[max(alarmed, day - QUIET_DAYS + 1) : day + 1]
        if spread is None or not np.isfinite(quiet).any():
            return
        if abs(float(np.nanmedian(quiet))) * len(quiet) ** 0.5 > LASTING * spread:
            self.base = alarmed
            self.usual[alarmed : day + 1] = np.isfinite(self.series[alarmed : day + 1])
            self.miss[alarmed : day + 1] = np.nan


def _weekday_factors(series: Floats, weekday: NDArray[np.int64]) -> Floats:
    """Each weekday's mean over that of all, drawn to 1 by 1 − 1/F as far as chance explains it."""
    factors, mean = np.ones(7), float(series.mean()) if len(series) else 0.0
    groups = [(d, series[weekday == d]) for d in range(7) if (weekday == d).any()]
    spare = len(series) - len(groups)
    if mean <= 0 or spare < 1 or len(groups) < 2:
        return factors
    between = sum(len(v) * (float(v.mean()) - mean) ** 2 for _, v in groups) / (len(groups) - 1)
    within = sum(float(((v - v.mean()) ** 2).sum()) for _, v in groups) / spare
    share = max(0.0, 1 - within / between) if between > 0 else 0.0
    for d, values in groups:
        factors[d] = 1 + share * (float(values.mean()) / mean - 1)
    return factors


def _trimmed_mean(values: Floats) -> float:
    cut = int(len(values) * TRIMMED)
    return float(np.sort(values)[cut : len(values) - cut].mean())
