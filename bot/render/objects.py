"""Block Kit's small parts: texts, buttons, menus."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from bot.render import limits
from bot.render.markup import bare, said
from crm.engine.reply import Button, Menu, Option
from crm.engine.texts import Reader, T, Text, Value

Json = dict[str, Any]


def mrkdwn(text: str, longest: int = limits.SECTION) -> Json:
    """A text that is already escaped; `verbatim` keeps Slack from making links of bare names."""
    return {"type": "mrkdwn", "text": limits.cut(text, longest) or "–", "verbatim": True}


def plain(value: Value, reader: Reader, longest: int) -> Json:
    """A text without any markup."""
    return {"type": "plain_text", "text": limits.cut(bare(value, reader), longest) or "–"}


def section(text: str) -> Json:
    """A paragraph of at most 3,000 characters, already escaped."""
    return {"type": "section", "text": mrkdwn(text)}


def context(texts: Iterable[str]) -> Json:
    """Small print: at most ten texts, already escaped."""
    return {"type": "context", "elements": [mrkdwn(text, 2_000) for text in texts]}


def actions(items: Iterable[Button | Menu], reader: Reader) -> list[Json]:
    """Rows of buttons and menus; those that were never armed with a token are left out."""
    shown = [_action(item, reader) for item in items if _is_usable(item)]
    return [
        {"type": "actions", "elements": shown[i : i + limits.ACTIONS]}
        for i in range(0, len(shown), limits.ACTIONS)
    ]


def _is_usable(item: Button | Menu) -> bool:
    return item.token is not None and (isinstance(item, Button) or bool(item.options))


def _action(item: Button | Menu, reader: Reader) -> Json:
    return _menu(item, reader) if isinstance(item, Menu) else _button(item, reader)


def _button(button: Button, reader: Reader) -> Json:
    shown: Json = {
        "type": "button",
        "action_id": button.token,
        "text": plain(button.label, reader, limits.LABEL),
    }
    if button.style != "default":
        shown["style"] = button.style
    if button.confirm is not None:
        shown["confirm"] = _confirm(button.confirm, reader)
    return shown


def _confirm(question: Text, reader: Reader) -> Json:
    return {
        "title": plain(T("Are you sure?"), reader, limits.CONFIRM_TITLE),
        "text": mrkdwn(said(question, reader), limits.CONFIRM_TEXT),
        "confirm": plain(T("Yes"), reader, limits.CONFIRM_BUTTON),
        "deny": plain(T("No"), reader, limits.CONFIRM_BUTTON),
    }


def _menu(menu: Menu, reader: Reader) -> Json:
    return {
        "type": "static_select",
        "action_id": menu.token,
        "placeholder": plain(menu.label, reader, limits.PLACEHOLDER),
        "options": options(menu.options, reader),
    }


def options(given: Iterable[Option], reader: Reader) -> list[Json]:
    """At most a hundred options, each value once; a value too long for Slack is left out."""
    by_value = {
        option.value: _option(option, reader)
        for option in given
        if 0 < len(option.value) <= limits.OPTION_VALUE
    }
    return list(by_value.values())[: limits.OPTIONS]


@lru_cache(maxsize=5_000)
def _option(option: Option, reader: Reader) -> Json:
    """One option; the same stages and days stand in the menu of every card."""
    return {"text": plain(option.label, reader, limits.LABEL), "value": option.value}
