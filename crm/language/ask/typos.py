"""Slips of the keyboard: the one known word that is near, by letters or, in Chinese, by sound."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz.distance import OSA

from crm.language.ask import sounds
from crm.language.ask.lexicon import Phrases, lexicon
from crm.language.ask.tokens import Token
from crm.language.ask.world import World

SHORTEST = 4
LONGEST_WINDOW = 6
MOST_REPAIRS = 8


def repaired(found: list[Token], unknown: set[int], world: World) -> list[Token] | None:
    """The tokens with what could be repaired made good; None where nothing could."""
    better = list(found)
    is_changed = False
    for index in sorted(unknown)[:MOST_REPAIRS]:
        token = better[index]
        if token.is_chinese:
            is_changed |= _heard(better, index, world)
        elif len(token.text) >= SHORTEST and token.text.isalpha():
            word = near(token.text, world)
            if word:
                better[index] = replace(token, text=word)
                is_changed = True
    return better if is_changed else None


def near(word: str, world: World) -> str | None:
    """The only word known within one or two letters, or the same without its ending."""
    for ending in ("s", "es"):
        if word.endswith(ending) and _knows(word.removesuffix(ending), world):
            return word.removesuffix(ending)
    most = 1 if len(word) < 7 else 2
    best, found = most + 1, set[str]()
    for known in (*lexicon().words, *world.phrases.words):
        if abs(len(known) - len(word)) > most or len(known) < SHORTEST - 1 or known[0] != word[0]:
            continue
        distance = OSA.distance(word, known, score_cutoff=best)
        if distance < best:
            best, found = distance, {known}
        elif distance == best <= most:
            found.add(known)
    return _one(found) or _one({known for known in found if len(known) != len(word)})


def _one(found: set[str]) -> str | None:
    """The only candidate; a singular and its plural count as one."""
    if len(found) == 2:
        short, long = sorted(found, key=len)
        if long in {f"{short}s", f"{short}es"}:
            return short
    return found.pop() if len(found) == 1 else None


def _knows(word: str, world: World) -> bool:
    return word in lexicon().words or word in world.phrases.words


def _heard(found: list[Token], index: int, world: World) -> bool:
    """Put the phrase of the same sounds in the place of a window around an unknown character."""
    for length in range(LONGEST_WINDOW, 1, -1):
        for start in range(max(index - length + 1, 0), min(index, len(found) - length) + 1):
            window = [token.text for token in found[start : start + length]]
            if not all(map(sounds.is_chinese, window)):
                continue
            phrase = _alike(window, world)
            if phrase:
                for place, sign in enumerate(phrase.split(" ")):
                    found[start + place] = replace(found[start + place], text=sign)
                return True
    return False


def _alike(window: list[str], world: World) -> str | None:
    sound = sounds.of(window)
    options = {
        name
        for phrases in _sources(world)
        for name in phrases.heard.get(sound, ())
        if sum(a != b for a, b in zip(name.split(" "), window, strict=True)) == 1
    }
    return options.pop() if len(options) == 1 else None


def _sources(world: World) -> tuple[Phrases, Phrases]:
    return lexicon(), world.phrases
