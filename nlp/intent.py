"""What a message is about: categories that a team names, with no, few or many examples.

One method serves all three: kernel ridge regression on sentence embeddings and runs of letters,
where a category's name and description count as an example. With names only it finds the nearest
name, with a few examples the nearest examples, with many it is a trained classifier.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.grams import Vocabulary, learn_vocabulary, letters
from nlp.sentiment.vectors import available, embed

Array = NDArray[np.float32]
Table = Any
"""A SciPy sparse table; SciPy carries no types."""

REACH = 2.0
"""Steepness of exp(REACH · (cosine − 1)); this and what follows chosen on Banking77 and CLINC."""

LETTERS = 0.2
RIDGE = 0.2
NEAR = 5
MANY = 50
UNHEARD = 0.05
"""Share of a team's own kind of message that may be called out of scope."""

NAMES_ONLY_FLOOR = 0.3
MOST_PROBED = 2_500


@dataclass(frozen=True)
class Category:
    """A kind of message: its name, what is meant by it, and messages of that kind."""

    name: str
    description: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a message is about: `category` is None where it is out of scope.

    `known` tells how much the message resembles anything taught (higher is more); `ranking` holds
    the best categories with their scores, roughly 0…1.
    """

    category: str | None
    known: float
    ranking: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class _Space:
    """How texts become comparable: centred embeddings, and weighted runs of letters."""

    vocabulary: Vocabulary
    centre: Array
    rich: bool


@dataclass(frozen=True)
class Classifier:
    """Categories as taught. `floor` is the least `known` of a message that is in scope."""

    names: tuple[str, ...]
    space: _Space
    taught: Array
    by_vectors: Array
    by_letters: Array
    floor: float

    def classify(self, texts: Sequence[str]) -> list[Answer]:
        """Answer each text, in order."""
        scores, known = self._score(texts)
        return [self._answer(row, float(seen)) for row, seen in zip(scores, known, strict=True)]

    def _answer(self, row: Array, known: float) -> Answer:
        best = np.argsort(-row)[:3]
        ranking = tuple((self.names[at], round(float(row[at]), 3)) for at in best)
        return Answer(ranking[0][0] if known >= self.floor else None, round(known, 4), ranking)

    def _score(self, texts: Sequence[str]) -> tuple[Array, Array]:
        """Return scores (texts, categories) and how well known each text is."""
        runs = _letters(self.space, texts) @ self.by_letters
        if not self.space.rich:
            return runs, runs.max(axis=1)
        cosine = _vectors(self.space, texts) @ self.taught.T
        scores = np.exp(REACH * (cosine - 1)) @ self.by_vectors + runs
        near = np.sort(cosine, axis=1)[:, -NEAR:].mean(axis=1)
        return scores, scores.max(axis=1) + near


def fit(categories: Sequence[Category]) -> Classifier:
    """Teach categories. Raises `ValueError` for fewer than two."""
    if len(categories) < 2:
        raise ValueError("an intent is chosen among at least two categories")
    texts = [text for one in categories for text in _examples(one)]
    kinds = np.array([at for at, one in enumerate(categories) for _ in _examples(one)])
    names = tuple(one.name for one in categories)
    return _teach(names, texts, kinds, _floor(names, texts, kinds))


def _examples(category: Category) -> list[str]:
    title = category.name.replace("_", " ").replace("-", " ")
    described = [f"{title}: {category.description}"] if category.description else []
    return [title, *described, *category.examples]


def _teach(
    names: tuple[str, ...], texts: Sequence[str], kinds: NDArray[np.int64], floor: float
) -> Classifier:
    from scipy.linalg import solve  # noqa: PLC0415 - heavy

    space = _make_space(texts)
    runs = _letters(space, texts)
    vectors = _vectors(space, texts) if space.rich else np.zeros((len(texts), 1), np.float32)
    alike = np.asarray((runs @ runs.T).todense(), np.float32) * (LETTERS if space.rich else 1.0)
    if space.rich:
        alike += np.exp(REACH * (vectors @ vectors.T - 1))
    alike[np.diag_indices(len(texts))] += RIDGE
    wanted = np.eye(len(names), dtype=np.float32)[kinds]
    shares = np.asarray(solve(alike, wanted, assume_a="pos", overwrite_a=True), np.float32)
    by_letters = (runs.T @ shares) * (LETTERS if space.rich else 1.0)
    return Classifier(names, space, vectors, shares, np.asarray(by_letters, np.float32), floor)


def _floor(names: tuple[str, ...], texts: Sequence[str], kinds: NDArray[np.int64]) -> float:
    """Return what all but `UNHEARD` of the examples reach when they were not taught."""
    if len(texts) < MANY:
        return NAMES_ONLY_FLOOR
    order = np.random.default_rng(0).permutation(len(texts))[:MOST_PROBED]
    held, kept = order[: len(order) // 5], order[len(order) // 5 :]
    probe = _teach(names, [texts[at] for at in kept], kinds[kept], 0.0)
    known = [answer.known for answer in probe.classify([texts[at] for at in held])]
    return float(np.quantile(known, UNHEARD))


def _make_space(texts: Sequence[str]) -> _Space:
    rich = available()
    vocabulary = learn_vocabulary(texts, 1 if len(texts) < 2_000 else 2, 60_000, letters)
    centred = rich and len(texts) >= MANY
    centre = embed(texts).mean(axis=0) if centred else np.zeros(512)
    return _Space(vocabulary, centre.astype(np.float32), rich)


def _vectors(space: _Space, texts: Sequence[str]) -> Array:
    rows = embed(texts).astype(np.float32) - space.centre
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return np.asarray(rows / lengths, dtype=np.float32)


def _letters(space: _Space, texts: Sequence[str]) -> Table:
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - heavy

    size = (len(texts), len(space.vocabulary.place))
    return csr_matrix(space.vocabulary.table(texts), shape=size, dtype=np.float32)
