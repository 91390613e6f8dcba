"""Slack's text as people typed it, and as the words of a command."""

from __future__ import annotations

import re
from html import unescape

from crm.engine.command import REGISTRY
from crm.language.normal import clean

LINK = re.compile(r"<((?:https?|mailto|tel):[^|>]+)(?:\|([^>]*))?>")
SHARE = re.compile(r"(?:^|(?<=\s))(?:--|—)share(?=\s|$)\s*")
BANG = re.compile(r"!\s*([^\W\d_].*)", re.DOTALL)
SCHEME = re.compile(r"(?:mailto|tel):")


def plain(text: str) -> str:
    """Slack's markup as it was typed; mentions of people and channels stay `<@U…>` and `<#C…>`."""
    shown = LINK.sub(_link, text)
    return clean(unescape(shown)).strip()


def _link(found: re.Match[str]) -> str:
    """A link as it was typed: the address, which Slack also repeats as its label."""
    return SCHEME.sub("", found[1])


def of_slash(command: str, text: str) -> str:
    """The words of a slash command: those of `/crm` alone, else the command's name before them."""
    name = command.removeprefix("/")
    words = plain(text)
    if not words:
        return _bare(name)
    return words if name == "crm" else f"{name} {words}"


def _bare(name: str) -> str:
    """What a slash command shows without words: its list, or itself where it needs no more."""
    for candidate in (f"{name} list", name):
        if candidate in REGISTRY and REGISTRY[candidate].surface == "words":
            return candidate
    return "help" if name == "crm" else f"help {name}"


def of_mention(text: str, bot_user: str) -> str:
    """The words beside a mention of the bot; none is a call for help."""
    mention = re.compile(rf"<@{re.escape(bot_user)}(?:\|[^>]*)?>[,:]?")
    return plain(mention.sub(" ", text, count=1)) or "help"


def of_bang(text: str) -> str | None:
    """The words behind a `!` at the beginning of a message; None where it says nothing."""
    found = BANG.fullmatch(plain(text))
    return found[1].strip() if found else None


def shared(words: str) -> tuple[str, bool]:
    """The words without `--share`, and whether it was there."""
    kept, count = SHARE.subn("", words)
    return kept.strip(), bool(count)
