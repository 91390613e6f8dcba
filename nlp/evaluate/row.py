"""A line of the table: a figure, and what others reach on the same texts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.evaluate.times import Figure

DRAWS = 400


@dataclass(frozen=True, slots=True)
class Row:
    """A figure with its baseline (what it is called and reached), where there is one."""

    figure: Figure
    baseline: str = ""


def accuracy(name: str, met: Sequence[bool] | NDArray[np.bool_], bar: float, goal: float) -> Figure:
    """A share of texts met, with its 95 % bootstrap interval."""
    hits = np.asarray(met, dtype=float)
    rng = np.random.default_rng(0)
    draws = [hits[rng.integers(0, len(hits), len(hits))].mean() for _ in range(DRAWS)]
    low, high = (float(x) for x in np.quantile(draws, (0.025, 0.975)))
    return Figure(name, float(hits.mean()), "accuracy", len(hits), bar, goal, low, high)


def macro_f1(
    name: str, guesses: NDArray[np.int64], truth: NDArray[np.int64], bar: float, goal: float
) -> Figure:
    """The mean F1 of the classes, with its 95 % bootstrap interval."""
    rng = np.random.default_rng(0)
    picks = [rng.integers(0, len(truth), len(truth)) for _ in range(DRAWS)]
    draws = [mean_f1(guesses[pick], truth[pick]) for pick in picks]
    low, high = (float(x) for x in np.quantile(draws, (0.025, 0.975)))
    value = mean_f1(guesses, truth)
    return Figure(name, value, "macro-F1", len(truth), bar, goal, low, high)


def mean_f1(guesses: NDArray[np.int64], truth: NDArray[np.int64]) -> float:
    """Macro-F1 over the classes that are in `truth`."""
    scores = []
    for label in np.unique(truth):
        both = ((guesses == label) & (truth == label)).sum()
        scores.append(2 * both / ((guesses == label).sum() + (truth == label).sum()))
    return float(np.mean(scores))
