"""What words mean: phrases of both languages and of the world, each with its senses."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crm.language.ask import sounds
from crm.language.ask.tokens import key

# Said in two ways, on the two sides of the strait and else.
ALSO = (("联系", "联络"), ("营销", "行销"), ("概率", "机率"), ("职位", "职称"), ("软件", "软体"))
WORDS = Path(__file__).parent / "words"
LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning: its type (kind, field, leaf, event …) and value."""

    type: str
    value: str


class Phrases:
    """Phrases by their tokens, with the longest length behind each first token."""

    def __init__(self) -> None:
        self.senses: dict[str, tuple[Sense, ...]] = {}
        self.longest: dict[str, int] = {}
        self.words: set[str] = set()
        self.heard: dict[str, set[str]] = {}

    def add(self, phrase: str, sense: Sense) -> None:
        """Let a phrase have a sense, beside those that it has."""
        name = key(phrase)
        known = self.senses.get(name, ())
        if not name or sense in known:
            return
        self.senses[name] = (*known, sense)
        parts = name.split(" ")
        self.longest[parts[0]] = max(self.longest.get(parts[0], 0), len(parts))
        self.words.update(part for part in parts if len(part) > 1)
        if not known and len(parts) > 1 and all(sounds.is_chinese(part) for part in parts):
            self.heard.setdefault(sounds.of(parts), set()).add(name)


@cache
def lexicon() -> Phrases:
    """The words of both languages, from the files beside this one."""
    found = Phrases()
    for language in LANGUAGES:
        _fill(found, tomllib.loads((WORDS / f"{language}.toml").read_text("utf-8")))
    return found


def _fill(found: Phrases, sections: Mapping[str, Mapping[str, str]]) -> None:
    for section, meanings in sections.items():
        for value, phrases in meanings.items():
            for phrase in _phrases(phrases):
                found.add(phrase, Sense(section, value))


def _phrases(line: str) -> Iterable[str]:
    for phrase in line.split(", "):
        word = phrase.strip().strip("'") if len(phrase.strip()) == 3 else phrase.strip()
        if word:
            yield word
            yield from (word.replace(one, other) for one, other in ALSO if one in word)
