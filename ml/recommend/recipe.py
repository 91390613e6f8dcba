"""Recipes for a score: whose pull, how strongly, and whether owned products may come again."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.frame import Floats
from ml.recommend.history import History
from ml.recommend.neighbours import Kind

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Recipe:
    """`kinds` empty: popularity alone. `new_only`: what the customer owns is left out."""

    name: str
    kinds: tuple[Kind, ...] = ()
    strength: float = 0.0
    new_only: bool = False


POPULAR = Recipe("popular")
CANDIDATES = (
    Recipe("popular_new", new_only=True),
    Recipe("again", ("again",), 0.5),
    Recipe("collaborative", ("together",), 1.0),
    Recipe("collaborative_new", ("together",), 1.0, new_only=True),
    Recipe("collaborative_soft", ("together",), 0.3),
    Recipe("content", ("alike",), 1.0),
    Recipe("content_new", ("alike",), 1.0, new_only=True),
    Recipe("hybrid", ("together", "alike"), 1.0),
    Recipe("hybrid_new", ("together", "alike"), 1.0, new_only=True),
)


def scores(history: History, pulls: Mapping[Kind, Floats], recipe: Recipe, rows: Floats) -> Floats:
    """Score of each product for each row of purchases; −∞ for what is left out.

    `pulls` holds `neighbours.pull` of the rows for each kind that the recipe needs.
    """
    out = np.broadcast_to(history.popular, rows.shape)
    if recipe.kinds:
        mixed = np.mean([pulls[kind] for kind in recipe.kinds], axis=0)
        out = history.popular * (1 - recipe.strength + recipe.strength * mixed)
    return np.where(rows > 0, -np.inf, out) if recipe.new_only else out


def best(table: Floats, top: int) -> Places:
    """The columns of the highest scores of each row, best first, equal scores by their place."""
    # The tie-break is far below any real difference, and keeps partition and sort in agreement.
    ordered = table - np.arange(table.shape[1]) * 1e-13
    if top >= table.shape[1]:
        return np.argsort(-ordered, axis=1)
    found = np.argpartition(-ordered, top, axis=1)[:, :top]
    within = np.argsort(-np.take_along_axis(ordered, found, axis=1), axis=1)
    return np.take_along_axis(found, within, axis=1)
