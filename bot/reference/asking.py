"""What can be asked: the generated part of the guide, from the fields and the reader's words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from bot.reference.markdown import table
from crm.language.ask.lexicon import LANGUAGES, WORDS
from crm.language.query import kinds, records

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "asking.md"
BEGINS = "<!-- fields and words: written by `make docs`, changes here are lost -->"
ENDS = "<!-- end of fields and words -->"
TYPES = {
    "t": "text",
    "u": "person",
    "r": "record",
    "c": "choice",
    "w": "word",
    "m": "money",
    "n": "number",
    "p": "percent",
    "h": "hours",
    "d": "day",
    "a": "moment",
    "y": "yes or no",
}
SECTIONS = (
    ("leaf", "Values", "`field=value` that a word stands for"),
    ("event", "What happened", "the day of it, and the outcome where it is one"),
    ("agg", "Figures", "what is worked out"),
    ("super", "The most and the least", "field and order"),
    ("vague", "Words that are asked about", "no exact meaning: you choose one"),
)
SHOWN = 5


def page() -> str:
    """The guide with its generated part as the fields and words are now."""
    before, _, rest = GUIDE.read_text("utf-8").partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    made = "\n".join(_generated())
    return f"{before}{BEGINS}\n\n{made}\n{ENDS}{after}"


def _generated() -> Iterator[str]:
    said = {language: _sections(language) for language in LANGUAGES}
    for kind in kinds.KINDS.values():
        yield f"### {kind.name.capitalize()}\n"
        shown = [_row(kind.name, field, said) for field in kind.fields.values()]
        yield table(("field", "holds", "English", "中文"), shown)
    for section, title, what in SECTIONS:
        yield f"### {title}\n"
        values = dict.fromkeys(v for found in said.values() for v in found.get(section, {}))
        rows = [
            [f"`{value}`", *(_few(said[one].get(section, {}).get(value, "")) for one in LANGUAGES)]
            for value in values
        ]
        yield table((what, "English", "中文"), rows)


def _sections(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((WORDS / f"{language}.toml").read_text("utf-8"))


def _row(
    kind: str, field: kinds.Field, said: dict[str, dict[str, dict[str, str]]]
) -> tuple[str, str, str, str]:
    holds = TYPES[field.letter] + (f": {', '.join(field.choices)}" if field.choices else "")
    if records.field(kind, field.name) is None:
        holds += " (not collected yet)"
    words = [_few(_words(field.name, said[language].get("field", {}))) for language in LANGUAGES]
    return f"`{field.name}`", holds, words[0], words[1]


def _words(name: str, fields: dict[str, str]) -> str:
    """The phrases of a field, its own before those that it shares with others."""
    shared = [phrases for names, phrases in fields.items() if name in names.split("|")[1:]]
    first = [phrases for names, phrases in fields.items() if names.split("|")[0] == name]
    return ", ".join([*first, *shared])


def _few(phrases: str) -> str:
    return ", ".join(phrase.strip() for phrase in phrases.split(", ")[:SHOWN]).replace("|", "/")
