"""Honest splits: stratified and repeated without a time, always forward with one."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.frame import Floats

FOLDS = 5
BLOCKS, BLOCK_SHARE = 4, 0.1  # the newest 40 % are predicted in four blocks, each from its past
LEAST_PAST = 20  # rows to learn from; records of one moment are split at random instead
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Split:
    """Rows to learn from and rows to be judged by."""

    train: Rows
    test: Rows


def splits(target: Floats, order: Floats | None, seed: int, *, strata: bool) -> list[Split]:
    """Forward blocks where an `order` is given, otherwise repeated folds."""
    cuts = [] if order is None else list(forward(order))
    if cuts:
        return cuts
    repeats = 3 if len(target) < 300 else 2 if len(target) < 1500 else 1
    random = np.random.default_rng(seed)
    groups = target if strata else np.zeros(len(target))
    return [split for _ in range(repeats) for split in _folds(groups, random)]


def _folds(groups: Floats, random: np.random.Generator) -> Iterator[Split]:
    """Shuffled folds holding as many of each group as can be."""
    shuffled = random.permutation(len(groups))
    ordered = shuffled[np.argsort(groups[shuffled], kind="stable")]
    fold = np.empty(len(groups), np.intp)
    fold[ordered] = np.arange(len(groups)) % FOLDS
    for at in range(FOLDS):
        yield Split(np.flatnonzero(fold != at), np.flatnonzero(fold == at))


def forward(order: Floats, blocks: int = BLOCKS, share: float = BLOCK_SHARE) -> Iterator[Split]:
    """The newest `blocks` × `share` of the rows, each block from all that came before it.

    Rows of one moment stay on one side; rows without a moment are only learned from.
    """
    known = np.sort(order[np.isfinite(order)])
    edges = [known[int(len(known) * (1 - share * at))] for at in range(blocks, 0, -1)]
    for low, high in zip(edges, [*edges[1:], np.inf], strict=True):
        test = np.flatnonzero((order >= low) & (order < high))
        train = np.flatnonzero(~(order >= low))
        if len(test) and len(train) >= LEAST_PAST:
            yield Split(train, test)
