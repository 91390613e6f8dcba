"""Calibration: chances moved by a line in log odds, learned on held-back or latest rows.

A line with a positive slope keeps the order of the records, so AUC cannot change, and it keeps
contributions exact: each is multiplied by the slope.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ml.frame import Floats
from ml.honest.gate import paired
from ml.metrics import log_losses
from ml.models.base import sigmoid


@dataclass(frozen=True)
class Calibration:
    """log odds = offset + slope × raw score."""

    slope: float = 1.0
    offset: float = 0.0

    def apply(self, raw: Floats) -> Floats:
        """Raw scores as calibrated log odds."""
        out: Floats = self.offset + self.slope * raw
        return out


Learn = Callable[[Floats, Floats], Calibration]  # (raw scores, outcomes)


def learn(raw: Floats, outcomes: Floats, prior: float = 20.0) -> Calibration:
    """The line that fits held-back outcomes best, drawn to the identity as by `prior` outcomes.

    Newton steps on (slope, offset) of Platt's regression with a ridge around (1, 0).
    """
    spread = raw.std() or 1.0
    centre = raw.mean()
    scaled = (raw - centre) / spread
    at = start = np.array([spread, centre])
    full = np.column_stack([scaled, np.ones(len(raw))])
    pull = prior * np.array([0.2, 0.2])
    for _ in range(25):
        chance = sigmoid(full @ at)
        bend = (full * (chance * (1 - chance) + 1e-9)[:, None]).T @ full + np.diag(pull)
        step = np.linalg.solve(bend, full.T @ (chance - outcomes) + pull * (at - start))
        at = at - step
        if np.abs(step).max() < 1e-8:
            break
    slope = max(float(at[0] / spread), 0.05)
    return Calibration(slope, float(at[1] - slope * centre))


def forward(
    raw: Floats, outcomes: Floats, block: "np.ndarray[tuple[int], np.dtype[np.intp]]"
) -> Calibration:
    """The line for what comes next, from blocks predicted forward in time.

    It is used only if it would have helped before: each block corrected by those before it must
    gain more than a standard error over leaving the chances alone. A base rate that wanders back
    and forth would otherwise be chased, always a block too late.
    """
    later = block > block.min()
    gains = np.zeros(len(raw))
    for at in np.unique(block[later]):
        now, past = block == at, block < at
        line = learn(raw[past], outcomes[past])
        moved = log_losses(outcomes[now], sigmoid(line.apply(raw[now])))
        gains[now] = log_losses(outcomes[now], sigmoid(raw[now])) - moved
    if not later.any():
        return Calibration()
    gain, error = paired(gains[later])
    return learn(raw, outcomes) if gain > error else Calibration()
