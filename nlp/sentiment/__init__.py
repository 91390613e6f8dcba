"""Mood of messages, English and Chinese: `load().score(texts)`."""

from nlp.sentiment.mood import Label, Mood
from nlp.sentiment.scorer import Scorer, load

__all__ = ["Label", "Mood", "Scorer", "load"]
