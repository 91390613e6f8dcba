"""Frames as of a date: what was known then, what came after, and the proof that they stay apart.

Histories are frames of events with a moment each. A snapshot holds what was known strictly before
its date; several snapshots of a record are several rows, which `grouped` keeps on one side of a
split (or order them by `as_of` as the time).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.errors import BadFrame
from ml.folds import FOLDS, Split

Features = Callable[[pd.DataFrame, pd.Timestamp], pd.DataFrame]
Outcome = Callable[[pd.DataFrame, pd.Timestamp], "pd.Series[float]"]


@dataclass(frozen=True)
class Window:
    """A date, and how long after it outcomes are looked for (None: to the end)."""

    as_of: pd.Timestamp
    until: pd.Timestamp | None = None


def before(events: pd.DataFrame, as_of: pd.Timestamp, at: str = "at") -> pd.DataFrame:
    """The events strictly before a moment; raises `BadFrame` if `at` is not a column of dates."""
    return events[_moments(events, at) < as_of]


def after(events: pd.DataFrame, window: Window, at: str = "at") -> pd.DataFrame:
    """The events from the date on, before the window's end."""
    moments = _moments(events, at)
    late = moments >= window.as_of
    return events[late if window.until is None else late & (moments < window.until)]


def _moments(events: pd.DataFrame, at: str) -> "pd.Series[pd.Timestamp]":
    if at not in events.columns or not pd.api.types.is_datetime64_any_dtype(events[at]):
        raise BadFrame(f"Column '{at}' must hold the events' moments as dates.", at)
    return events[at]


def snapshots(
    events: pd.DataFrame, windows: Sequence[Window], features: Features, outcome: Outcome
) -> pd.DataFrame:
    """One row for each record and window: `features` of its past, `outcome` of what came after.

    `features(past, as_of)` and `outcome(future, as_of)` are indexed by the record; records without
    either are left out. The result has the columns `as_of` and `outcome` besides the features.
    """
    made = [_snapshot(events, window, features, outcome) for window in windows]
    return pd.concat(made).rename_axis("record").reset_index()


def _snapshot(
    events: pd.DataFrame, window: Window, features: Features, outcome: Outcome
) -> pd.DataFrame:
    known = features(before(events, window.as_of), window.as_of)
    came = outcome(after(events, window), window.as_of).rename("outcome")
    return known.assign(as_of=window.as_of).join(came, how="inner")


def grouped(records: Sequence[object], seed: int, folds: int = FOLDS) -> Iterator[Split]:
    """Random folds of whole records: no record's snapshots stand on both sides."""
    codes, distinct = pd.factorize(np.asarray(records, object))
    fold = np.random.default_rng(seed).permutation(len(distinct)) % folds
    for at in range(folds):
        held = fold[codes] == at
        yield Split(np.flatnonzero(~held), np.flatnonzero(held))


def changed_by_future(
    events: pd.DataFrame, as_of: pd.Timestamp, build: Features, at: str = "at"
) -> list[str]:
    """For tests: the columns of `build(events, as_of)` that change when the future is cut off.

    An empty list proves, for these events, that the features know nothing of what comes after.
    """
    whole = build(events, as_of)
    cut = build(before(events, as_of, at), as_of)
    if not whole.index.sort_values().equals(cut.index.sort_values()):
        return ["(the records themselves)"]
    both = cut.reindex(whole.index)
    return [str(name) for name in whole.columns if not whole[name].equals(both[name])]
