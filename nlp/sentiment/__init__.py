"""Mood of messages, English and Chinese: `load().score(texts)`; `learn` takes corrections."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nlp.sentiment.corrections import Correction
from nlp.sentiment.mood import Label, Mood
from nlp.sentiment.scorer import Scorer, load

if TYPE_CHECKING:
    from nlp.sentiment.challenger import Candidate

__all__ = ["Correction", "Label", "Mood", "Scorer", "learn", "load"]


def learn(
    labels: Sequence[Correction], shipped: Scorer | None = None, seed: int = 0
) -> "Candidate":
    """Learn from a team's corrections: see `nlp.sentiment.challenger.learn`."""
    from nlp.sentiment.challenger import learn as study  # noqa: PLC0415 - numpy

    return study(labels, shipped, seed)
