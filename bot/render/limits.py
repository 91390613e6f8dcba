"""Slack's limits, in characters and items, and how texts are cut to them."""

from __future__ import annotations

import re
from collections.abc import Iterator

MESSAGE_BLOCKS = 50
# Slack refuses a message at about 13,200 characters over all blocks.
MESSAGE_CHARACTERS = 12_000
SECTION = 3_000
FIELDS = 10
FIELD = 2_000
HEADER = 150
CONTEXT = 10
ACTIONS = 25
LABEL = 75
PLACEHOLDER = 150
OPTIONS = 100
RADIOS = 10
OPTION_VALUE = 150
ALT_TEXT = 2_000
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
VIEW_TITLE = 24
VIEW_BLOCKS = 100
INPUT_LABEL = 2_000
INPUT_VALUE = 3_000
INPUT_FILES = 10
METADATA = 3_000
FALLBACK = 500

HALF_AN_ENTITY = re.compile(r"&[a-z]{0,4}$")


def cut(text: str, longest: int) -> str:
    """The text, ending in “…” where it had to be cut; never in the middle of an entity."""
    if len(text) <= longest:
        return text
    return HALF_AN_ENTITY.sub("", text[: longest - 1]).rstrip() + "…"


def pieces(text: str, longest: int = SECTION) -> Iterator[str]:
    """The text in parts that fit, parted at line ends or spaces where there are any."""
    rest = text.strip()
    while len(rest) > longest:
        end = max(rest.rfind("\n", 1, longest), rest.rfind(" ", longest // 2, longest))
        piece = rest[:end] if end > 0 else HALF_AN_ENTITY.sub("", rest[:longest])
        yield piece.rstrip()
        rest = rest[len(piece) :].lstrip()
    if rest:
        yield rest
