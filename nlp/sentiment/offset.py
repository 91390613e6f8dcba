"""A softmax that starts from a model that exists: only what differs from it costs anything."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nlp.sentiment.grams import Vocabulary
from nlp.sentiment.model import Floats

TAME = 8.0
"""Cost of a weight's square; the prior's strength, chosen on the development sets."""

TAME_BIAS = 30.0
MISTAKES = 0.3
"""Share of the labels that may be any label: what the model finds absurd teaches it less."""

STEPS = 150

Table = Any
"""A SciPy sparse table; SciPy carries no types."""


def sparse_table(vocabulary: Vocabulary, texts: Sequence[str]) -> Table:
    """Return the weighted grams of texts as a SciPy sparse table (texts, grams)."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - heavy

    return csr_matrix(vocabulary.table(texts), shape=(len(texts), len(vocabulary.place)))


def fit_on_top(
    blocks: Sequence[Table], labels: Any, base: Floats, counts: Floats
) -> tuple[Floats, Floats, float]:
    """Fit weights (inputs, k), bias (k) and slope on top of the logits `base` (texts, k).

    Minimises Σ countᵢ · logloss(slope · base + inputs @ weights + bias) plus the squares of
    weights, bias and slope − 1, by L-BFGS. `blocks` are the inputs side by side.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - heavy
    from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415 - heavy

    inputs = hstack([csr_matrix(block) for block in blocks]).tocsr()
    size, kinds = inputs.shape[1], base.shape[1]
    truth = np.eye(kinds)[labels]

    def cost(packed: Floats) -> tuple[float, Floats]:
        weights, bias, slope = _unpack(packed, size, kinds)
        logits = slope * base + inputs @ weights + bias
        logits -= logits.max(axis=1, keepdims=True)
        logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        met = np.exp((logs * truth).sum(axis=1))
        trusted = (1 - MISTAKES) * met + MISTAKES / kinds
        pull = (np.exp(logs) - truth) * (counts * (1 - MISTAKES) * met / trusted)[:, None]
        loss = -(counts * np.log(trusted)).sum() + TAME / 2 * (weights**2).sum()
        loss += TAME_BIAS / 2 * ((bias**2).sum() + (slope - 1) ** 2)
        slopes = [
            (inputs.T @ pull + TAME * weights).ravel(),
            pull.sum(axis=0) + TAME_BIAS * bias,
            [(pull * base).sum() + TAME_BIAS * (slope - 1)],
        ]
        return float(loss), np.concatenate(slopes)

    start = np.zeros(size * kinds + kinds + 1)
    start[-1] = 1.0
    found = minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    return _unpack(found, size, kinds)


def _unpack(packed: Floats, size: int, kinds: int) -> tuple[Floats, Floats, float]:
    cut = size * kinds
    return packed[:cut].reshape(size, kinds), packed[cut : cut + kinds], float(packed[-1])
