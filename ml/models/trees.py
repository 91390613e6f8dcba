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
DRAWN = 10.0
LARGE = 1_000.0  # amounts so large that the sum's rounding could be seen
SMALL_ROWS = 2_000  # below, shallower trees
QUIET = {"verbose": -1, "num_threads": 1, "deterministic": True, "force_row_wise": True}


@dataclass(frozen=True)
class Trees:
    """A fitted ensemble as LightGBM's text; a word stands for its shrunk mean outcome."""

    algorithm: str
    text: str
    word_values: tuple[Floats, ...]  # of each category column: a number for each code
    scale: float = 1.0  # a forest's mean: LightGBM's raw scores are sums

    @cached_property
    def booster(self) -> Any:
        """The ensemble, read from its text when first used."""
        import lightgbm  # noqa: PLC0415 - heavy

        return lightgbm.Booster(model_str=self.text)

    def raw(self, table: Table) -> Floats:
        """The ensemble's raw score."""
        out: Floats = self.booster.predict(
            columns(table, self.word_values), raw_score=True, num_threads=1
        )
        return np.asarray(out, float) * self.scale

    def contributions(self, table: Table) -> tuple[Floats, float]:
        """Shapley values over the training rows' paths; what rounding left goes to the largest."""
        if not len(table):
            return np.zeros((0, columns(table, self.word_values).shape[1])), 0.0
        shapley = self.booster.predict(
            columns(table, self.word_values), pred_contrib=True, num_threads=1
        )
        values = np.asarray(shapley, float) * self.scale
        parts, background = values[:, :-1].copy(), float(values[0, -1])
        if np.abs(values).max() > LARGE:
            rest = self.raw(table) - background - parts.sum(axis=1)
            parts[np.arange(len(parts)), np.abs(parts).argmax(axis=1)] += rest
        return parts, background

    def state(self) -> dict[str, Any]:
        """Plain JSON values."""
        values = [v.tolist() for v in self.word_values]
        own = {"text": self.text, "values": values, "scale": self.scale}
        return {"algorithm": self.algorithm, **own}

    @classmethod
    def read(cls, state: dict[str, Any]) -> "Trees":
        """The ensemble that `state` described."""
        values = tuple(np.array(v, float) for v in state["values"])
        return cls(str(state["algorithm"]), str(state["text"]), values, float(state["scale"]))


def columns(table: Table, values: tuple[Floats, ...]) -> Floats:
    """The table as one matrix: numbers, then each word's value."""
    parts = [value[table.codes[:, at]] for at, value in enumerate(values)]
    return np.column_stack([table.numbers, *parts])


def learn_values(table: Table, target: Floats, widths: tuple[int, ...]) -> tuple[Floats, ...]:
    """Mean outcome of each word's rows, drawn to the mean of all as by ten rows."""
    mean = float(target.mean())
    found = []
    for at, width in enumerate(widths):
        count = np.bincount(table.codes[:, at], minlength=width)
        total = np.bincount(table.codes[:, at], target, minlength=width)
        found.append((total + DRAWN * mean) / (count + DRAWN))
    return tuple(found)


@dataclass(frozen=True)
class Growth:
    """How an ensemble grows; `loss` is LightGBM's objective: binary, l2 or l1."""

    loss: str
    seed: int
    widths: tuple[int, ...]


def boosting(table: Table, target: Floats, growth: Growth) -> Trees:
    """200 to 400 trees of four leaves, each on a part of the rows and columns."""
    big = len(target) >= SMALL_ROWS
    shape = {
        "rounds": 400 if big else 200,
        "num_leaves": 4,
        "learning_rate": 0.05 if big else 0.03,
        "min_child_samples": 20 if len(target) >= 400 else 10,
        "lambda_l2": 5.0,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
    }
    return _train("boosting", table, target, growth, shape)


def forest(table: Table, target: Floats, growth: Growth) -> Trees:
    """100 deep trees on bootstrap-like parts, a third of the columns tried at each split."""
    shape = {
        "rounds": FOREST,
        "boosting": "rf",
        "num_leaves": 127,
        "min_child_samples": 5 if growth.loss == "binary" else 10,
        "min_sum_hessian_in_leaf": 0.0,
        "feature_fraction_bynode": 0.35,
        "bagging_fraction": 0.63,
        "bagging_freq": 1,
    }
    return _train("forest", table, target, growth, shape)


def tree(table: Table, target: Floats, growth: Growth) -> Trees:
    """One tree of at most eight leaves of 5 % of the rows each, to be read as rules."""
    least = max(10, len(target) // 20)
    shape = {
        "rounds": 1,
        "num_leaves": 8,
        "max_depth": 3,
        "learning_rate": 1.0,
        "min_child_samples": least,
        "min_sum_hessian_in_leaf": 0.0,
        "lambda_l2": 5.0 if growth.loss == "binary" else 0.0,
    }
    return _train("tree", table, target, growth, shape)


def _train(name: str, table: Table, target: Floats, growth: Growth, shape: dict[str, Any]) -> Trees:
    import lightgbm  # noqa: PLC0415 - heavy

    rounds = int(shape.pop("rounds"))
    values = learn_values(table, target, growth.widths)
    settings = {**QUIET, "objective": growth.loss, "seed": growth.seed, **shape}
    data = lightgbm.Dataset(columns(table, values), target, params={"verbose": -1})
    text: str = lightgbm.train(settings, data, rounds).model_to_string()
    return Trees(name, text, values, 1 / rounds if name == "forest" else 1.0)
