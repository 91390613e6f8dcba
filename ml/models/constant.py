"""The baseline as a model: the same answer for everybody."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.encode import Table
from ml.frame import Floats


@dataclass(frozen=True)
class Constant:
    """The base rate's log odds, or the usual amount, for every row."""

    value: float
    algorithm: str = "base rate"

    def raw(self, table: Table) -> Floats:
        """The value, a row each."""
        return np.full(len(table), self.value)

    def contributions(self, table: Table) -> tuple[Floats, float]:
        """No column contributes."""
        return np.zeros((len(table), table.numbers.shape[1] + table.codes.shape[1])), self.value

    def state(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"algorithm": self.algorithm, "value": self.value}

    @classmethod
    def read(cls, state: dict[str, Any]) -> "Constant":
        """The model that `state` described."""
        return cls(float(state["value"]), str(state["algorithm"]))
