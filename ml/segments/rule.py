"""A rule of at most three conditions, which people can check by hand."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Field = Literal["recency", "frequency", "spend"]
Sign = Literal["<=", ">", ">=", "<"]
MOST_CONDITIONS = 3
COMPARE: dict[Sign, Callable[[Any, float], Any]] = {
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
}


@dataclass(frozen=True)
class Condition:
    """`recency` in days since the last purchase, `frequency` in purchase days, `spend` in all."""

    field: Field
    sign: Sign
    value: float

    def holds(self, table: pd.DataFrame) -> NDArray[np.bool_]:
        """For each row of a table with the three columns."""
        return np.asarray(COMPARE[self.sign](table[self.field], self.value), np.bool_)

    def __str__(self) -> str:
        return f"{self.field} {self.sign} {self.value:g}"


@dataclass(frozen=True)
class Rule:
    """A segment: the key of its name, and the conditions that all must hold."""

    name: str
    conditions: tuple[Condition, ...]

    def holds(self, table: pd.DataFrame) -> NDArray[np.bool_]:
        """For each row of a table with the columns recency, frequency, spend."""
        found = np.ones(len(table), np.bool_)
        for condition in self.conditions:
            found &= condition.holds(table)
        return found

    def __str__(self) -> str:
        return " and ".join(str(condition) for condition in self.conditions)
