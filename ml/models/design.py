"""Linear models' view of a table: bends for numbers, one weight a category.

For fitting, a number becomes its standardised value, a flag for "missing" and a hinge
max(0, x − knot) at each knot, so that its effect may bend; a category becomes one column a word.
For scoring no such matrix is built: each number has a `Curve`, each category a list of weights.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.encode import Table
from ml.frame import Floats

Places = NDArray[np.intp]

KNOTS = (0.1, 0.25, 0.5, 0.75, 0.9)  # quantiles at which an effect may bend
ROWS_FOR_BENDS = 1000  # below, straight lines are the safer guess
VALUES_FOR_BENDS = 10
ZEROS = 0.1
WIDE, KEPT = 300, 100  # wider matrices keep the columns that tell most alone
TAIL = 0.002  # of the rows at either end are held to the quantile


@dataclass(frozen=True)
class Curve:
    """One number's score: straight between points, level outside; without points, a slope."""

    at: Floats
    score: Floats
    missing: float
    slope: float = 0.0
    log: bool = False  # read along log(1 + x)

    def of(self, numbers: Floats) -> Floats:
        """The score of each value, `missing` for NaN."""
        along = logged(numbers) if self.log else numbers
        known = np.interp(along, self.at, self.score) if len(self.at) else self.slope * numbers
        out: Floats = np.where(np.isnan(numbers), self.missing, known)
        return out

    def state(self) -> list[Any]:
        """Plain JSON values."""
        return [self.at.tolist(), self.score.tolist(), self.missing, self.slope, self.log]

    @classmethod
    def read(cls, state: list[Any]) -> "Curve":
        """The curve that `state` described."""
        at, score, missing, slope, log = state
        points = np.array(at, float), np.array(score, float)
        return cls(*points, float(missing), float(slope), bool(log))


def logged(numbers: Floats) -> Floats:
    """log(1 + x), values below zero as zero."""
    return np.log1p(np.maximum(numbers, 0.0))


def is_skewed(seen: Floats) -> bool:
    """Whether values are of different orders of magnitude: better compared by logarithms.

    Not where many are zero: they would lie far away from the small ones.
    """
    top, middle, low = np.quantile(seen, [0.99, 0.5, ZEROS])
    return bool(seen.min() >= 0 and low > 0 and top > 5 * middle and top > 10)


@dataclass(frozen=True)
class NumberBasis:
    """The fitting columns of one number, centred and scaled on the training rows."""

    knots: Floats  # lowest and highest held values, the bends between them
    centre: Floats
    scale: Floats
    log: bool = False

    @classmethod
    def learn(cls, values: Floats, bends: bool) -> "NumberBasis":
        """Knots at quantiles of the filled values; no bends where there are few of them."""
        seen = values[np.isfinite(values)]
        if not len(seen) or not seen.any():
            return cls(np.zeros(2), np.zeros(1), np.ones(1))
        log = is_skewed(seen)
        seen = logged(seen) if log else seen
        tail = TAIL if len(seen) > 50 else 0.0
        low, high = np.quantile(seen, [tail, 1 - tail])
        inner = np.unique(np.quantile(seen, KNOTS)) if bends else np.zeros(0)
        if len(np.unique(seen)) < VALUES_FOR_BENDS:
            inner = np.zeros(0)
        knots = np.concatenate([[low], inner[(inner > low) & (inner < high)], [high]])
        raw = _hinges(seen, knots)
        spread = raw.std(axis=0)
        return cls(knots, raw.mean(axis=0), np.where(spread > 0, spread, 1.0), log)

    def matrix(self, values: Floats) -> Floats:
        """Rows × (value, hinges …, missing flag), zero where the value is missing."""
        missing = np.isnan(values)
        along = logged(values) if self.log else values
        basis = self._scaled(np.where(missing, 0.0, along))
        basis[missing] = 0.0
        return np.column_stack([basis, missing.astype(float)])

    def _scaled(self, along: Floats) -> Floats:
        out: Floats = (_hinges(along, self.knots) - self.centre) / self.scale
        return out

    def curve(self, weights: Floats) -> Curve:
        """The curve of the solved weights (the flag's last)."""
        score = self._scaled(self.knots) @ weights[:-1]
        return Curve(self.knots, score, float(weights[-1]), log=self.log)

    @property
    def width(self) -> int:
        """Columns in the fitting matrix."""
        return len(self.centre) + 1

    def state(self) -> list[Any]:
        """Plain JSON values."""
        return [self.knots.tolist(), self.centre.tolist(), self.scale.tolist(), self.log]

    @classmethod
    def read(cls, state: list[Any]) -> "NumberBasis":
        """The basis that `state` described."""
        knots, centre, scale = (np.array(values, float) for values in state[:3])
        return cls(knots, centre, scale, bool(state[3]))


def _hinges(values: Floats, knots: Floats) -> Floats:
    held = np.clip(values, knots[0], knots[-1])
    return np.column_stack([held, *(np.maximum(held - knot, 0.0) for knot in knots[1:-1])])


@dataclass(frozen=True)
class Design:
    """The bases of the numbers and the widths of the category columns."""

    bases: tuple[NumberBasis, ...]
    widths: tuple[int, ...]

    @classmethod
    def learn(cls, table: Table, widths: tuple[int, ...], *, bends: bool) -> "Design":
        """From training rows; `bends` off gives straight effects."""
        bend = bends and len(table) >= ROWS_FOR_BENDS
        columns = range(table.numbers.shape[1])
        return cls(tuple(NumberBasis.learn(table.numbers[:, at], bend) for at in columns), widths)

    def matrix(self, table: Table) -> Floats:
        """The fitting matrix, without an intercept."""
        parts = [b.matrix(table.numbers[:, at]) for at, b in enumerate(self.bases)]
        for at, width in enumerate(self.widths):
            parts.append((table.codes[:, at, None] == np.arange(width)).astype(float))
        return np.concatenate(parts, axis=1) if parts else np.zeros((len(table), 0))

    def effects(self, weights: Floats) -> "Effects":
        """What solved weights mean, column by column."""
        curves, start = [], 0
        for basis in self.bases:
            curves.append(basis.curve(weights[start : start + basis.width]))
            start += basis.width
        ends = start + np.cumsum(self.widths, dtype=int)
        words = np.split(weights[start:], ends[:-1] - start) if len(ends) else []
        return Effects(tuple(curves), tuple(words))


@dataclass(frozen=True)
class Effects:
    """A score for each column: a curve a number, a weight a category."""

    curves: tuple[Curve, ...]
    words: tuple[Floats, ...]

    def of(self, table: Table) -> Floats:
        """Rows × columns (numbers, then categories)."""
        out = np.empty((len(table), len(self.curves) + len(self.words)))
        for at, curve in enumerate(self.curves):
            out[:, at] = curve.of(table.numbers[:, at])
        for at, weights in enumerate(self.words):
            out[:, len(self.curves) + at] = weights[table.codes[:, at]]
        return out

    def state(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "curves": [c.state() for c in self.curves],
            "words": [w.tolist() for w in self.words],
        }

    @classmethod
    def read(cls, state: dict[str, Any]) -> "Effects":
        """The effects that `state` described."""
        words = tuple(np.array(weights, float) for weights in state["words"])
        return cls(tuple(Curve.read(curve) for curve in state["curves"]), words)


def telling(matrix: Floats, target: Floats) -> Places:
    """The columns to fit: all, or of a wide matrix those most correlated with the target.

    Told by the rows that are learned from, so a fold's held-back rows have no say in it.
    """
    if matrix.shape[1] <= WIDE:
        return np.arange(matrix.shape[1])
    spread = matrix.std(axis=0)
    pull = np.abs((target - target.mean()) @ (matrix - matrix.mean(axis=0)))
    strength = np.divide(pull, spread, out=np.zeros_like(pull), where=spread > 0)
    return np.sort(np.argsort(-strength, kind="stable")[:KEPT])


def scattered(weights: Floats, kept: Places, width: int) -> Floats:
    """Weights of the kept columns in their places, zero elsewhere."""
    out = np.zeros(width)
    out[kept] = weights
    return out
