"""Messages like a given one: similar in meaning, or the same said again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.clean import clean
from nlp.sentiment.grams import letters
from nlp.sentiment.vectors import available, embed

SAME = 0.8
"""Share of runs of letters in common from which two messages say the same."""

MEANING = 0.7
"""Weight of the embeddings' cosine beside the letters' share in common."""


@dataclass(frozen=True)
class Similar:
    """The place of a message in the index, how alike it is (0…1), and whether it is the same."""

    at: int
    score: float
    is_duplicate: bool


@dataclass(frozen=True)
class Index:
    """Messages that can be compared with others."""

    runs: tuple[frozenset[str], ...]
    vectors: NDArray[np.float64] | None

    def nearest(self, text: str, most: int = 5) -> list[Similar]:
        """Return the `most` nearest messages, nearest first."""
        if not self.runs:
            return []
        asked = _runs(text)
        common = np.array([_share(asked, runs) for runs in self.runs])
        scores = common
        if self.vectors is not None:
            cosine = np.clip(self.vectors @ embed([clean(text)])[0], 0, 1)
            scores = np.maximum(MEANING * cosine + (1 - MEANING) * common, common)
        best = np.argsort(-scores, kind="stable")[:most]
        return [Similar(int(at), float(scores[at]), bool(common[at] >= SAME)) for at in best]


def index(texts: Sequence[str]) -> Index:
    """Read messages once; the order given is the `at` of every answer."""
    vectors = embed([clean(text) for text in texts]) if available() else None
    return Index(tuple(_runs(text) for text in texts), vectors)


def duplicates(texts: Sequence[str]) -> list[tuple[int, int, float]]:
    """Return the pairs that say the same, each once, with the share they have in common."""
    runs = [_runs(text) for text in texts]
    holders: dict[str, list[int]] = {}
    pairs: dict[tuple[int, int], float] = {}
    for at, mine in enumerate(runs):
        for other in sorted({one for run in mine for one in holders.get(run, ())}):
            share = _share(mine, runs[other])
            if share >= SAME:
                pairs[other, at] = share
        for run in sorted(mine, key=lambda run: (-len(run), run))[:60]:
            holders.setdefault(run, []).append(at)
    return [(a, b, share) for (a, b), share in sorted(pairs.items())]


def _runs(text: str) -> frozenset[str]:
    return frozenset(letters(clean(text)))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard's index: common runs among all runs of both."""
    either = len(one | other)
    return len(one & other) / either if either else 0.0
