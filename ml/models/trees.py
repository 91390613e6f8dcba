"""Tree, forest and boosting: one engine (LightGBM), one text format, exact Shapley values.

Boosting adds small trees, each fitted to the gradient of the loss of those before it (Friedman
2001). A forest averages trees grown on bootstrap rows and random columns (Breiman 2001). The tree
is one of them, its leaves holding the shrunk log odds (or median) of their rows. Contributions are
path-dependent Shapley values (Lundberg, Erion, Lee 2018), in the raw score's own unit.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ml.encode import Table
from ml.frame import Floats

FOREST = 100
SMALL_ROWS = 2_000  # below, shallower trees
QUIET = {"verbose": -1, "num_threads": 1, "deterministic": True, "force_row_wise": True}


@dataclass(frozen=True)
class Trees:
    """A fitted ensemble as LightGBM's text; categories are split by their codes' order."""

    algorithm: str
    text: str
    scale: float = 1.0  # a forest's mean: LightGBM's raw scores are sums

    @cached_property
    def booster(self) -> Any:  # noqa: ANN401 - LightGBM has no types
        """The ensemble, read from its text when first used."""
        import lightgbm  # noqa: PLC0415 - heavy

        return lightgbm.Booster(model_str=self.text)

    def raw(self, table: Table) -> Floats:
        """The ensemble's raw score."""
        out: Floats = self.booster.predict(columns(table), raw_score=True)
        return np.asarray(out, float) * self.scale

    def contributions(self, table: Table) -> tuple[Floats, float]:
        """Shapley values over the training rows' paths; what rounding left goes to the largest."""
        if not len(table):
            return np.zeros((0, columns(table).shape[1])), 0.0
        shapley = self.booster.predict(columns(table), pred_contrib=True)
        values = np.asarray(shapley, float) * self.scale
        parts, background = values[:, :-1].copy(), float(values[0, -1])
        rest = self.raw(table) - background - parts.sum(axis=1)
        parts[np.arange(len(parts)), np.abs(parts).argmax(axis=1)] += rest
        return parts, background

    def state(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"algorithm": self.algorithm, "text": self.text, "scale": self.scale}

    @classmethod
    def read(cls, state: dict[str, Any]) -> "Trees":
        """The ensemble that `state` described."""
        return cls(str(state["algorithm"]), str(state["text"]), float(state["scale"]))


def columns(table: Table) -> Floats:
    """The table as one matrix: numbers, then codes."""
    return np.column_stack([table.numbers, table.codes.astype(float)])


@dataclass(frozen=True)
class Growth:
    """How an ensemble grows; `loss` is LightGBM's objective: binary, l2 or l1."""

    loss: str
    seed: int


def boosting(table: Table, target: Floats, growth: Growth) -> Trees:
    """200 to 300 trees of 4 to 15 leaves, each on a part of the rows and columns."""
    big = len(target) >= SMALL_ROWS
    shape = {
        "num_leaves": 15 if big else 4,
        "learning_rate": 0.03,
        "min_child_samples": 20 if len(target) >= 400 else 10,
        "lambda_l2": 5.0,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
    }
    return Trees("boosting", _train(table, target, growth, shape, 300 if big else 200))


def forest(table: Table, target: Floats, growth: Growth) -> Trees:
    """100 deep trees on bootstrap-like parts, a third of the columns tried at each split."""
    shape = {
        "boosting": "rf",
        "num_leaves": 127,
        "min_child_samples": 5 if growth.loss == "binary" else 10,
        "min_sum_hessian_in_leaf": 0.0,
        "feature_fraction_bynode": 0.35,
        "bagging_fraction": 0.63,
        "bagging_freq": 1,
    }
    return Trees("forest", _train(table, target, growth, shape, FOREST), 1 / FOREST)


def tree(table: Table, target: Floats, growth: Growth) -> Trees:
    """One tree of at most eight leaves of 5 % of the rows each, to be read as rules."""
    least = max(10, len(target) // 20)
    shape = {
        "num_leaves": 8,
        "max_depth": 3,
        "learning_rate": 1.0,
        "min_child_samples": least,
        "min_sum_hessian_in_leaf": 0.0,
        "lambda_l2": 5.0 if growth.loss == "binary" else 0.0,
    }
    return Trees("tree", _train(table, target, growth, shape, 1))


def _train(table: Table, target: Floats, growth: Growth, shape: dict[str, Any], rounds: int) -> str:
    import lightgbm  # noqa: PLC0415 - heavy

    settings = {**QUIET, "objective": growth.loss, "seed": growth.seed, **shape}
    data = lightgbm.Dataset(columns(table), target, params={"verbose": -1})
    text: str = lightgbm.train(settings, data, rounds).model_to_string()
    return text
