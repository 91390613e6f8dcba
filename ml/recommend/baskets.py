"""Products bought together, checked on later dates."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

LATER = 0.25  # share of the days, the newest, on which pairs are checked
FEWEST = 5  # baskets with both, below which a pair is not told
SURE_Z = 1.645


@dataclass(frozen=True)
class Pair:
    """`product` brings `goes_with`; measured on the earlier days, and again on the later.

    support: share of baskets with both. confidence: of the baskets with `product`, those with
    `goes_with` too. lift: confidence ÷ the share of baskets with `goes_with`; 1 is chance.
    `holds`: the later lift is above 1 beyond chance (one-sided 95 %, normal approximation of
    the count of baskets with both).
    """

    product: str
    goes_with: str
    support: float
    confidence: float
    lift: float
    later_support: float
    later_confidence: float
    later_lift: float
    holds: bool


def together(rows: pd.DataFrame, top: int = 20) -> list[Pair]:
    """The pairs with the highest lift among those above chance on the earlier days.

    `rows`: customer, at, product; a basket is a customer's day. All pairs are told, those that
    do not hold on later dates too, so that nobody takes a coincidence for a rule.
    """
    lines = rows.assign(day=rows["at"].dt.normalize())
    lines = lines.drop_duplicates(["customer", "day", "product"])
    days = np.sort(lines["day"].unique())
    if len(days) < 2:
        return []
    cut = days[min(int(len(days) * (1 - LATER)), len(days) - 1)]
    early, late = _Counts.of(lines[lines["day"] < cut]), _Counts.of(lines[lines["day"] >= cut])
    likely = [
        pair for pair, n in early.pairs.items() if n >= FEWEST and early.is_above_chance(pair)
    ]
    likely.sort(key=lambda pair: (-early.lift(pair), pair))
    return [_pair(early, late, pair) for pair in likely[:top]]


@dataclass(frozen=True)
class _Counts:
    baskets: int
    single: dict[str, int]
    pairs: dict[tuple[str, str], int]

    @classmethod
    def of(cls, lines: pd.DataFrame) -> "_Counts":
        pairs: dict[tuple[str, str], int] = {}
        n = 0
        for _, products in lines.groupby(["customer", "day"], sort=False)["product"]:
            n += 1
            for pair in combinations(sorted(products), 2):
                pairs[pair] = pairs.get(pair, 0) + 1
        single = lines["product"].value_counts()
        return cls(n, {str(p): int(c) for p, c in single.items()}, pairs)

    def chance(self, pair: tuple[str, str]) -> float:
        """Baskets with both, were the two bought independently."""
        first, second = (self.single.get(p, 0) for p in pair)
        return first * second / self.baskets if self.baskets else 0.0

    def is_above_chance(self, pair: tuple[str, str]) -> bool:
        expected = self.chance(pair)
        return expected > 0 and self.pairs.get(pair, 0) - expected > SURE_Z * expected**0.5

    def lift(self, pair: tuple[str, str]) -> float:
        expected = self.chance(pair)
        return self.pairs.get(pair, 0) / expected if expected else 0.0

    def support(self, pair: tuple[str, str]) -> float:
        return self.pairs.get(pair, 0) / self.baskets if self.baskets else 0.0

    def confidence(self, pair: tuple[str, str], given: str) -> float:
        return self.pairs.get(pair, 0) / self.single[given] if self.single.get(given) else 0.0


def _pair(early: _Counts, late: _Counts, pair: tuple[str, str]) -> Pair:
    """Told from the rarer product to the commoner: that way the confidence is higher."""
    given, brings = sorted(pair, key=lambda p: (early.single[p], p))
    return Pair(
        given,
        brings,
        early.support(pair),
        early.confidence(pair, given),
        early.lift(pair),
        late.support(pair),
        late.confidence(pair, given),
        late.lift(pair),
        late.is_above_chance(pair),
    )
