"""Drift: whether the world has moved away from what the model learned."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml import frame as frames
from ml.frame import Floats

MOVED = 0.25  # a population stability index beyond which a column has moved
BINS = 10
UNSEEN = 0.05  # share of rows with words that the model never saw


@dataclass(frozen=True)
class Drift:
    """How far one column (or the outcome) has moved, and whether that is too far."""

    column: str
    psi: float
    unseen: float
    moved: bool


def psi(before: Floats, now: Floats) -> float:
    """Population stability index of two shares over the same bins: Σ (q − p) · ln(q / p).

    Empty bins count as half a record.
    """
    p = np.maximum(before, 0.5) / np.maximum(before, 0.5).sum()
    q = np.maximum(now, 0.5) / np.maximum(now, 0.5).sum()
    return float(((q - p) * np.log(q / p)).sum())


def drift(before: pd.DataFrame, now: pd.DataFrame, columns: list[str]) -> list[Drift]:
    """The named columns compared: `before` is what was learned from, `now` what is scored."""
    return [_column(name, before[name], now[name]) for name in columns]


def _column(name: str, before: "pd.Series[float]", now: "pd.Series[float]") -> Drift:
    if frames.is_textual(before):
        old, new = _words(before), _words(now)
        unseen = sum(n for word, n in new.items() if word not in old) / max(len(now), 1)
        names = sorted(old)
        shares = [np.array([side.get(n, 0) for n in names], float) for side in (old, new)]
    else:
        shares, unseen = _steps(frames.numbers(before), frames.numbers(now)), 0.0
    moved = psi(*shares)
    # Two samples of one world differ too: by (bins − 1)(1/n + 1/m) on average.
    chance = (len(shares[0]) - 1) * (1 / max(len(before), 1) + 1 / max(len(now), 1))
    return Drift(name, moved, unseen, moved > MOVED + chance or unseen > UNSEEN)


def _words(series: "pd.Series[float]") -> dict[str, int]:
    codes, distinct = frames.words(series)
    counts = np.bincount(codes + 1, minlength=len(distinct) + 1)
    found: dict[str, int] = {}
    for word, n in zip(["", *distinct], counts.tolist(), strict=True):
        found[word] = found.get(word, 0) + n
    return {word: n for word, n in found.items() if n}


def _steps(before: Floats, now: Floats) -> list[Floats]:
    known = before[np.isfinite(before)]
    steps = np.linspace(0, 1, BINS + 1)[1:-1]
    edges = np.unique(np.quantile(known, steps)) if len(known) else np.zeros(0)
    shares = []
    for side in (before, now):
        filled = np.isfinite(side)
        at = np.searchsorted(edges, side[filled], side="left")
        counts = np.bincount(at, minlength=len(edges) + 1)
        shares.append(np.append(counts, (~filled).sum()).astype(float))
    return shares
