"""The trained part: three small linear models, mixed, for each of two languages.

Rules (`traits`), word pairs (`grams`) and, where the wheel is there, sentence embeddings
(`vectors`) each give shares of negative, neutral and positive; the mix is the weighted sum of
their logarithms. All numbers come from files that hold nothing but numbers and words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.grams import Vocabulary
from nlp.sentiment.mood import Label

Floats = NDArray[np.float64]

LABELS: tuple[Label, Label, Label] = ("negative", "neutral", "positive")
PARTS = ("rules", "grams", "vectors")


@dataclass(frozen=True)
class Linear:
    """Weights (inputs, 3) and biases (3) of a softmax."""

    weights: Floats
    bias: Floats


@dataclass(frozen=True)
class Head:
    """What one language needs: scaled rules, grams, and how the parts are mixed.

    `mix` and `bare` hold the weights of `PARTS`, with and without embeddings; `sharpness` turns
    the mixed logarithms into shares that can be read as probabilities.
    """

    centre: Floats
    scale: Floats
    rules: Linear
    vocabulary: Vocabulary
    grams: Linear
    mix: Floats
    bare: Floats
    sharpness: float
    bare_sharpness: float


@dataclass(frozen=True)
class Model:
    """The heads by language (`en`, `zh`), and the weights of the embeddings, shared by both."""

    heads: Mapping[str, Head]
    vectors: Linear

    def log_shares(
        self, texts: Sequence[str], languages: Sequence[str], vectors: Floats | None
    ) -> Floats:
        """Return the logarithms (texts, 3) of the shares of `LABELS`.

        `vectors` are the embeddings (texts, 512), or None where there are none.
        """
        if not texts:
            return np.zeros((0, 3))
        embedded = None if vectors is None else log_shares(self.vectors, vectors)
        rows = [
            self._mixed(text, language, None if embedded is None else embedded[at])
            for at, (text, language) in enumerate(zip(texts, languages, strict=True))
        ]
        return normal(np.array(rows))

    def _mixed(self, text: str, language: str, embedded: Floats | None) -> Floats:
        codes = ("en", "zh") if language == "mixed" else (language,)
        rows = np.array([self._one(text, self.heads[code], embedded) for code in codes])
        return np.asarray(rows.mean(axis=0), dtype=np.float64)

    @staticmethod
    def _one(text: str, head: Head, embedded: Floats | None) -> Floats:
        parts = [
            log_shares(head.rules, rule_row(head, text)),
            log_shares(head.grams, gram_row(head, text)),
            np.zeros(3) if embedded is None else embedded,
        ]
        mix, sharpness = (
            (head.bare, head.bare_sharpness) if embedded is None else (head.mix, head.sharpness)
        )
        return np.asarray(mix @ np.array(parts) * sharpness, dtype=np.float64)


def rule_row(head: Head, text: str) -> Floats:
    """Return the scaled traits of a text as one row."""
    from nlp.sentiment.traits import traits  # noqa: PLC0415 - reads the lexicons

    return (np.array(traits(text)) - head.centre) / head.scale


def gram_row(head: Head, text: str) -> "SparseRow":
    """Return the weighted known grams of a text."""
    return SparseRow(*head.vocabulary.weigh(text))


@dataclass(frozen=True)
class SparseRow:
    """A row that is nearly all zero: where it is not, and what it is there."""

    places: list[int]
    values: list[float]

    def __matmul__(self, weights: Floats) -> Floats:
        """Multiply by weights (inputs, 3)."""
        if not self.places:
            return np.zeros(weights.shape[1])
        return np.asarray(np.array(self.values) @ weights[self.places], dtype=np.float64)


def log_shares(linear: Linear, rows: "Floats | SparseRow") -> Floats:
    """Return the logarithms of a softmax, kept above ln(0.0001)."""
    return np.maximum(normal(rows @ linear.weights + linear.bias), np.log(1e-4))


def normal(logits: Floats) -> Floats:
    """Shift logits so that their exponentials add up to 1 in each row."""
    top = logits.max(axis=-1, keepdims=True)
    return np.asarray(
        logits - top - np.log(np.exp(logits - top).sum(axis=-1, keepdims=True)), dtype=np.float64
    )
