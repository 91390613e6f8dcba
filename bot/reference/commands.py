"""`commands.md`: what can be said, on every surface."""

from __future__ import annotations

from collections.abc import Iterator

from bot.reference.markdown import code, codes, first, table
from bot.reference.roles import who
from crm.engine.command import REGISTRY, Command, spoken
from crm.engine.texts import LANGUAGES, Reader, say
from crm.language import fields as types
from crm.language.fields import FieldType
from crm.language.form import Spec
from crm.language.vocabulary import label, vocabulary
from crm.people.help import CHAPTERS, pasteable

ABOUT = """# Commands

Each command answers to a slash command, to the same words behind `@Rapport` or (in a thread that
Rapport follows) behind `!`, to its form, and to `POST /api/<words joined by />` with its fields as
JSON. `key=value` always names a field; `--share` shows a private answer to the whole channel.
"""
EFFECTS = {
    "read": "reads",
    "change": "changes; can be undone",
    "outward": "posts; what was sent is corrected",
}
NAMES = {"en": "English", "zh": "中文"}


def page() -> str:
    """The commands by chapter, then those that only buttons and events run, then field types."""
    parts = [ABOUT]
    for chapter, title in CHAPTERS.items():
        items = [item for item in spoken() if _chapter(item) == chapter]
        if items:
            parts.append(f"## {say(title, Reader())}\n")
            parts += [_command(item) for item in items]
    return "\n".join([*parts, _unspoken(), _types()])


def _chapter(item: Command) -> str:
    return item.function.__module__.split(".")[1]


def _command(item: Command) -> str:
    known = vocabulary("en").commands.get(item.name)
    lines = [f"### {item.name}\n", f"{known.help if known else item.help}.\n"]
    lines.append(f"- Who may: {who(item)}")
    lines.append(f"- Effect: {EFFECTS[item.effect]}")
    lines += list(_words(item))
    rows = [_field(spec) for spec in item.form.specs().values() if spec.type.element != "hidden"]
    if rows:
        lines += ["", table(("field", "type", "must be given", "announced by"), rows).rstrip()]
    return "\n".join([*lines, *_examples(item)]) + "\n"


def _words(item: Command) -> Iterator[str]:
    for language in LANGUAGES:
        known = vocabulary(language).commands.get(item.name)
        if known is None:
            continue
        own = [item.name] if language == "en" else []
        alone = f"; alone: {codes(known.bare)}" if known.bare else ""
        yield f"- {NAMES[language]}: {codes([*own, *known.aliases])}{alone}"


def _field(spec: Spec) -> tuple[str, str, str, str]:
    announced = {word for one in LANGUAGES for word in _announces(spec.name, one)}
    return code(spec.name), _kind(spec), _need(spec), codes(sorted(announced))


def _kind(spec: Spec) -> str:
    name = type(spec.type).__name__
    if isinstance(spec.type, types.Ref):
        return f"{name}: {spec.type.model.__name__}"
    tokens = tuple(spec.type.tokens) if isinstance(spec.type, types.Choice) else ()
    return f"{name}: {codes(tokens)}" if tokens else name


def _need(spec: Spec) -> str:
    if getattr(spec.type, "default_me", False):
        return "no: oneself"
    if not spec.is_required:
        return "no"
    is_bound = isinstance(spec.type, types.Ref) and spec.type.from_thread
    return "yes, or the thread's" if is_bound else "yes"


def _announces(name: str, language: str) -> tuple[str, ...]:
    known = vocabulary(language).fields.get(name)
    return (label(name, language), *(known.words if known else ()))


def _examples(item: Command) -> list[str]:
    said = [
        pasteable(example)
        for language in LANGUAGES
        if item.name in vocabulary(language).commands
        for example in vocabulary(language).commands[item.name].examples
    ]
    return ["", "```text", *said, "```"] if said else []


def _unspoken() -> str:
    rows = [
        (code(name), item.surface, who(item), EFFECTS[item.effect], item.help)
        for name, item in sorted(REGISTRY.items())
        if item.surface != "words"
    ]
    titles = ("command", "run by", "who may", "effect", "what it does")
    return "## Not said, but run\n\nBy buttons and menus, or by what happened.\n\n" + table(
        titles, rows
    )


def _types() -> str:
    rows = [
        (code(name), kind.element, first(kind))
        for name in types.__all__
        if isinstance(kind := getattr(types, name), type) and issubclass(kind, FieldType)
        if kind is not FieldType
    ]
    return "## Types of fields\n\n" + table(("type", "in a form", "what it reads"), rows)
