"""The records that can be learned from: outcome known, duplicates gone, columns looked at."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ml import leaks, roles
from ml.ask import Ask
from ml.cleaning import Cleaning, Dropped
from ml.errors import BadFrame
from ml.frame import USABLE, Column, Floats, dates, numbers
from ml.leaks import Suspicion

TELLING = 0.5  # distinct values a row, from which two equal rows cannot be chance


@dataclass(frozen=True)
class Records:
    """A clean frame with its outcomes (1 and 0, or amounts) and their order in time, if any."""

    frame: pd.DataFrame
    outcomes: Floats
    order: Floats | None
    columns: list[Column]
    cleaning: Cleaning
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def usable(self) -> bool:
        """Whether any column is left to predict from."""
        return any(column.role in USABLE for column in self.columns)


def of(ask: Ask, outcomes: Floats, labels: dict[str, str] | None = None) -> Records:
    """The records of a request whose target was read as `outcomes` (NaN where not known).

    `labels` are the words of a yes/no target; without them the outcomes are amounts. Raises
    `BadFrame` when nothing is left.
    """
    known = np.isfinite(outcomes)
    if not known.any():
        raise BadFrame(f"Column '{ask.target}' holds no outcome. Fill it in.", ask.target)
    twice = _repeated(ask.frame) & known
    frame = ask.frame[known & ~twice].reset_index(drop=True)
    held = outcomes[known & ~twice]
    columns = roles.find(frame, ask.target, ask.time)
    suspicion = Suspicion(ask.kind, ask.target, ask.time, held if labels else None)
    columns = leaks.refuse(frame, columns, suspicion)
    dropped = (
        Dropped(int((~known).sum()), f"'{ask.target}' holds no outcome (yet)"),
        Dropped(int(twice.sum()), "the same as an earlier row"),
    )
    cleaning = Cleaning(len(ask.frame), len(frame), dropped, tuple(columns))
    return Records(frame, held, _order(frame, ask.time), columns, cleaning, labels or {})


def _repeated(frame: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Rows equal to an earlier one, where rows are so different that this cannot be chance."""
    most = max((frame[name].nunique() for name in frame.columns), default=0)
    if most < TELLING * len(frame):
        return np.zeros(len(frame), bool)
    return frame.duplicated().to_numpy(bool)


def _order(frame: pd.DataFrame, time: str | None) -> Floats | None:
    """The records' moments: days for dates, otherwise the growing numbers themselves."""
    if time is None:
        return None
    for read in (numbers, dates):
        values = read(frame[time])
        if np.isfinite(values).mean() >= 0.5:
            return values
    raise BadFrame(
        f"Column '{time}' holds neither dates nor numbers in most rows, so it cannot order the "
        "records. Name another with --time, or leave it out.",
        time,
    )
