"""What every algorithm offers once it is fitted."""

from typing import Any, Protocol

import numpy as np

from ml.encode import Table
from ml.frame import Floats


class Model(Protocol):
    """A fitted algorithm; its raw score is a log odds (yes/no), an amount or its logarithm."""

    @property
    def algorithm(self) -> str:
        """Its name in `--algorithm` and in the comparison."""
        ...

    def raw(self, table: Table) -> Floats:
        """The raw score of each row."""
        ...

    def contributions(self, table: Table) -> tuple[Floats, float]:
        """(rows × encoder's columns, background): each row plus the background is its raw."""
        ...

    def state(self) -> dict[str, Any]:
        """The model as plain JSON values, readable by its class's `of`."""
        ...


def sigmoid(raw: Floats) -> Floats:
    """1 / (1 + e^−x), without overflow."""
    out: Floats = 0.5 * (1 + np.tanh(0.5 * raw))
    return out


def logit(chance: Floats | float) -> Floats:
    """log(p / (1 − p)), chances held within one in a billion of 0 and 1."""
    held = np.clip(chance, 1e-9, 1 - 1e-9)
    out: Floats = np.log(held / (1 - held))
    return out
