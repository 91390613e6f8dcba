"""Leaked columns: known only after the outcome, and therefore refused.

Found by name, by timing where there is a time column, and, for yes/no targets, by being too good
alone. Refusing an honest column costs less than believing a leaked one, but it does cost, so each
rule names something that hardly any honest column has.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ml import frame as frames
from ml import metrics
from ml.encode import Encoder, learn
from ml.frame import Column, Floats
from ml.leak_names import after_the_fact, told_before

TOO_GOOD = 0.9  # AUC of one column alone
SURE = 0.998  # of the rows that hold a value end alike
SURE_ROWS, SURE_SHARE = 30, 0.2  # … at least so many, and so much of the rarer outcome
AFTER = 0.5  # of a date column's rows lie after the record's own time
BINS = 20


@dataclass(frozen=True)
class Suspicion:
    """What a leak is looked for against; `outcomes` are 1 and 0, or None for amounts."""

    kind: str
    target: str
    time: str | None
    outcomes: Floats | None


def refuse(frame: pd.DataFrame, columns: list[Column], about: Suspicion) -> list[Column]:
    """The columns, the leaked ones with that role and the reason."""
    moments = frames.dates(frame[about.time]) if about.time else None
    return [_judged(frame, column, about, moments) for column in columns]


def refused(columns: list[Column]) -> tuple[str, ...]:
    """The names of the refused ones."""
    return tuple(column.name for column in columns if column.role == "leaked")


def _judged(
    frame: pd.DataFrame, column: Column, about: Suspicion, moments: Floats | None
) -> Column:
    if column.role not in frames.USABLE and column.role not in ("free text", "too many categories"):
        return column
    reason = after_the_fact(column, about.kind, about.target)
    dated = column.role == "date" and not told_before(column.name)
    if reason is None and dated and moments is not None:
        reason = _later(frames.dates(frame[column.name]), moments)
    if reason is None and about.outcomes is not None and column.role in frames.USABLE:
        reason = _too_good(frame, column, about.outcomes)
    return column if reason is None else replace(column, role="leaked", note=reason)


def _later(days: Floats, moments: Floats) -> str | None:
    both = np.isfinite(days) & np.isfinite(moments)
    if not both.any() or (days[both] > moments[both]).mean() < AFTER:
        return None
    return "its dates lie after the record's own time"


def _too_good(frame: pd.DataFrame, column: Column, outcomes: Floats) -> str | None:
    bins = _bins(frame[[column.name]], column)
    certain = _certain(bins > 0, outcomes)
    if certain is not None:
        return certain
    score = alone(bins, outcomes)
    auc = metrics.auc(outcomes, score)
    error = _auc_error(auc, outcomes)
    if auc < TOO_GOOD or auc - 1.64 * error < TOO_GOOD - 0.05:
        return None
    return f"too good to be true: alone it tells the outcome with AUC {auc:.2f}"


def _bins(frame: pd.DataFrame, column: Column) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """Each row's bin: 0 for missing, then twenty steps of a number, or the word."""
    encoder: Encoder = learn(frame, [column], min_rows=1)
    table = encoder.encode(frame)
    if encoder.categories:
        return table.codes[:, 0].astype(np.intp)
    values = table.numbers[:, 0]
    known = np.isfinite(values)
    if not known.any():
        return np.zeros(len(values), np.intp)
    steps = np.unique(np.quantile(values[known], np.linspace(0, 1, BINS + 1)[1:-1]))
    return np.where(known, 1 + np.searchsorted(steps, values, side="left"), 0).astype(np.intp)


def _certain(filled: "np.ndarray[tuple[int], np.dtype[np.bool_]]", outcomes: Floats) -> str | None:
    """Whether it is filled in (almost) only where the outcome is one of the two."""
    n = int(filled.sum())
    if n < SURE_ROWS or filled.all():
        return None
    share = float(outcomes[filled].mean())
    side = outcomes if share >= SURE else 1 - outcomes
    rare = float(side.sum()) / len(side)
    if max(share, 1 - share) < SURE or rare > 0.95:
        return None
    if float(side[filled].sum() / side.sum()) < SURE_SHARE:
        return None
    return f"filled in only where '{'yes' if share >= SURE else 'no'}' was the outcome"


def alone(bins: "np.ndarray[tuple[int], np.dtype[np.intp]]", outcomes: Floats) -> Floats:
    """The chance by the column's bin, each row's told by the other four fifths of the rows."""
    score = np.empty(len(outcomes))
    size, mean = int(bins.max()) + 1, float(outcomes.mean())
    fold = np.random.default_rng(0).integers(0, 5, len(outcomes))
    for at in range(5):
        seen = fold != at
        count = np.bincount(bins[seen], minlength=size)
        yes = np.bincount(bins[seen], outcomes[seen], minlength=size)
        score[~seen] = ((yes + 3 * mean) / (count + 3))[bins[~seen]]
    return score


def _auc_error(auc: float, outcomes: Floats) -> float:
    """Standard error of an AUC (Hanley, McNeil 1982)."""
    yes, no = float(outcomes.sum()), float((1 - outcomes).sum())
    first, second = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = auc * (1 - auc) + (yes - 1) * (first - auc**2) + (no - 1) * (second - auc**2)
    return float(np.sqrt(max(spread, 0.0) / max(yes * no, 1.0)))
