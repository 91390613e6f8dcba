"""The algorithms that may try, simplest first, and how each is fitted to a table."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ml.encode import Table
from ml.frame import Floats
from ml.models.base import Model, logit
from ml.models.blend import Blend
from ml.models.design import WIDE, telling
from ml.models.linear import huber, logistic, ridge
from ml.models.network import network
from ml.models.trees import Growth, boosting, columns, forest, learn_values, tree

FOR_CHANCES = ("logistic", "tree", "blend", "boosting", "forest", "network")
FOR_AMOUNTS = ("linear", "tree", "blend", "boosting", "forest", "network")
BLENDED = {"chance": ("logistic", "boosting"), "amount": ("linear", "boosting")}
RIDGE_PENALTY = 10.0


@dataclass(frozen=True)
class Setting:
    """What every fit needs besides the rows."""

    widths: tuple[int, ...]
    chance: bool
    seed: int

    @property
    def growth(self) -> Growth:
        """How trees grow: log loss for chances, absolute error for amounts."""
        return Growth("binary" if self.chance else "l1", self.seed, self.widths)


Fit = Callable[[Table, Floats, Setting], Model]


def _network(table: Table, target: Floats, setting: Setting) -> Model:
    return network(table, target, setting.widths, chance=setting.chance, seed=setting.seed)


def _linear(table: Table, target: Floats, setting: Setting) -> Model:
    if setting.chance:
        # Least squares on one Newton step from the base rate: a linear discriminant's log odds.
        rate = float(np.clip(target.mean(), 1e-3, 1 - 1e-3))
        steps = logit(rate) + (target - rate) / (rate * (1 - rate))
        return ridge(table, steps, setting.widths, RIDGE_PENALTY)
    return huber(table, target, setting.widths, RIDGE_PENALTY)


FITS: dict[str, Fit] = {
    "linear": _linear,
    "logistic": lambda table, target, s: logistic(table, target, s.widths),
    "tree": lambda table, target, s: tree(table, target, s.growth),
    "forest": lambda table, target, s: forest(table, target, s.growth),
    "boosting": lambda table, target, s: boosting(table, target, s.growth),
    "network": _network,
}


def narrowed(table: Table, target: Floats, setting: Setting) -> Table:
    """The table as it is, or of a very wide one only the columns that tell most alone.

    The others are blanked, so that no model learns from them. Told by these rows only: rows that
    are held back have no say.
    """
    numbers = table.numbers.shape[1]
    if numbers + table.codes.shape[1] <= WIDE:
        return table
    matrix = columns(table, learn_values(table, target, setting.widths))
    blank = np.ones(matrix.shape[1], bool)
    blank[telling(np.where(np.isfinite(matrix), matrix, 0.0), target)] = False
    return Table(
        np.where(blank[:numbers], 0.0, table.numbers),
        np.where(blank[numbers:], 0, table.codes).astype(np.int32),
    )


def fit(name: str, table: Table, target: Floats, setting: Setting) -> Model:
    """The named algorithm fitted to all rows of the table."""
    if name == "blend":
        return blend([fit(part, table, target, setting) for part in parts_of(setting)])
    return FITS[name](table, target, setting)


def parts_of(setting: Setting) -> tuple[str, ...]:
    """The algorithms that a blend is made of."""
    return BLENDED["chance" if setting.chance else "amount"]


def blend(models: list[Model]) -> Blend:
    """The mean of the models' raw scores."""
    return Blend(tuple(models))
