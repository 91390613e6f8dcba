"""Mood by words and rules: the part that can say which words decided.

Valences are VADER's (−4…4, MIT) with our own words over them; negation, intensity, *but* and
capitals follow Hutto & Gilbert, "VADER", ICWSM 2014, and the same is done for Chinese, where the
longest known word at a place counts.
"""

import json
import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

_WORDS = Path(__file__).parent / "words"
_TOKEN = re.compile(
    r"(?P<name>:[a-z0-9_+-]{1,40}:)"
    r"|(?P<han>[\u3400-\u4dbf\u4e00-\u9fff]+)"
    r"|(?P<word>[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’-]{0,40})"
    r"|(?P<face>[>:;=xD(][-'o]{0,2}[()DP/\]\[(<3]|<3)"
    r"|(?P<stop>[.!?;,。！？；，\n]+)"
    r"|(?P<sign>[\u2190-\u2bff\U0001f000-\U0001faff])"
)
_LATIN = re.compile(r"[a-z][a-z-]{1,30}")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_NEGATED = frozenset({"word", "han"})
_FLIP = -0.74
_LONGEST_PHRASE = 4
_LONGEST_HAN = 6


class Hit(NamedTuple):
    """A word that carries mood: where it stands in the text, and what it weighs there."""

    start: int
    end: int
    valence: float


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def hits(text: str) -> list[Hit]:
    """Return the words of `text` that carry mood, each with its valence in that place."""
    tokens = list(_tokens(text))
    shouting = _shouts(tokens)
    found: list[Hit] = []
    place = 0
    while place < len(tokens):
        size, valence = _look_up(tokens, place)
        if size:
            first, last = tokens[place], tokens[place + size - 1]
            if first.kind in _NEGATED:
                valence = _in_context(tokens, place, valence)
            if shouting and first.text.isupper() and len(first.text) > 1:
                valence *= 1.25
            found.append(Hit(first.start, last.end, valence))
        place += max(size, 1)
    return _weigh_turn(tokens, found)


def compound(valences: list[float]) -> float:
    """Squash a sum of valences into −1…1, as VADER does: x / sqrt(x² + 15)."""
    total = sum(valences)
    return total / math.sqrt(total * total + 15)


def valences() -> dict[str, float]:
    """Return every word that carries mood with its valence; phrases are joined by `_`."""
    return dict(_lexicon())


def faint(text: str) -> list[float]:
    """Return the valences of words whose mood was only inferred from words like them."""
    grown = _grown()
    found = [grown[word] for word in _LATIN.findall(text.lower()) if word in grown]
    for run in _HAN.findall(text):
        place = 0
        while place < len(run) - 1:
            size = next((n for n in (4, 3, 2) if run[place : place + n] in grown), 0)
            if size:
                found.append(grown[run[place : place + size]])
            place += size or 1
    return found


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or ""
        if kind == "han":
            yield from _han(found.group(), found.start())
        else:
            yield _Token(kind, found.group(), found.start(), found.end())


def _han(run: str, offset: int) -> Iterator[_Token]:
    """Cut a run of Chinese characters at the longest known words."""
    known = _known()
    place = 0
    while place < len(run):
        for size in range(min(_LONGEST_HAN, len(run) - place), 0, -1):
            if size == 1 or run[place : place + size] in known:
                yield _Token(
                    "han", run[place : place + size], offset + place, offset + place + size
                )
                place += size
                break


def _look_up(tokens: list[_Token], place: int) -> tuple[int, float]:
    """Return how many tokens from `place` on form a word with mood, and its valence."""
    lexicon = _lexicon()
    if tokens[place].kind != "word":
        return (1, lexicon[tokens[place].text]) if tokens[place].text in lexicon else (0, 0.0)
    phrase = [_plain(token.text) for token in tokens[place : place + _LONGEST_PHRASE]]
    for size in range(len(phrase), 0, -1):
        if any(token.kind != "word" for token in tokens[place : place + size]):
            continue
        valence = lexicon.get("_".join(phrase[:size]))
        if valence is not None:
            return size, valence
    return 0, 0.0


def _in_context(tokens: list[_Token], place: int, valence: float) -> float:
    """Apply the negations and intensifiers that stand shortly before, in the same clause."""
    shape = _shape()
    reach = 3 if tokens[place].kind == "word" else 2
    for distance, token in enumerate(reversed(tokens[max(0, place - reach) : place]), 1):
        if token.kind == "stop":
            break
        change = shape.get(_plain(token.text))
        if change == "not":
            valence *= _FLIP
        elif isinstance(change, float) and distance <= 2:
            valence *= change
    return valence


def _weigh_turn(tokens: list[_Token], found: list[Hit]) -> list[Hit]:
    """Halve what stands before the last *but* of the text, and raise what follows it."""
    shape = _shape()
    turns = [token.start for token in tokens if shape.get(_plain(token.text)) == "but"]
    if not turns or not found:
        return found
    turn = turns[-1]
    return [
        Hit(hit.start, hit.end, hit.valence * (0.6 if hit.start < turn else 1.3)) for hit in found
    ]


def _shouts(tokens: list[_Token]) -> bool:
    words = [token.text for token in tokens if token.kind == "word" and len(token.text) > 1]
    loud = sum(word.isupper() for word in words)
    return 0 < loud < len(words)


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


@cache
def _lexicon() -> dict[str, float]:
    lexicon = _vader()
    for name in ("en.txt", "zh.txt", "emoji.txt"):
        for key, words in _lines(name):
            lexicon |= dict.fromkeys(words, float(key))
    return lexicon


@cache
def _known() -> frozenset[str]:
    return frozenset(_lexicon()) | frozenset(_shape())


@cache
def _shape() -> dict[str, str | float]:
    shape: dict[str, str | float] = {}
    for key, words in _lines("shape.txt"):
        kind = key.removeprefix("zh_")
        shape |= dict.fromkeys(words, kind if kind in {"not", "but"} else float(kind))
    return shape


def _lines(name: str) -> Iterator[tuple[str, list[str]]]:
    for line in (_WORDS / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, words = line.split(": ", 1)
            yield key, words.split()


@cache
def _grown() -> dict[str, float]:
    path = Path(__file__).parent / "model" / "grown.json"
    grown: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return grown


def _vader() -> dict[str, float]:
    from vaderSentiment import vaderSentiment  # noqa: PLC0415 - read when first needed

    path = Path(vaderSentiment.__file__).parent / "vader_lexicon.txt"
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line)
    return {row[0]: float(row[1]) for row in rows}
