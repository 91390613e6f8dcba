"""Why a record has its score: contributions as sentences' parts, a tree as rules."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ml.fitted import Fitted
from ml.frame import Floats
from ml.models.trees import Trees
from ml.spread import to_answer


@dataclass(frozen=True)
class Reason:
    """One column's part in a score: log odds, the amount, or its logarithm, by the model."""

    column: str
    value: str
    contribution: float


def reasons(model: Fitted, frame: pd.DataFrame, top: int = 3) -> list[list[Reason]]:
    """For each row the `top` columns that moved its score furthest, furthest first."""
    parts = model.explain(frame).drop(columns="background")
    return [
        [Reason(name, _shown(row[name]), float(own[name])) for name in _furthest(own, top)]
        for (_, own), (_, row) in zip(parts.iterrows(), frame.iterrows(), strict=True)
    ]


def _furthest(own: "pd.Series[float]", top: int) -> list[str]:
    moved = own[own != 0.0]
    return [str(name) for name in moved.abs().sort_values(ascending=False).index[:top]]


def _shown(value: object) -> str:
    return "(missing)" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN


def importance(model: Fitted, frame: pd.DataFrame) -> dict[str, float]:
    """By column: the mean size of its contributions over the rows, largest first."""
    sizes = model.explain(frame).drop(columns="background").abs().mean()
    return {str(name): float(size) for name, size in sizes.sort_values(ascending=False).items()}


@dataclass(frozen=True)
class Rule:
    """One leaf of a tree: all conditions hold, then this answer, for so many training rows."""

    conditions: tuple[str, ...]
    answer: float
    rows: int

    def __str__(self) -> str:
        told = " and ".join(self.conditions) or "always"
        return f"if {told}: {self.answer:.3g} ({self.rows} records)"


def rules(model: Fitted) -> list[Rule]:
    """A tree as rules, highest answer first; empty for any other algorithm."""
    if not isinstance(model.model, Trees) or model.model.algorithm != "tree":
        return []
    root = model.model.booster.dump_model()["tree_info"][0]["tree_structure"]
    found = [_rule(model, *leaf) for leaf in _leaves(model, root, ())]
    return sorted(found, key=lambda rule: -rule.answer)


Leaf = tuple[tuple[str, ...], float, int]


def _leaves(model: Fitted, node: dict[str, Any], above: tuple[str, ...]) -> list[Leaf]:
    if "split_index" not in node:
        return [(above, float(node["leaf_value"]), int(node.get("leaf_count", 0)))]
    low, high = _conditions(model, node)
    left = _leaves(model, node["left_child"], (*above, low))
    return left + _leaves(model, node["right_child"], (*above, high))


def _conditions(model: Fitted, node: dict[str, Any]) -> tuple[str, str]:
    at, threshold = int(node["split_feature"]), float(node["threshold"])
    numbers, trees = model.encoder.numbers, model.model
    if at < len(numbers):
        name = numbers[at].name
        low, high = f"{name} ≤ {threshold:.4g}", f"{name} > {threshold:.4g}"
        missing = node.get("missing_type") == "NaN"
        if missing and node.get("default_left"):
            return f"{low} (or missing)", high
        return (low, f"{high} (or missing)") if missing else (low, high)
    assert isinstance(trees, Trees)
    place = at - len(numbers)
    column, told = model.encoder.categories[place], trees.word_values
    return _words(column.name, column.words, told[place], threshold)


def _words(name: str, words: list[str], values: Floats, threshold: float) -> tuple[str, str]:
    low = [word for word, value in zip(words, values, strict=True) if value <= threshold]
    high = [word for word, value in zip(words, values, strict=True) if value > threshold]
    return f"{name} is {_one_of(low)}", f"{name} is {_one_of(high)}"


def _one_of(words: list[str]) -> str:
    told = [word for word in words if not word.startswith("(")] or words
    return " or ".join(told[:6]) + (f" or {len(told) - 6} others" if len(told) > 6 else "")


def _rule(model: Fitted, conditions: tuple[str, ...], leaf: float, rows: int) -> Rule:
    score = model.calibration.apply(np.array([leaf]))
    return Rule(conditions, float(to_answer(model.spread.link, score)[0]), rows)
