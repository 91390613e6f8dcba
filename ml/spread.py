"""How far an answer may be off: intervals learned from the model's own held-back misses."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ml.frame import Floats
from ml.models.base import sigmoid

Link = Literal["chance", "amount", "log amount"]
CHANCE_Z = 1.645  # 90 % intervals of chances
AMOUNT_LEVEL = 0.8  # intervals of amounts


def to_answer(link: Link, score: Floats) -> Floats:
    """A score (log odds, amount, log of one plus the amount) as chance or amount."""
    if link == "chance":
        return sigmoid(score)
    return np.expm1(np.minimum(score, 700.0)) if link == "log amount" else score


@dataclass(frozen=True)
class Spread:
    """Intervals around scores.

    Chances: what `comparable` records like this one can tell (Wilson 1927). Amounts: the score
    plus `below` and `above`, quantiles of held-back misses, never under `floor`.
    """

    link: Link
    comparable: float = 0.0
    below: float = 0.0
    above: float = 0.0
    floor: float | None = None

    def answers(self, score: Floats) -> tuple[Floats, Floats, Floats]:
        """(low, answer, high) for each score."""
        middle = to_answer(self.link, score)
        if self.link == "chance":
            return _wilson(middle, self.comparable)
        low, high = (to_answer(self.link, score + by) for by in (self.below, self.above))
        return self._held(low), self._held(middle), self._held(high)

    def _held(self, values: Floats) -> Floats:
        return values if self.floor is None else np.maximum(values, self.floor)

    def state(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {k: getattr(self, k) for k in ("link", "comparable", "below", "above", "floor")}


def _wilson(chance: Floats, n: float) -> tuple[Floats, Floats, Floats]:
    n = max(n, 1.0)
    shrink = 1 + CHANCE_Z**2 / n
    centre = (chance + CHANCE_Z**2 / (2 * n)) / shrink
    half = CHANCE_Z / shrink * np.sqrt(chance * (1 - chance) / n + CHANCE_Z**2 / (4 * n * n))
    low, high = np.minimum(centre - half, chance), np.maximum(centre + half, chance)
    return np.maximum(low, 0.0), chance, np.minimum(high, 1.0)


def of_misses(link: Link, misses: Floats, floor: float | None = None) -> Spread:
    """The interval that held `AMOUNT_LEVEL` of held-back misses (actual − predicted score).

    Quantiles with the split-conformal correction (n + 1); with few misses, the extremes.
    """
    n, tail = len(misses), (1 - AMOUNT_LEVEL) / 2
    if not n:
        return Spread(link, floor=floor)
    ordered = np.sort(misses)
    low = int(np.floor(tail * (n + 1))) - 1
    high = int(np.ceil((1 - tail) * (n + 1))) - 1
    below, above = ordered[max(low, 0)], ordered[min(high, n - 1)]
    return Spread(link, below=min(float(below), 0.0), above=max(float(above), 0.0), floor=floor)
