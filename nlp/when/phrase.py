"""A time phrase, alone or inside a longer text."""

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from nlp.when import clock_pieces, day_pieces, span_pieces
from nlp.when.conventions import DEFAULT, Conventions
from nlp.when.pieces import Place, choices
from nlp.when.reading import Reading
from nlp.when.resolve import resolve
from nlp.when.scene import Scene
from nlp.when.strength import EVERY, strong
from nlp.when.tokens import Token, kinds, plain, tokens
from nlp.when.values import Found, When

PIECES = (clock_pieces, day_pieces, span_pieces)  # importing them registers their patterns
LONGEST_PHRASE = 120
LONGEST_TEXT = 2000
MOST_FOUND = 50
MOST_FAILED = 16
_GLUE = frozenset(",cpotaB")
_TRAILING = frozenset(",bz")
_STEPS = 60
_WINDOW = 24


def parse(
    text: str, now: datetime, zone: str | ZoneInfo, conventions: Conventions = DEFAULT
) -> When | None:
    """The moment or day that the whole text names, or None where it is not understood.

    `now` is aware; the answer is in `zone` (an IANA name or a ZoneInfo). A text of more than
    120 characters is no phrase.
    """
    words = text.strip()
    if not words or len(words) > LONGEST_PHRASE:
        return None
    found = tokens(plain(words), repair=True)
    if len(found) == 1 and found[0].kind == "N" and found[0].text[0] != "0":
        return None  # 1300 alone may be anything
    scene = scene_of(now, zone, conventions)
    for end, reading in readings(found, kinds(found), 0, place_of(words, conventions)):
        if end == len(found) and (result := resolve(reading, scene)):
            return When(*result, text=words)
    return None


def find(
    text: str, now: datetime, zone: str | ZoneInfo, conventions: Conventions = DEFAULT
) -> list[Found]:
    """The time phrases inside a longer text, from left to right, never overlapping.

    Only the first 2,000 characters are looked at, at most 50 phrases returned, and after 16 that
    only looked like times no more are tried. A recurring
    rule is no moment, so none is found in it. Words that are times only by chance ("may",
    "now", a bare number or length) are left alone.
    """
    text = text[:LONGEST_TEXT]
    words = tokens(plain(text), repair=False)
    scene, place = scene_of(now, zone, conventions), place_of(text, conventions)
    marks = kinds(words)
    results: list[Found] = []
    start = failed = 0
    while start < len(words) and len(results) < MOST_FOUND and failed < MOST_FAILED:
        if words[start].text in EVERY:
            start = _past_rule(words, marks, start + 1, place)
            continue
        begins = _START.match(marks, start) is not None
        best = _best(words, marks, start, place, scene) if begins else None
        if best is None:
            start, failed = start + 1, failed + begins
            continue
        end, when = best
        left, right = words[start].start, words[end - 1].end
        results.append(Found(left, right, When(*when, text=text[left:right])))
        start = end
    return results


def readings(
    found: list[Token], marks: str, start: int, place: Place
) -> Iterator[tuple[int, Reading]]:
    """Every way to read on from a token, as (end, what was said), within a budget of steps.

    `marks` are the kinds of all tokens.
    """
    stop = min(len(marks), start + _WINDOW)
    stack: list[tuple[int, Reading]] = [(start, _NOTHING)]
    for _ in range(_STEPS):
        if not stack:
            return
        at, said = stack.pop()
        if said is not _NOTHING:
            yield at, said
        if at >= stop:
            continue
        stack.extend(reversed(list(_onward(found, marks, at, said, place))))


def scene_of(now: datetime, zone: str | ZoneInfo, conventions: Conventions) -> Scene:
    """Where and when a phrase is read."""
    place = zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone)
    return Scene(now.astimezone(place).replace(microsecond=0), place, conventions)


def place_of(text: str, conventions: Conventions) -> Place:
    """What the pieces must know of the whole text."""
    chinese = any("\u4e00" <= char <= "\u9fff" for char in text)
    return Place(conventions.date_order, chinese)


def _best(
    words: list[Token], marks: str, start: int, place: Place, scene: Scene
) -> tuple[int, tuple[datetime, bool]] | None:
    best: tuple[int, tuple[datetime, bool]] | None = None
    for end, reading in readings(words, marks, start, place):
        if best and end <= best[0]:
            continue
        if strong(words, marks, start, end) and (result := resolve(reading, scene)):
            best = end, result
    return best


def _past_rule(words: list[Token], marks: str, start: int, place: Place) -> int:
    if start >= len(words):
        return start
    return max((end for end, _ in readings(words, marks, start, place)), default=start)


def _onward(
    found: list[Token], marks: str, at: int, said: Reading, place: Place
) -> Iterator[tuple[int, Reading]]:
    for end, reading in choices(found, marks, at, place):
        joined = reading if said is _NOTHING else said.joined(reading)
        if joined is not None:
            yield end, joined
    if marks[at] in _GLUE or (said is not _NOTHING and marks[at] in _TRAILING):
        yield at + 1, said


_NOTHING = Reading()
_START = re.compile("[at1oi]{0,2}[NFVOYCIDWMPGURQKHLEJSZxmy]")
