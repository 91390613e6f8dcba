"""From texts to moods."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Protocol

from nlp import language
from nlp.sentiment.mood import Label, Mood, unsure

LIMIT = 40_000
"""Characters that are scored; what comes after is left out."""

_BAD = re.compile(
    "差|糟|烂|慢|没人|投诉|退款|垃圾|失望|骗|坏|恶心|气愤|生气|不满|再也不|难用|贵|故障|没用|无语|不行"
)
_GOOD = re.compile(
    "好|棒|满意|喜欢|感谢|谢谢|快|不错|赞|优秀|完美|值得|推荐|舒适|开心|方便|热情|专业"
)
_NOT = re.compile(r"[不没未别]")


class Valence(Protocol):
    """What is used of VADER."""

    def polarity_scores(self, text: str) -> dict[str, float]:
        """Return the shares of negative, neutral and positive words, and `compound`."""


class Scorer:
    """Scores messages. Cheap to keep; safe to share between threads."""

    def __init__(self, english: Valence) -> None:
        self._english = english

    def score(self, texts: Sequence[str]) -> list[Mood]:
        """Return one mood for each text, in order; a text is cut after `LIMIT` characters."""
        return [self._one(text[:LIMIT]) for text in texts]

    def _one(self, text: str) -> Mood:
        code = language.detect(text)
        if code not in language.READ:
            return unsure(code)
        value = self._english.polarity_scores(text)["compound"]
        if code != "en":
            value = max(-1.0, min(1.0, value + _chinese(text)))
        label: Label = "negative" if value <= -0.05 else "positive" if value >= 0.05 else "neutral"
        return Mood(label, round(value, 4), True, code)


@cache
def load() -> Scorer:
    """Return the scorer of this process, read once."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - heavy

    return Scorer(SentimentIntensityAnalyzer())


def _chinese(text: str) -> float:
    total = 0.45 * _signed(text, _GOOD) - 0.55 * _signed(text, _BAD)
    return max(-1.0, min(1.0, total))


def _signed(text: str, words: re.Pattern[str]) -> float:
    return sum(
        -1.0 if _NOT.search(text[max(0, found.start() - 2) : found.start()]) else 1.0
        for found in words.finditer(text)
    )
