"""A text as a row of numbers that a small model can weigh, made by words and rules."""

import math
import re
from functools import cache
from typing import Protocol

from nlp.sentiment import rules

LIMIT = 4_000
"""Characters that the rules look at; of a longer text its beginning and its end."""

VADER_LIMIT = 1_000
SIGNS = 40
"""Emoji that VADER is shown; of more, none: our own rules count them."""

NAMES = (
    "sum",
    "good",
    "bad",
    "best",
    "worst",
    "density",
    "silent",
    "tail",
    "vader",
    "vader good",
    "vader bad",
    "exclamations",
    "question",
    "asks last",
    "length",
    "shouting",
    "faint sum",
    "faint good",
    "faint bad",
    "faint density",
)
"""What each number of `traits` stands for, in order."""


class Valence(Protocol):
    """What is used of VADER."""

    def polarity_scores(self, text: str) -> dict[str, float]:
        """Return the shares of negative, neutral and positive words, and `compound`."""


def traits(text: str) -> list[float]:
    """Return the numbers named by `NAMES`, each roughly between −1 and 1."""
    text = shorten(text, LIMIT)
    found = rules.hits(text)
    valences = [hit.valence for hit in found]
    faint = rules.faint(text)
    vader = _vader().polarity_scores(_few_signs(text))
    words = max(1.0, len(text.split()) + len(_HAN.findall(text)) / 2)
    return [
        rules.compound(valences),
        rules.compound([value for value in valences if value > 0]),
        rules.compound([value for value in valences if value < 0]),
        max([*valences, 0.0]) / 3,
        min([*valences, 0.0]) / 3,
        sum(valences) / words,
        float(not valences),
        rules.compound([hit.valence for hit in found if hit.start > len(text) * 0.66]),
        vader["compound"],
        vader["pos"],
        vader["neg"],
        min(text.count("!") + text.count("！"), 4) / 4,
        float("?" in text or "？" in text),
        float(text.rstrip().endswith(("?", "？"))),
        math.log(words) / 4,
        sum(word.isupper() and len(word) > 2 for word in text.split()) / words,
        rules.compound(faint),
        rules.compound([value for value in faint if value > 0]),
        rules.compound([value for value in faint if value < 0]),
        sum(faint) / words,
    ]


def shorten(text: str, limit: int) -> str:
    """Return a text of at most about `limit` characters: its beginning and its end."""
    return text if len(text) <= limit else f"{text[: limit // 2]}\n{text[-limit // 2 :]}"


def _few_signs(text: str) -> str:
    """Shorten for VADER, whose time grows with the square of the words; it spells out emoji."""
    text = shorten(text, VADER_LIMIT)
    return "".join(_SIGN.split(text)) if len(_SIGN.findall(text)) > SIGNS else text


_SIGN = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


@cache
def _vader() -> Valence:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - lazy

    analyzer: Valence = SentimentIntensityAnalyzer()
    return analyzer
