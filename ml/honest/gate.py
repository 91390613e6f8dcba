"""The publish gate: a model is shown only when it beats the base rate beyond chance."""

from dataclasses import dataclass

import numpy as np

from ml.frame import Floats

ERRORS = 1.64  # paired standard errors that the gain must exceed
LEAST_GAIN = 0.01  # of the baseline's loss: less would help nobody


@dataclass(frozen=True)
class Verdict:
    """Whether to publish; the mean gain per record, its standard error, and why."""

    passes: bool
    gain: float
    error: float
    reason: str


def gate(model: Floats, baseline: Floats, least: float = LEAST_GAIN) -> Verdict:
    """Compare losses of the same held-back records, one by one (smaller is better).

    Repeated predictions of a record must be averaged before, or the error comes out too small.
    """
    gain, error = paired(baseline - model)
    passes = gain > ERRORS * error and gain > least * float(baseline.mean())
    said = f"gain of {gain:.4f} over the baseline's {baseline.mean():.4f}, ±{error:.4f}"
    return Verdict(passes, gain, error, said if passes else f"no signal ({said})")


def paired(gains: Floats) -> tuple[float, float]:
    """(mean, its standard error) of differences record by record."""
    n = len(gains)
    error = float(gains.std(ddof=1) / np.sqrt(n)) if n > 1 else float("inf")
    return float(gains.mean()), error
