"""Two models at once: the mean of their raw scores, so that contributions are means too."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.encode import Table
from ml.frame import Floats
from ml.models.base import Model


@dataclass(frozen=True)
class Blend:
    """The mean of its parts' raw scores."""

    parts: tuple[Model, ...]
    algorithm: str = "blend"

    def raw(self, table: Table) -> Floats:
        """Mean of the parts' raw scores."""
        out: Floats = np.mean([part.raw(table) for part in self.parts], axis=0)
        return out

    def contributions(self, table: Table) -> tuple[Floats, float]:
        """Means of the parts' exact contributions and backgrounds."""
        each = [part.contributions(table) for part in self.parts]
        values: Floats = np.mean([parts for parts, _ in each], axis=0)
        return values, float(np.mean([background for _, background in each]))

    def state(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"algorithm": self.algorithm, "parts": [part.state() for part in self.parts]}
