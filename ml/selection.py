"""One honest comparison: every algorithm on the same splits, beside the baseline.

The simplest algorithm whose loss is within one paired standard error of the best is chosen
(Breiman, Friedman, Olshen, Stone 1984), so that a more complicated one must earn its place.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ml import candidates
from ml.ask import Progress
from ml.candidates import Setting
from ml.encode import Table
from ml.folds import Split
from ml.frame import Floats
from ml.honest.gate import ERRORS, paired

Losses = Callable[[Floats, Floats], Floats]  # (what happened, raw scores) → loss a record


@dataclass(frozen=True)
class Heldback:
    """Raw scores of rows predicted by models that had not seen them, averaged over repeats.

    `rows` are their places, `scores` by algorithm, `baseline` what one would have said then.
    """

    rows: "np.ndarray[tuple[int], np.dtype[np.intp]]"
    scores: dict[str, Floats]
    baseline: Floats
    block: "np.ndarray[tuple[int], np.dtype[np.intp]]"  # the split that held each row back last


@dataclass(frozen=True)
class Judge:
    """How rows are scored and compared."""

    target: Floats
    losses: Losses
    usual: Callable[[Floats], float]  # the baseline's raw score from training outcomes
    measure: Callable[[Floats, Floats], dict[str, float]]
    baseline: str
    chance: bool


def compare(
    table: Table,
    judge: Judge,
    names: list[str],
    cuts: list[Split],
    setting: Setting,
    tell: Progress,
) -> Heldback:
    """Held-back raw scores of each named algorithm (a blend from its parts' scores)."""
    single = [name for name in names if name != "blend"]
    totals = {name: np.zeros(len(table)) for name in single}
    usual, seen, block = np.zeros((3, len(table)))
    for at, cut in enumerate(cuts):
        outcomes = judge.target[cut.train]
        past = candidates.narrowed(table.take(cut.train), outcomes, setting)
        future = table.take(cut.test)
        for step, name in enumerate(single):
            tell("compare", at * len(single) + step, len(cuts) * len(single))
            model = candidates.fit(name, past, outcomes, setting)
            totals[name][cut.test] += model.raw(future)
        usual[cut.test] += judge.usual(outcomes)
        seen[cut.test] += 1
        block[cut.test] = at
    tell("compare", len(cuts) * len(single), len(cuts) * len(single))
    rows = np.flatnonzero(seen)
    scores = {name: total[rows] / seen[rows] for name, total in totals.items()}
    if "blend" in names:
        parts = [scores[part] for part in candidates.parts_of(setting)]
        scores["blend"] = np.mean(parts, axis=0)
    ordered = {name: scores[name] for name in names}
    return Heldback(rows, ordered, usual[rows] / seen[rows], block[rows].astype(np.intp))


def choose(held: Heldback, judge: Judge) -> str:
    """The first (simplest) algorithm within one paired standard error of the best.

    Boosting alone must beat its blend as the gate would ask: over cuts in time and folds of two
    real files, the blend was as good or better on what came next (.408 and .412, .411 and .413).
    """
    actual = judge.target[held.rows]
    losses = {name: judge.losses(actual, raw) for name, raw in held.scores.items()}
    best = min(losses, key=lambda name: float(losses[name].mean()))
    chosen = next(name for name in losses if _within(losses[name], losses[best], 1.0))
    if chosen == "boosting" and "blend" in losses:
        return "blend" if _within(losses["blend"], losses[chosen], ERRORS) else chosen
    return chosen


def _within(loss: Floats, best: Floats, errors: float) -> bool:
    behind, error = paired(loss - best)
    return behind <= errors * error
