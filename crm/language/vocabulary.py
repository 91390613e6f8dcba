"""The words of each language: command aliases, help examples, field labels and keywords.

Kept in `crm/locale/<language>.toml`, one file a language, under the names of the declarations.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from crm.engine.texts import LANGUAGES, LOCALE


@dataclass(frozen=True, slots=True)
class CommandWords:
    """What a command is called beside its name, its help line, and examples that run.

    `bare` names mean it only where nothing follows: *deal* alone is the list of deals.
    """

    help: str
    aliases: tuple[str, ...]
    bare: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldWords:
    """A field's label, and the keywords that announce it (*close*, *owner*)."""

    label: str
    words: tuple[str, ...]
    hint: str | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words of one language."""

    language: str
    commands: Mapping[str, CommandWords]
    fields: Mapping[str, FieldWords]


@cache
def vocabulary(language: str) -> Vocabulary:
    """The words of a language (en, zh)."""
    stored = tomllib.loads((LOCALE / f"{language}.toml").read_text(encoding="utf-8"))
    commands = {
        name: CommandWords(
            entry["help"],
            *(tuple(entry.get(kind, ())) for kind in ("aliases", "bare", "examples")),
        )
        for name, entry in stored["commands"].items()
    }
    fields = {
        name: FieldWords(entry["label"], tuple(entry.get("words", ())), entry.get("hint"))
        for name, entry in stored["fields"].items()
    }
    return Vocabulary(language, commands, fields)


def label(field: str, language: str) -> str:
    """What a field is called in a language; its name where the language has no word yet."""
    words = vocabulary(language).fields.get(field)
    return words.label if words else field.replace("_", " ")


@cache
def keywords(field: str) -> frozenset[str]:
    """Every word, in any language, that announces a field; its own name and labels included."""
    found = {field, field.replace("_", " ")}
    for language in LANGUAGES:
        words = vocabulary(language).fields.get(field)
        if words:
            found.update(word.casefold() for word in (words.label, *words.words))
    return frozenset(found)
