"""Texts as weighted word pairs and runs of Chinese characters: TF-IDF without a library.

Words count alone and in pairs, Chinese characters in runs of one to three. The same cutting is
used when a model is trained and when it scores, so that both see the same thing.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LIMIT = 2_000
"""Characters that are cut into grams; of a longer text its beginning and its end."""

_PIECE = re.compile(r"[a-z][a-z']*|[!?！？]+|[\u3400-\u4dbf\u4e00-\u9fff]+|[\U0001f300-\U0001faff]")

_LETTERS = re.compile(r"[a-z0-9][a-z0-9'_-]{0,40}|[?!]|[\u3400-\u4dbf\u4e00-\u9fff]+")

Floats = NDArray[np.float64]
Cut = Callable[[str], Counter[str]]


def grams(text: str) -> Counter[str]:
    """Count the grams of a text, lower-cased."""
    if len(text) > LIMIT:
        text = text[: LIMIT // 2] + "\n" + text[-LIMIT // 2 :]
    pieces = _PIECE.findall(text.lower())
    counts: Counter[str] = Counter()
    before = ""
    for piece in pieces:
        if "\u3400" <= piece[0] <= "\u9fff":
            counts.update(piece[i : i + n] for n in (1, 2, 3) for i in range(len(piece) - n + 1))
            before = ""
        else:
            counts[piece] += 1
            if before:
                counts[f"{before} {piece}"] += 1
            before = piece
    return counts


def letters(text: str) -> Counter[str]:
    """Count runs of two to five letters inside words, and of one to three Chinese characters."""
    counts: Counter[str] = Counter()
    for piece in _LETTERS.findall(text[:LIMIT].lower()):
        if "\u3400" <= piece[0] <= "\u9fff":
            counts.update(piece[i : i + n] for n in (1, 2, 3) for i in range(len(piece) - n + 1))
        else:
            word = f" {piece} "
            counts.update(word[i : i + n] for n in (2, 3, 4, 5) for i in range(len(word) - n + 1))
    return counts


@dataclass(frozen=True)
class Vocabulary:
    """Known grams with their rarity: ln((1 + n) / (1 + texts with it)) + 1."""

    place: dict[str, int]
    rarity: Floats
    cut: Cut = grams

    def weigh(self, text: str) -> tuple[list[int], list[float]]:
        """Return the places and the weights of a text's known grams, of length 1 together."""
        known = [
            (self.place[gram], count)
            for gram, count in self.cut(text).items()
            if gram in self.place
        ]
        weights = [(1 + math.log(count)) * float(self.rarity[at]) for at, count in known]
        length = math.sqrt(sum(weight * weight for weight in weights)) or 1.0
        return [at for at, _ in known], [weight / length for weight in weights]

    def table(self, texts: Sequence[str]) -> "tuple[list[float], list[int], list[int]]":
        """Return the rows of many texts as (values, columns, row ends) of a sparse table."""
        values: list[float] = []
        columns: list[int] = []
        ends = [0]
        for text in texts:
            places, weights = self.weigh(text)
            columns += places
            values += weights
            ends.append(len(values))
        return values, columns, ends


def learn_vocabulary(texts: Iterable[str], least: int, most: int, cut: Cut = grams) -> Vocabulary:
    """Keep the grams that at least `least` texts hold, the `most` frequent ones."""
    held: Counter[str] = Counter()
    number = 0
    for number, text in enumerate(texts, 1):  # noqa: B007 - counted while iterating once
        held.update(cut(text).keys())
    kept = sorted(
        (gram for gram, count in held.items() if count >= least),
        key=lambda gram: (-held[gram], gram),
    )[:most]
    rarity = [math.log((1 + number) / (1 + held[gram])) + 1 for gram in kept]
    return Vocabulary({gram: at for at, gram in enumerate(kept)}, np.array(rarity), cut)
