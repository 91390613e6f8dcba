"""Intervals that keep their word: measured against what happened, widened by past misses."""

from dataclasses import dataclass, replace

import numpy as np

from ml.frame import Floats
from ml.metrics import ece
from ml.spread import AMOUNT_LEVEL, Spread

LEAST = 20  # settled predictions before an interval is touched


@dataclass(frozen=True)
class Coverage:
    """The share of outcomes inside (closed) intervals, and how many there were."""

    share: float
    n: int


def coverage(low: Floats, high: Floats, actual: Floats) -> Coverage:
    """How many of the settled outcomes lay inside."""
    known = np.isfinite(low) & np.isfinite(high) & np.isfinite(actual)
    inside = (actual[known] >= low[known]) & (actual[known] <= high[known])
    return Coverage(float(inside.mean()) if known.any() else float("nan"), int(known.sum()))


def pinball(quantile: float, said: Floats, actual: Floats) -> float:
    """Mean pinball loss of a predicted quantile."""
    over = actual - said
    return float(np.maximum(quantile * over, (quantile - 1) * over).mean())


def widened(spread: Spread, scores: Floats, settled: Floats) -> Spread:
    """The amounts' interval stretched until it would have held its level of settled outcomes.

    `scores` are what the model said (on its score's scale) and `settled` what came, on the same.
    It is never narrowed: luck is no reason to promise more.
    """
    if len(settled) < LEAST or spread.link == "chance":
        return spread
    miss = settled - scores
    side = np.where(miss < 0, -spread.below, spread.above)
    factor = np.abs(miss) / np.maximum(side, 1e-12)
    rank = min(int(np.ceil(AMOUNT_LEVEL * (len(miss) + 1))), len(miss)) - 1
    by = max(1.0, float(np.sort(factor)[rank]))
    return replace(spread, below=spread.below * by, above=spread.above * by)


def perfect_ece(chances: Floats, seed: int, draws: int = 200) -> tuple[float, float]:
    """The 95 % range of the ECE that these chances would have if they were exactly right."""
    random = np.random.default_rng(seed)
    found = [
        ece((random.random(len(chances)) < chances).astype(float), chances) for _ in range(draws)
    ]
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)
