"""Every text that the program can say, found in its own source, beside what the catalogue has."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from crm.engine import catalog, refs
from crm.engine.command import REGISTRY
from crm.engine.command import spoken as commands
from crm.engine.permission import ROLES
from crm.engine.post import Kind
from crm.engine.settings import Settings
from crm.engine.texts import catalogue
from crm.language.fields import Choice
from crm.language.vocabulary import vocabulary

ROOT = Path(__file__).parent.parent.parent
SOURCES = ("crm", "bot")
# Words of the store that are said as terms: the demo's stages, moods, and states of records.
WORDS = (
    *("Qualified", "Proposal", "Negotiation", "Won", "Lost"),
    *("negative", "neutral", "positive"),
    *("open", "done", "cancelled", "resolved", "us", "customer"),
)


def spoken() -> dict[str, str]:
    """Every text key and term with the place that says it."""
    catalog.load()
    words = (*WORDS, *ROLES, *refs.MODELS, *get_args(Kind))
    found = dict.fromkeys(words, "crm/locale/keys.py")
    for name, setting in Settings.model_fields.items():
        found[setting.description or ""] = f"the setting {name}"
    for command in REGISTRY.values():
        for spec in command.form.specs().values():
            if isinstance(spec.type, Choice):
                found |= dict.fromkeys(spec.type.tokens, command.name)
    return found | written()


def written() -> dict[str, str]:
    """Every key in the source, with its file and line."""
    return {
        key: f"{path.relative_to(ROOT)}:{line}"
        for folder in SOURCES
        for path in sorted((ROOT / folder).rglob("*.py"))
        for key, line in _in_file(path)
    }


def _in_file(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"T", "Term"}:
            yield from _constants(node)


def _constants(call: ast.Call) -> Iterator[tuple[str, int]]:
    for given in call.args[:2]:
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            yield given.value, call.lineno


def missing(language: str) -> dict[str, str]:
    """What a language cannot say yet, with its place: texts, and words of commands and fields."""
    known = catalogue(language)
    texts = {key: place for key, place in spoken().items() if key not in known}
    return texts | unnamed(language)


def unnamed(language: str) -> dict[str, str]:
    """The commands without words or examples in a language, and the fields without a label."""
    words, place = vocabulary(language), f"crm/locale/{language}.toml"
    found = {}
    for command in commands():
        if command.name not in words.commands or not words.commands[command.name].examples:
            found[f'[commands."{command.name}"]'] = place
        for name, spec in command.form.specs().items():
            if name not in words.fields and spec.type.element != "hidden":
                found[f"[fields.{name}]"] = place
    return found


def crooked(language: str) -> list[str]:
    """The keys whose text in a language does not hold the same placeholders."""
    return [
        key for key, text in catalogue(language).items() if placeholders(key) != placeholders(text)
    ]


def placeholders(text: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)
