"""Linear models of amounts and of log odds: a score a column, contributions exact by definition.

Ordinary least squares: β = argmin Σ(y − Xβ)². Ridge adds λ‖β‖². Huber replaces the square beyond
1.345 robust deviations by the distance. Logistic: argmin Σ log(1 + e^(−s·Xβ)) + λ/2 ‖β‖², by
Newton steps. (Hastie, Tibshirani, Friedman: The Elements of Statistical Learning, ch. 3 to 5.)
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.encode import Encoder, Table
from ml.frame import Floats
from ml.models.base import sigmoid
from ml.models.design import Curve, Design, Effects, scattered, telling

STEPS = 30
PENALTIES = (300.0, 100.0, 30.0, 10.0, 3.0, 1.0)
HALF_ERROR = 0.5
HUBER = 1.345  # robust deviations from which a residual counts by its distance


@dataclass(frozen=True)
class Linear:
    """Intercept plus an effect of each column."""

    algorithm: str
    effects: Effects
    intercept: float
    means: Floats  # mean score of each column over the training rows: the background

    def raw(self, table: Table) -> Floats:
        """Intercept plus the columns' scores."""
        out: Floats = self.intercept + self.effects.of(table).sum(axis=1)
        return out

    def contributions(self, table: Table) -> tuple[Floats, float]:
        """Each column's score above its mean in training, in the raw score's own unit."""
        return self.effects.of(table) - self.means, float(self.intercept + self.means.sum())

    def state(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "algorithm": self.algorithm,
            "effects": self.effects.state(),
            "intercept": self.intercept,
            "means": self.means.tolist(),
        }

    @classmethod
    def read(cls, state: dict[str, Any]) -> "Linear":
        """The model that `state` described."""
        return cls(
            str(state["algorithm"]),
            Effects.read(state["effects"]),
            float(state["intercept"]),
            np.array(state["means"], float),
        )


def built(name: str, effects: Effects, intercept: float, table: Table) -> Linear:
    """A linear model whose background is the mean over `table`."""
    scores = effects.of(table)
    return Linear(name, effects, intercept, scores.mean(axis=0))


def widths_of(encoder: Encoder) -> tuple[int, ...]:
    """Codes of each category column: missing, other, not chosen, then the named ones."""
    return tuple(len(column.words) for column in encoder.categories)


def least_squares(table: Table, target: Floats, widths: tuple[int, ...]) -> Linear:
    """The textbook fit; where columns repeat each other, the shortest solution.

    A number that is missing later counts as its training mean.
    """
    words = Design((), widths).matrix(table)
    matrix = np.column_stack([table.numbers, words])
    centre, middle = matrix.mean(axis=0), target.mean()
    slopes: Floats = np.linalg.lstsq(matrix - centre, target - middle, rcond=None)[0]
    count = table.numbers.shape[1]
    means = centre[:count] * slopes[:count]
    lines = zip(slopes[:count], means, strict=True)
    curves = tuple(straight(float(slope), float(mean)) for slope, mean in lines)
    effects = Effects(curves, Design((), widths).effects(slopes[count:]).words)
    return built("linear", effects, float(middle - centre @ slopes), table)


def straight(slope: float, missing: float = np.nan) -> Curve:
    """Slope × x, without an end."""
    return Curve(np.zeros(0), np.zeros(0), missing, slope)


def ridge(table: Table, target: Floats, widths: tuple[int, ...], penalty: float) -> Linear:
    """Least squares with λ‖β‖² on standardised columns."""
    design = Design.learn(table, widths, bends=True)
    matrix = design.matrix(table)
    kept = telling(matrix, target)
    solved = _weighted(matrix[:, kept], target, np.ones(len(target)), penalty)
    weights = scattered(solved[:-1], kept, matrix.shape[1])
    return built("linear", design.effects(weights), float(solved[-1]), table)


def huber(table: Table, target: Floats, widths: tuple[int, ...], penalty: float) -> Linear:
    """Ridge by Huber's loss, by reweighting: an outlier pulls no harder than its neighbours."""
    design = Design.learn(table, widths, bends=True)
    matrix = design.matrix(table)
    kept = telling(matrix, target)
    near = matrix[:, kept]
    weights: Floats = np.ones(len(target), np.float64)
    for _ in range(STEPS):
        solved = _weighted(near, target, weights, penalty)
        residual = np.abs(target - near @ solved[:-1] - solved[-1])
        width = HUBER * (1.4826 * float(np.median(residual)) + 1e-12)
        np.minimum(1.0, width / np.maximum(residual, 1e-12), out=weights)
    effects = design.effects(scattered(solved[:-1], kept, matrix.shape[1]))
    return built("linear", effects, float(solved[-1]), table)


def _weighted(matrix: Floats, target: Floats, weights: Floats, penalty: float) -> Floats:
    """Weighted ridge with a free intercept, which stands last."""
    full = np.column_stack([matrix, np.ones(len(matrix))])
    gram = (full * weights[:, None]).T @ full
    gram[np.diag_indices(len(gram))] += np.append(np.full(matrix.shape[1], penalty), 1e-9)
    return np.array(np.linalg.solve(gram, full.T @ (weights * target)), np.float64)


def logistic(
    table: Table, target: Floats, widths: tuple[int, ...], penalty: float | None = None
) -> Linear:
    """Logistic regression with λ/2 ‖β‖² on standardised columns, intercept free.

    Without a penalty, it is chosen by approximate leave-one-out log loss.
    """
    design = Design.learn(table, widths, bends=True)
    matrix = design.matrix(table)
    kept = telling(matrix, target)
    near = matrix[:, kept]
    solved = newton(near, target, penalty) if penalty else _best_penalty(near, target)
    weights = scattered(solved[:-1], kept, matrix.shape[1])
    return built("logistic", design.effects(weights), float(solved[-1]), table)


def _best_penalty(matrix: Floats, target: Floats) -> Floats:
    """The strongest of `PENALTIES` within half a standard error of the best, each left out."""
    tried: list[tuple[Floats, Floats]] = []
    start: Floats | None = None
    for penalty in PENALTIES:
        start = newton(matrix, target, penalty, start)
        tried.append((start, left_out(matrix, target, penalty, start)))
        if tried[-1][1].mean() > 1.01 * min(losses.mean() for _, losses in tried):
            break
    best = min((losses for _, losses in tried), key=lambda losses: float(losses.mean()))
    errors = HALF_ERROR / len(target) ** 0.5
    good = (s for s, losses in tried if (losses - best).mean() <= errors * (losses - best).std())
    return next(good)


def left_out(matrix: Floats, target: Floats, penalty: float, solved: Floats) -> Floats:
    """Log loss of each row by the model without it, to second order (Rad, Maleki 2020)."""
    full = np.column_stack([matrix, np.ones(len(matrix))])
    raw = full @ solved
    chance = sigmoid(raw)
    weight = np.maximum(chance * (1 - chance), 1e-6)
    bend = (full * weight[:, None]).T @ full
    bend[np.diag_indices(len(bend))] += np.append(np.full(matrix.shape[1], penalty), 1e-9)
    lever = np.einsum("ij,ji->i", full, np.linalg.solve(bend, full.T))
    without = raw + lever * (chance - target) / np.maximum(1 - weight * lever, 0.05)
    out: Floats = np.logaddexp(0.0, without) - target * without
    return out


def newton(matrix: Floats, target: Floats, penalty: float, start: Floats | None = None) -> Floats:
    """The logistic weights (intercept last), from `start` or from the base rate on."""
    full = np.column_stack([matrix, np.ones(len(matrix))])
    pull = np.append(np.full(matrix.shape[1], penalty), 1e-9)
    share = np.clip(target.mean(), 1e-6, 1 - 1e-6)
    at: Floats = np.append(np.zeros(matrix.shape[1]), np.log(share / (1 - share)))
    at = at if start is None else start
    for _ in range(STEPS):
        chance = sigmoid(full @ at)
        slope = full.T @ (chance - target) + pull * at
        bend = (full * np.maximum(chance * (1 - chance), 1e-6)[:, None]).T @ full
        bend[np.diag_indices(len(bend))] += pull
        step = np.linalg.solve(bend, slope)
        at = at - step * min(1.0, 10.0 / (np.abs(step).max() + 1e-12))
        if np.abs(step).max() < 1e-3:
            break
    return at
