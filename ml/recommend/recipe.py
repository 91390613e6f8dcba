"""Recipes for a score: whose pull, how strongly, and whether owned products may come again."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ml.frame import Floats
from ml.recommend.history import History
from ml.recommend.neighbours import Kind, Weights, pull


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


def scores(
    history: History, weights: Mapping[Kind, Weights], recipe: Recipe, rows: Floats
) -> Floats:
    """Score of each product for each row of purchases; −∞ for what is left out."""
    moved = np.ones((len(rows), len(history.products)))
    if recipe.kinds:
        pulls = [pull(history, weights[kind], rows) for kind in recipe.kinds]
        moved = 1 - recipe.strength + recipe.strength * np.mean(pulls, axis=0)
    out = history.popular * moved
    return np.where(rows > 0, -np.inf, out) if recipe.new_only else out


def best(table: Floats, top: int) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    """The columns of the highest scores of each row, best first, equal scores by their place."""
    order = np.argsort(-table, axis=1, kind="stable")
    found: np.ndarray[tuple[int, int], np.dtype[np.int64]] = order[:, :top]
    return found
