"""What people write about in a period: groups of messages, their examples and their trend."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.clean import clean
from nlp.sentiment.grams import learn_vocabulary, letters
from nlp.sentiment.vectors import available, embed
from nlp.themes_phrases import keyphrases

NEAR = 0.5
"""Cosine to a group's middle from which a message belongs to it, with embeddings."""

NEAR_BY_LETTERS = 0.2
LEAST = 3
EXAMPLES = 3
MOST = 2_000


@dataclass(frozen=True)
class Message:
    """A text and when it was written (aware)."""

    text: str
    at: datetime


@dataclass(frozen=True)
class Theme:
    """A group of messages: its phrases, the places of typical examples and of all messages.

    `trend` is the number since `since` less the number before it, over all of them: −1…1.
    """

    phrases: tuple[str, ...]
    examples: tuple[int, ...]
    members: tuple[int, ...]
    trend: float


def themes(messages: Sequence[Message], since: datetime, most: int = 8) -> list[Theme]:
    """Return the largest groups, largest first; the newest `MOST` messages are read.

    `since` parts the period in two, so that a trend can be told.
    """
    newest = sorted(range(len(messages)), key=lambda at: messages[at].at)[-MOST:]
    texts = [clean(messages[at].text) for at in newest]
    if len(texts) < LEAST:
        return []
    rows, near = _rows(texts)
    groups = [group for group in _group(rows, near) if len(group) >= LEAST]
    groups.sort(key=lambda group: (-len(group), group[0]))
    return [
        _theme([newest[at] for at in group], rows[group], messages, since)
        for group in groups[:most]
    ]


def _rows(texts: Sequence[str]) -> tuple[NDArray[np.float64], float]:
    if available():
        return embed(texts), NEAR
    vocabulary = learn_vocabulary(texts, 2, 4_000, letters)
    rows = np.zeros((len(texts), max(1, len(vocabulary.place))))
    for at, text in enumerate(texts):
        places, weights = vocabulary.weigh(text)
        rows[at, places] = weights
    return rows, NEAR_BY_LETTERS


def _group(rows: NDArray[np.float64], near: float) -> list[list[int]]:
    """Put each message to the nearest group's middle, or begin a group; then once more."""
    middles: list[NDArray[np.float64]] = []
    for row in rows:
        alike = [float(row @ middle) / (float(np.linalg.norm(middle)) or 1.0) for middle in middles]
        if alike and max(alike) >= near:
            middles[int(np.argmax(alike))] += row
        else:
            middles.append(row.copy())
    stack = np.array([middle / (np.linalg.norm(middle) or 1.0) for middle in middles])
    cosine = rows @ stack.T
    groups: list[list[int]] = [[] for _ in middles]
    for at, row in enumerate(cosine):
        if row.max() >= near:
            groups[int(row.argmax())].append(at)
    return groups


def _theme(
    members: list[int], rows: NDArray[np.float64], messages: Sequence[Message], since: datetime
) -> Theme:
    typical = np.argsort(-(rows @ rows.mean(axis=0)), kind="stable")[:EXAMPLES]
    late = sum(messages[at].at >= since for at in members)
    return Theme(
        phrases=tuple(one.words for one in keyphrases([messages[at].text for at in members], 4)),
        examples=tuple(members[at] for at in typical),
        members=tuple(sorted(members)),
        trend=(2 * late - len(members)) / len(members),
    )
