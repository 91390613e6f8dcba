"""What unclear words may mean: at most three readings to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crm.insight.dialogue import pattern
from crm.language.ask.reader import Reader

MOST = 3
# Words without an exact meaning, and exact ones that may stand in their place.
VAGUE: Mapping[str, tuple[str, ...]] = {
    "recently": ("in the last 7 days", "in the last 30 days", "this quarter"),
    "lately": ("in the last 7 days", "in the last 30 days", "this quarter"),
    "recent": ("newest 10", "this week's", "this month's"),
    "soon": ("in the next 7 days", "in the next 14 days", "this month"),
    "shortly": ("in the next 7 days", "in the next 14 days", "this month"),
    "big": ("biggest 10", "over 50k", "over 100k"),
    "large": ("biggest 10", "over 50k", "over 100k"),
    "small": ("smallest 10", "under 5k", "under 10k"),
    "old": ("oldest 10", "over 30 days old", "over 90 days old"),
    "a while": ("14 days", "30 days", "90 days"),
    "important": ("high priority", "urgent", "biggest 10"),
    "大单": ("金额超过10万的商机", "金额超过5万的商机", "金额最大的10个商机"),
    "大客户": ("规模超过200人的客户", "规模超过1000人的客户"),
    "最近": ("最近7天", "最近30天", "本季度"),
    "近期": ("最近7天", "最近30天", "本季度"),
    "快要": ("7天内", "14天内", "本月"),
    "重要": ("高优先级", "紧急"),
}
BEHIND = frozenset({"over 50k", "over 100k", "under 5k", "under 10k", "over 30 days old"})
ABOUT = ("around ", "about ", "roughly ", "approximately ")


@dataclass(frozen=True, slots=True)
class Guess:
    """Unclear words, what may stand in their place, and the sentence that makes."""

    words: str
    instead: str
    text: str


def guesses(text: str, reader: Reader) -> list[Guess]:
    """Up to three sentences that the reader understands, with an unclear word made exact."""
    found: list[Guess] = []
    for words, options in VAGUE.items():
        if not pattern(words).search(text):
            continue
        for instead in options:
            made = _made(text, words, instead, reader)
            if made is not None:
                found.append(Guess(words, instead, made))
    return found[:MOST]


def _made(text: str, words: str, instead: str, reader: Reader) -> str | None:
    """The sentence with the exact words in place, or at its end, if it has a reading then."""
    for made in _phrased(text, words, instead):
        if reader.understand(made).get("command"):
            return made
    return None


def _phrased(text: str, words: str, instead: str) -> Iterator[str]:
    yield pattern(words).sub(instead, text)
    bare = " ".join(pattern(words).sub(" ", text).split()).rstrip("?？.。! ")
    yield f"{bare} {instead}" if words.isascii() else f"{instead}{bare}"
