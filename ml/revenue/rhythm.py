"""How strongly wins follow the months of a quarter, and how noisy a week is.

Teams with quarterly quotas close late in the quarter, so that the ninety-day mean is too high in
its first month and too low in its last. The rhythm is believed only as far as it stands out of
the week-to-week noise: the share 1 − 1/F of the variance ratio F of weekly sums between and
within the three months (the positive-part shrinkage of Efron and Morris 1973).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

WEEK = 7
FEWEST_WEEKS_A_MONTH = 3


@dataclass(frozen=True)
class Rhythm:
    """`factors`: level of the quarter's first, second, third month, mean 1 over the three.

    `noise` is the standard deviation of a week's sum, in minor units. It is a measure of
    spread, not money, and the only float that the interval is made of.
    """

    factors: tuple[float, float, float]
    noise: float

    @property
    def is_flat(self) -> bool:
        """Whether no month of the quarter differs from another beyond chance."""
        return self.factors == (1.0, 1.0, 1.0)

    def weight(self, first: date, days: int) -> float:
        """The factors summed over a window of days."""
        return sum(self.factors[quarter_month(first + timedelta(days=i))] for i in range(days))


def quarter_month(day: date) -> int:
    """0, 1 or 2: the month's place in its quarter."""
    return (day.month - 1) % 3


def find(totals: Sequence[int], start: date) -> Rhythm:
    """The rhythm in daily totals (minor units) of which the first is that of `start`."""
    weeks = _weeks(totals, start)
    groups = [[total for place, total in weeks if place == month] for month in range(3)]
    values = [total for _, total in weeks]
    mean = sum(values) / len(values)
    if mean <= 0 or min(len(group) for group in groups) < FEWEST_WEEKS_A_MONTH:
        return Rhythm((1.0, 1.0, 1.0), _deviation(values, mean))
    share, within = _believed(groups, mean)
    if share == 0:
        return Rhythm((1.0, 1.0, 1.0), _deviation(values, mean))
    raw = [1 + share * (sum(group) / len(group) / mean - 1) for group in groups]
    level = sum(raw) / 3
    return Rhythm((raw[0] / level, raw[1] / level, raw[2] / level), sqrt(within))


def _weeks(totals: Sequence[int], start: date) -> list[tuple[int, int]]:
    """(month of the quarter at mid-week, sum) of the full weeks, counted back from the end."""
    spare = len(totals) % WEEK
    return [
        (quarter_month(start + timedelta(days=first + 3)), sum(totals[first : first + WEEK]))
        for first in range(spare, len(totals), WEEK)
    ]


def _believed(groups: Sequence[Sequence[int]], mean: float) -> tuple[float, float]:
    """(share of the rhythm to believe, variance of a week within its month)."""
    means = [sum(group) / len(group) for group in groups]
    n = sum(len(group) for group in groups)
    between = sum(len(g) * (m - mean) ** 2 for g, m in zip(groups, means, strict=True)) / 2
    inside = sum((v - m) ** 2 for g, m in zip(groups, means, strict=True) for v in g)
    within = inside / (n - 3)
    return (max(0.0, 1 - within / between) if between > 0 else 0.0), within


def _deviation(values: Sequence[int], mean: float) -> float:
    if len(values) < 2:
        return 0.0
    return sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
