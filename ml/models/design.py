"""Linear models' view of a table: standardised numbers, one weight a category.

A number column has a second weight for "missing" when rows of it are; the model's matrix is built
for fitting only, scoring looks the weights up.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.encode import Table
from ml.frame import Floats


@dataclass(frozen=True)
class Design:
    """Scaling of the numbers and the width of each category column, learned on training rows."""

    centre: Floats
    scale: Floats
    low: Floats
    high: Floats
    widths: tuple[int, ...]

    @classmethod
    def learn(cls, table: Table, widths: tuple[int, ...]) -> "Design":
        """Centre by the mean, scale by the deviation, hold new values within what was seen."""
        rows, columns = table.numbers.shape
        low, high = np.zeros(columns), np.zeros(columns)
        centre, scale = np.zeros(columns), np.ones(columns)
        for at in range(columns):
            seen = table.numbers[:, at][np.isfinite(table.numbers[:, at])]
            if len(seen):
                low[at], high[at] = (
                    np.quantile(seen, [0.002, 0.998])
                    if rows > 50
                    else (
                        seen.min(),
                        seen.max(),
                    )
                )
                held = np.clip(seen, low[at], high[at])
                centre[at], scale[at] = held.mean(), held.std() or 1.0
        return cls(centre, scale, low, high, widths)

    @classmethod
    def plain(cls, table: Table, widths: tuple[int, ...]) -> "Design":
        """No centring, no scaling, no holding: the columns as they are."""
        count = table.numbers.shape[1]
        far = np.full(count, np.finfo(float).max)
        return cls(np.zeros(count), np.ones(count), -far, far, widths)

    def scaled(self, numbers: Floats) -> Floats:
        """Numbers standardised; NaN stays."""
        held: Floats = (np.clip(numbers, self.low, self.high) - self.centre) / self.scale
        return held

    def matrix(self, table: Table) -> Floats:
        """Rows × (numbers, their missing flags, one-hot categories) for fitting."""
        scaled = self.scaled(table.numbers)
        missing = np.isnan(scaled)
        parts = [np.where(missing, 0.0, scaled), missing.astype(float)]
        for at, width in enumerate(self.widths):
            parts.append((table.codes[:, at, None] == np.arange(width)).astype(float))
        return np.concatenate(parts, axis=1)

    def score(self, table: Table, weights: Floats) -> Floats:
        """`matrix(table) @ weights` a column: rows × columns, without building the matrix."""
        count = table.numbers.shape[1]
        out = np.empty((len(table), count + len(self.widths)))
        scaled = self.scaled(table.numbers)
        for at in range(count):
            column = scaled[:, at]
            out[:, at] = np.where(np.isnan(column), weights[count + at], column * weights[at])
        start = 2 * count
        for at, width in enumerate(self.widths):
            out[:, count + at] = weights[start : start + width][table.codes[:, at]]
            start += width
        return out

    def state(self) -> dict[str, Any]:
        """Plain JSON values."""
        arrays = {k: getattr(self, k).tolist() for k in ("centre", "scale", "low", "high")}
        return {**arrays, "widths": list(self.widths)}

    @classmethod
    def of(cls, state: dict[str, Any]) -> "Design":
        """The design that `state` described."""
        arrays = (np.array(state[k], float) for k in ("centre", "scale", "low", "high"))
        return cls(*arrays, tuple(int(w) for w in state["widths"]))
