"""The mood of a conversation, where it turned, and of each author over time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nlp.sentiment.explain import by_sentence
from nlp.sentiment.mood import Mood
from nlp.sentiment.scorer import Scorer
from nlp.text_body import body
from nlp.text_sentences import Sentence

FADE = 0.6
"""Weight of what was felt before, when the next message is read."""

STEP = 0.5
"""Fall or rise of the carried score that makes a turn."""


@dataclass(frozen=True)
class Said:
    """A message of a conversation; `at` is aware."""

    author: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Turn:
    """Where a conversation turned: the message's place, its sentence, scores before and after."""

    message: int
    sentence: Sentence
    before: float
    after: float


@dataclass(frozen=True)
class Course:
    """The moods of a conversation, its carried score (−1…1) after each message, its turns."""

    moods: tuple[Mood, ...]
    carried: tuple[float, ...]
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Trend:
    """An author's moods over time: mean score of the earlier and of the later half, 0 if none."""

    author: str
    messages: int
    earlier: float
    later: float

    @property
    def change(self) -> float:
        """How much better (above 0) or worse it got."""
        return self.later - self.earlier


def follow(scorer: Scorer, talk: Sequence[Said]) -> Course:
    """Follow a conversation, in order; quotes and signatures are left out.

    Messages that are not sure move nothing. A turn is a change of sides by at least `STEP`.
    """
    words = [body(said.text) for said in talk]
    moods = scorer.score(words)
    carried: list[float] = []
    turns: list[Turn] = []
    anchor, feeling, began = 0.0, 0.0, False
    for at, mood in enumerate(moods):
        if mood.sure:
            feeling = FADE * feeling + (1 - FADE) * mood.score if began else mood.score
            anchor = anchor if began else feeling
            began = True
        if abs(feeling - anchor) >= STEP and mood.sure:
            turns.append(Turn(at, _strongest(scorer, words[at], feeling < anchor), anchor, feeling))
            anchor = feeling
        carried.append(round(feeling, 4))
    return Course(tuple(moods), tuple(carried), tuple(turns))


def by_author(scorer: Scorer, talk: Sequence[Said]) -> list[Trend]:
    """Return each author's trend, the one that fell most first."""
    moods = scorer.score([body(said.text) for said in talk])
    said_by: dict[str, list[tuple[datetime, float]]] = defaultdict(list)
    for said, mood in zip(talk, moods, strict=True):
        if mood.sure:
            said_by[said.author].append((said.at, mood.score))
    trends = [_trend(author, sorted(scores)) for author, scores in said_by.items()]
    return sorted(trends, key=lambda trend: (trend.change, trend.author))


def _trend(author: str, scores: Sequence[tuple[datetime, float]]) -> Trend:
    values = [score for _, score in scores]
    half = len(values) // 2
    return Trend(author, len(values), _mean(values[:half] or values), _mean(values[half:]))


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _strongest(scorer: Scorer, text: str, is_fall: bool) -> Sentence:
    """Return the sentence that is worst (after a fall) or best (after a rise)."""
    parts = by_sentence(scorer, text)
    if not parts:
        return Sentence(text, 0, len(text))
    sign = 1 if is_fall else -1
    return min(parts, key=lambda part: sign * part[1].score)[0]
