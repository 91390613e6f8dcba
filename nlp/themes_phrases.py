"""The phrases that a set of messages is about."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.sentiment.clean import clean

LONGEST = 3
LONGEST_HAN = 6
_PIECE = re.compile(r"[a-z][a-z0-9'-]{0,40}|[\u3400-\u4dbf\u4e00-\u9fff]+|[.!?,;:。！？，；：\n]")
_HAN_STOP = frozenset(
    "的了是我你他她它们在有和与也都就不没很这那吗呢吧啊请对把被给让从到为以上下一个"
)


@dataclass(frozen=True)
class Phrase:
    """A phrase, in how many messages it stands, and how telling it is (for sorting only)."""

    words: str
    messages: int
    weight: float


def keyphrases(texts: Sequence[str], most: int = 10, least: int = 2) -> list[Phrase]:
    """Return the most telling phrases that stand in at least `least` messages, best first.

    Telling is: in many messages, long, and not merely part of a longer phrase that is as frequent.
    """
    held: Counter[str] = Counter()
    for text in texts:
        held.update(set(_candidates(clean(text).lower())))
    frequent = {words: count for words, count in held.items() if count >= least}
    phrases = [
        Phrase(words, count, count * math.sqrt(_length(words)))
        for words, count in frequent.items()
        if not _inside_another(words, count, frequent)
    ]
    ordered = sorted(phrases, key=lambda one: (-one.weight, one.words))
    return _distinct(ordered, most)


def _candidates(text: str) -> Iterator[str]:
    small = _small()
    run: list[str] = []
    for piece in [*_PIECE.findall(text), "."]:
        if "\u3400" <= piece[0] <= "\u9fff":
            yield from _han(piece)
        elif piece[0].isalpha() and piece not in small and len(piece) > 2:
            run.append(piece)
            continue
        for size in range(1, LONGEST + 1):
            yield from (" ".join(run[at : at + size]) for at in range(len(run) - size + 1))
        run = []


def _han(run: str) -> Iterator[str]:
    for size in range(2, LONGEST_HAN + 1):
        for at in range(len(run) - size + 1):
            words = run[at : at + size]
            if words[0] not in _HAN_STOP and words[-1] not in _HAN_STOP:
                yield words


def _inside_another(words: str, count: int, frequent: dict[str, int]) -> bool:
    return any(
        words in longer and words != longer and other >= 0.6 * count
        for longer, other in frequent.items()
        if len(longer) > len(words)
    )


def _distinct(ordered: Sequence[Phrase], most: int) -> list[Phrase]:
    kept: list[Phrase] = []
    for phrase in ordered:
        if not any(phrase.words in one.words or one.words in phrase.words for one in kept):
            kept.append(phrase)
        if len(kept) == most:
            break
    return kept


def _length(words: str) -> float:
    return len(words.split()) if words.isascii() else len(words) / 2


@cache
def _small() -> frozenset[str]:
    path = Path(__file__).parent / "words" / "small.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(next(line for line in lines if line.startswith("en:")).split()[1:])
