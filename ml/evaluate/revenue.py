"""Won revenue on the Maven deals: thirty days ahead, from origins thirty days apart."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

import pandas as pd

from ml import revenue
from ml.evaluate.figure import Figure, data
from ml.revenue import Window

HORIZON = 30
CENTS = 100


@dataclass(frozen=True)
class Said:
    """One origin: what came, what the ninety-day mean and the forecast said, and its interval."""

    actual: int
    plain: int
    value: int
    low: int
    high: int


def won_deals() -> list[tuple[date, int]]:
    """(day won, cents) of every won deal."""
    frame = pd.read_csv(data("maven_sales_pipeline.csv"))
    won = frame[frame["deal_stage"] == "Won"]
    days = pd.to_datetime(won["close_date"], format="%m/%d/%Y").dt.date
    amounts = (won["close_value"] * CENTS).round().astype(int)
    return list(zip(days.tolist(), amounts.tolist(), strict=True))


def blocked(won: list[tuple[date, int]], step: int = HORIZON) -> list[Said]:
    """Every origin, `step` days apart, with ninety days before it and the horizon after it."""
    start, end = min(won)[0], max(won)[0] + timedelta(days=1)
    origin = start + timedelta(days=90)
    found = []
    while origin + timedelta(days=HORIZON) <= end:
        found.append(_at(won, origin, start))
        origin += timedelta(days=step)
    return found


def _at(won: list[tuple[date, int]], origin: date, start: date) -> Said:
    said = revenue.forecast(won, origin, Window(HORIZON), start)
    plain = revenue.trailing(won, origin, HORIZON, start)
    until = origin + timedelta(days=HORIZON)
    actual = sum(amount for day, amount in won if origin <= day < until)
    return Said(actual, plain.value or 0, said.value or 0, said.low or 0, said.high or 0)


def wape(pairs: list[tuple[int, int]]) -> float:
    """Σ|error| / Σ|actual| of (actual, said)."""
    return sum(abs(a - s) for a, s in pairs) / sum(abs(a) for a, _ in pairs)


def figures() -> list[Figure]:
    """WAPE beside the ninety-day mean's, the paired gain, and the interval's coverage."""
    won = won_deals()
    months, weekly = blocked(won), blocked(won, 7)
    error = wape([(s.actual, s.value) for s in months])
    plain = wape([(s.actual, s.plain) for s in months])
    gain, chance = _paired(months)
    every = sum(s.low <= s.actual <= s.high for s in weekly) / len(weekly)
    cover = sum(s.low <= s.actual <= s.high for s in months) / len(months)
    note = f"{len(months)} origins, ninety-day mean {plain:.3f}, gain {gain:.3f} ± {chance:.3f}"
    return [
        Figure("Maven won revenue WAPE", error, "", "≤ 90-day mean", "≤ .10", gain >= 0, note),
        Figure(
            "Maven 80 % interval covers",
            cover,
            "",
            ".65–.95",
            ".72–.88",
            0.65 <= cover <= 0.95,
            f"{len(months)} blocked origins",
        ),
        Figure(
            "Maven 80 % interval covers, weekly origins",
            every,
            "",
            ".65–.95",
            ".72–.88",
            0.65 <= every <= 0.95,
            f"{len(weekly)} overlapping origins",
        ),
    ]


def _paired(said: list[Said]) -> tuple[float, float]:
    """Mean gain over the ninety-day mean as a share of the actual, and its standard error."""
    scale = sum(s.actual for s in said) / len(said)
    gains = [(abs(s.actual - s.plain) - abs(s.actual - s.value)) / scale for s in said]
    mean = sum(gains) / len(gains)
    spread = sum((g - mean) ** 2 for g in gains) / (len(gains) - 1)
    return mean, sqrt(spread / len(gains))
