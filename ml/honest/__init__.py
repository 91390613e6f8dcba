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
from ml.honest.gate import Verdict, gate

__all__ = [
    "FLOOR_ALL",
    "FLOOR_EACH",
    "MODEL_EACH",
    "Enough",
    "Rate",
    "Verdict",
    "base_rate",
    "enough",
    "gate",
    "shrunk",
]
