"""Honesty: what may be said with how few outcomes, and how sure it is."""

from ml.honest.base import (
    FLOOR_ALL,
    FLOOR_EACH,
    MODEL_EACH,
    Enough,
    Rate,
    base_rate,
    enough,
    shrunk,
)
from ml.honest.champion import Ruling, promote, silence, track_record
from ml.honest.drift import Drift, drift, psi
from ml.honest.gate import Verdict, gate
from ml.honest.intervals import Coverage, coverage, perfect_ece, pinball, widened

__all__ = [
    "FLOOR_ALL",
    "FLOOR_EACH",
    "MODEL_EACH",
    "Coverage",
    "Drift",
    "Enough",
    "Rate",
    "Ruling",
    "Verdict",
    "base_rate",
    "coverage",
    "drift",
    "enough",
    "gate",
    "perfect_ece",
    "pinball",
    "promote",
    "psi",
    "shrunk",
    "silence",
    "track_record",
    "widened",
]
