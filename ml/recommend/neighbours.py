"""Which products speak for which: three product-by-product weights and their mixture.

A customer's *pull* towards product j is Σᵢ bought(i) · W[i, j], divided by the mean pull of all
customers and scaled so that the popularity-weighted mean over products is 1. The score is
popular(j) · ((1 − w) + w · pull): popularity, moved by the customer's own history.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ml.frame import Floats
from ml.recommend.history import History

Kind = Literal["again", "together", "alike"]
PENALTY = 200.0


@dataclass(frozen=True)
class Weights:
    """`table[i, j]`: how much a purchase of i speaks for j.

    `table` is None for `again`: a purchase speaks for the same product, repeats the more so.
    """

    kind: Kind
    table: Floats | None

    def of(self, seen: Floats) -> Floats:
        """What each row of purchases says for each product."""
        return seen if self.table is None else seen @ self.table


AGAIN = Weights("again", None)


def together(history: History) -> Weights:
    """Collaborative: bought by the same customers; who buys one may also avoid the other.

    The closed form of Steck 2019, Embarrassingly Shallow Autoencoders for Sparse Data.
    """
    ones = _ones(history)
    gram = np.asarray((ones.T @ ones).todense(), np.float64)
    inverse = np.linalg.inv(gram + PENALTY * np.eye(len(gram)))
    table = -inverse / np.diag(inverse)
    np.fill_diagonal(table, 0)
    return Weights("together", table)


def alike(similarity: Floats) -> Weights:
    """Content-based: products with the same attributes."""
    return Weights("alike", similarity)


def pull(history: History, weights: Weights, rows: Floats) -> Floats:
    """The pull of each row of purchases towards each product; 1 everywhere for an empty row."""
    repeats = weights.table is None
    seen = rows if repeats else (rows > 0).astype(np.float64)
    everyone = history.bought if repeats else _ones(history)
    mean = weights.of(np.asarray(everyone.mean(axis=0)).ravel())
    # A product towards which almost nothing pulls would get a huge ratio from one purchase.
    floor = max(float(np.abs(mean).mean()) * 0.05, 1e-12)
    ratio = np.maximum(weights.of(seen), 0) / np.maximum(mean, floor)
    level = ratio @ history.popular / max(float(history.popular.sum()), 1e-12)
    scaled = ratio / np.where(level > 0, level, 1)[:, None]
    out: Floats = np.where((level > 0)[:, None], scaled, 1.0)
    return out


def _ones(history: History):  # type: ignore[no-untyped-def]  # noqa: ANN202 - scipy has no types
    ones = history.bought.copy()
    ones.data = np.ones_like(ones.data)
    return ones
