"""Why a message got its mood: the words and the sentence that decided it."""

from dataclasses import dataclass

import numpy as np

from nlp import language
from nlp.sentiment import rules
from nlp.sentiment.mood import Mood
from nlp.sentiment.scorer import LIMIT, Scorer
from nlp.text_sentences import Sentence, sentences

MOST_WORDS = 5
MOST_SENTENCES = 30


@dataclass(frozen=True)
class Word:
    """A word that carries mood: `text == message[start:end]`; weight below 0 is bad."""

    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class Reasons:
    """A mood with its reasons.

    `sentence` is the one without which the score would change most, and `influence` by how much
    (None, 0 for a message of one sentence). `is_cut` tells that the end of the message, after
    `nlp.sentiment.scorer.LIMIT` characters, was not read.
    """

    mood: Mood
    words: tuple[Word, ...]
    sentence: Sentence | None
    influence: float
    is_cut: bool


def explain(scorer: Scorer, text: str) -> Reasons:
    """Return the mood of a message with the words and the sentence that decided it."""
    [mood] = scorer.score([text])
    cut = text[:LIMIT]
    found = sorted(rules.hits(cut[:4_000]), key=lambda hit: -abs(hit.valence))[:MOST_WORDS]
    words = [
        Word(cut[hit.start : hit.end], hit.start, hit.end, round(hit.valence / 4, 3))
        for hit in found
    ]
    sentence, influence = _decisive(scorer, cut, mood)
    return Reasons(mood, tuple(words), sentence, influence, len(text) > LIMIT)


def by_sentence(scorer: Scorer, text: str) -> list[tuple[Sentence, Mood]]:
    """Return each sentence of a message with its own mood, in order."""
    parts = sentences(text[:LIMIT])
    moods = scorer.score([part.text for part in parts])
    return list(zip(parts, moods, strict=True))


def _decisive(scorer: Scorer, text: str, mood: Mood) -> tuple[Sentence | None, float]:
    parts = sentences(text)[:MOST_SENTENCES]
    if len(parts) < 2 or not mood.sure:
        return None, 0.0
    without = [text[: part.start] + text[part.end :] for part in parts]
    code = language.detect(text)
    shares = scorer.shares([text, *without], [code] * (len(parts) + 1))
    scores = shares[:, 2] - shares[:, 0]
    changes = scores[0] - scores[1:]
    at = int(np.argmax(changes * np.sign(mood.score or 1)))
    return parts[at], round(float(changes[at]), 4)
