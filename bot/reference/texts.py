"""`texts.md`: how much of what Rapport says exists in each language."""

from __future__ import annotations

from bot.reference.markdown import table
from crm.engine.command import spoken
from crm.engine.texts import LANGUAGES
from crm.language.vocabulary import vocabulary
from crm.locale import keys

ABOUT = """# Texts

The key of a text is its English sentence; `crm/locale/zh.po` holds the Chinese ones, and
`crm/locale/<language>.toml` the words of commands and fields. A test fails where one is missing;
`python -m crm.locale` names it with its place.

"""


def page() -> str:
    """The coverage by language."""
    said = len(keys.spoken())
    commands = [command.name for command in spoken()]
    rows = []
    for language in LANGUAGES:
        words = vocabulary(language)
        lacking = 0 if language == LANGUAGES[0] else len(keys.missing(language))
        named = sum(name in words.commands for name in commands)
        rows.append(
            (
                language,
                f"{said - lacking} of {said}",
                f"{named} of {len(commands)}",
                str(len(words.fields)),
            )
        )
    return ABOUT + table(("language", "texts", "commands with words", "fields with words"), rows)
