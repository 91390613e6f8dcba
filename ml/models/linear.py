"""Linear models of amounts and of log odds: a weight a column, contributions exact by definition.

Ordinary least squares: β = argmin Σ(y − Xβ)². Ridge adds λ‖β‖². Huber replaces the square beyond
1.345 robust deviations by the distance. Logistic: argmin Σ log(1 + e^(−s·Xβ)) + λ/2 ‖β‖², by
Newton steps. (Hastie, Tibshirani, Friedman: The Elements of Statistical Learning, ch. 3 and 4.)
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.encode import Encoder, Table
from ml.frame import Floats
from ml.models.base import sigmoid
from ml.models.design import Design

STEPS = 30
HUBER = 1.345  # robust deviations from which a residual counts by its distance


@dataclass(frozen=True)
class Linear:
    """Intercept plus a weight for each column (and category) of the design."""

    algorithm: str
    design: Design
    weights: Floats
    intercept: float
    means: Floats  # mean contribution of each column over the training rows: the background

    def raw(self, table: Table) -> Floats:
        """Intercept plus the columns' scores."""
        out: Floats = self.intercept + self.design.score(table, self.weights).sum(axis=1)
        return out

    def contributions(self, table: Table) -> tuple[Floats, float]:
        """Each column's score above its mean in training, in the raw score's own unit."""
        parts = self.design.score(table, self.weights) - self.means
        return parts, float(self.intercept + self.means.sum())

    def state(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "algorithm": self.algorithm,
            "design": self.design.state(),
            "weights": self.weights.tolist(),
            "intercept": self.intercept,
            "means": self.means.tolist(),
        }

    @classmethod
    def of(cls, state: dict[str, Any]) -> "Linear":
        """The model that `state` described."""
        return cls(
            str(state["algorithm"]),
            Design.of(state["design"]),
            np.array(state["weights"], float),
            float(state["intercept"]),
            np.array(state["means"], float),
        )


def widths_of(encoder: Encoder) -> tuple[int, ...]:
    """Codes of each category column: missing, the rest, then the named ones."""
    return tuple(len(column.levels) + 2 for column in encoder.categories)


def least_squares(table: Table, target: Floats, widths: tuple[int, ...]) -> Linear:
    """The textbook fit; where columns repeat each other, the shortest solution.

    A number that is missing later counts as its training mean.
    """
    design = Design.plain(table, widths)
    solution = _ols(design.matrix(table), target)
    count = table.numbers.shape[1]
    solution[count : 2 * count] = solution[:count] * table.numbers.mean(axis=0)
    return built("linear", design, table, solution)


def _ols(matrix: Floats, target: Floats) -> Floats:
    centre, middle = matrix.mean(axis=0), target.mean()
    weights: Floats = np.linalg.lstsq(matrix - centre, target - middle, rcond=None)[0]
    return np.append(weights, middle - centre @ weights)


def built(name: str, design: Design, table: Table, solution: Floats) -> Linear:
    """A linear model of solved weights (intercept last), its background from `table`."""
    weights, intercept = solution[:-1], float(solution[-1])
    return Linear(name, design, weights, intercept, design.score(table, weights).mean(axis=0))


def ridge(table: Table, target: Floats, widths: tuple[int, ...], penalty: float) -> Linear:
    """Least squares with λ‖β‖² on standardised columns."""
    design = Design.learn(table, widths)
    matrix = design.matrix(table)
    solution = _weighted(matrix, target, np.ones(len(target)), penalty)
    return built("linear", design, table, solution)


def huber(table: Table, target: Floats, widths: tuple[int, ...], penalty: float) -> Linear:
    """Ridge by Huber's loss, by reweighting: an outlier pulls no harder than its neighbours."""
    design = Design.learn(table, widths)
    matrix = design.matrix(table)
    weights = np.ones(len(target))
    solution = np.zeros(matrix.shape[1] + 1)
    for _ in range(STEPS):
        solution = _weighted(matrix, target, weights, penalty)
        residual = np.abs(target - matrix @ solution[:-1] - solution[-1])
        width = HUBER * (1.4826 * np.median(residual) + 1e-12)
        weights = np.minimum(1.0, width / np.maximum(residual, 1e-12))
    return built("linear", design, table, solution)


def _weighted(matrix: Floats, target: Floats, weights: Floats, penalty: float) -> Floats:
    """Weighted ridge with a free intercept, which stands last."""
    full = np.column_stack([matrix, np.ones(len(matrix))])
    gram = (full * weights[:, None]).T @ full
    gram[np.diag_indices(len(gram))] += np.append(np.full(matrix.shape[1], penalty), 1e-9)
    out: Floats = np.linalg.solve(gram, full.T @ (weights * target))
    return out


def logistic(table: Table, target: Floats, widths: tuple[int, ...], penalty: float = 1.0) -> Linear:
    """Logistic regression with λ/2 ‖β‖² on standardised columns, intercept free."""
    design = Design.learn(table, widths)
    solution = newton(design.matrix(table), target, penalty)
    return built("logistic", design, table, solution)


def newton(matrix: Floats, target: Floats, penalty: float, start: Floats | None = None) -> Floats:
    """The logistic weights (intercept last), from `start` or from the base rate."""
    full = np.column_stack([matrix, np.ones(len(matrix))])
    ridge_by = np.append(np.full(matrix.shape[1], penalty), 1e-9)
    share = np.clip(target.mean(), 1e-6, 1 - 1e-6)
    at = np.append(np.zeros(matrix.shape[1]), np.log(share / (1 - share)))
    at = at if start is None else start
    for _ in range(STEPS):
        chance = sigmoid(full @ at)
        slope = full.T @ (chance - target) + ridge_by * at
        bend = (full * np.maximum(chance * (1 - chance), 1e-6)[:, None]).T @ full
        bend[np.diag_indices(len(bend))] += ridge_by
        step = np.linalg.solve(bend, slope)
        at = at - step * min(1.0, 10.0 / (np.abs(step).max() + 1e-12))
        if np.abs(step).max() < 1e-6:
            break
    out: Floats = at
    return out
