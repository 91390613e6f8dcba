"""A team's corrections, and how much each of them counts."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.sentiment.mood import Label

SHARE = 1 / 3
"""The most of all that counts which may come from one person."""

GENERAL = 40
"""How many corrections the general model counts for when shares are taken."""


@dataclass(frozen=True)
class Correction:
    """What a person says a text's mood is.

    `author` is who said it; empty where that is not known (a file given by the operator), and
    then no share is capped.
    """

    text: str
    label: Label
    author: str = ""


def newest(corrections: Sequence[Correction]) -> list[Correction]:
    """Keep the last word of each person on each text."""
    kept = {(one.author, same(one.text)): one for one in corrections}
    return list(kept.values())


def same(text: str) -> str:
    """Return what two spellings of one message have in common."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def weigh(corrections: Sequence[Correction]) -> list[float]:
    """Return how much each correction counts: 1, or less where one person sent too many.

    A person's corrections together are at most `SHARE` of all that counts, the general model
    included as `GENERAL` corrections.
    """
    sent = Counter(one.author for one in corrections)
    counts = {author: float(number) for author, number in sent.items()}
    for _ in range(50):
        total = sum(counts.values()) + GENERAL
        for author, count in counts.items():
            if author:
                others = total - count
                counts[author] = min(float(sent[author]), others * SHARE / (1 - SHARE))
                total = others + counts[author]
    return [counts[one.author] / sent[one.author] for one in corrections]
