"""The pieces a time phrase is made of: patterns over the kinds of tokens, and what each says."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlp.when.conventions import DateOrder
from nlp.when.reading import Reading
from nlp.when.tokens import Token


@dataclass(frozen=True, slots=True)
class Place:
    """What a piece must know beside its tokens: how 3/4 is read, and whether Chinese is about."""

    order: DateOrder
    chinese: bool


Build = Callable[[Sequence[Token], Place], Reading | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """A pattern over kinds, and the function that reads the tokens it covers."""

    pattern: re.Pattern[str]
    build: Build


def piece(*patterns: str, starts: str = "") -> Callable[[Build], Build]:
    """Register the function as the reader of these patterns.

    A pattern is found by the kinds it can begin with: its first character, or `starts`.
    """

    def register(build: Build) -> Build:
        for pattern in patterns:
            for kind in starts or pattern[0]:
                _BY_START.setdefault(kind, []).append(Piece(re.compile(pattern), build))
        return build

    return register


def choices(found: list[Token], kinds: str, start: int, place: Place) -> list[tuple[int, Reading]]:
    """What can be read from a token on, as (end, reading), the longest first."""
    readings: list[tuple[int, Reading]] = []
    for candidate in _BY_START.get(kinds[start], ()):
        match = candidate.pattern.match(kinds, start)
        if match is None:
            continue
        reading = candidate.build(found[start : match.end()], place)
        if reading is not None:
            readings.append((match.end(), reading))
    readings.sort(key=lambda choice: -choice[0])
    return readings


_BY_START: dict[str, list[Piece]] = {}
