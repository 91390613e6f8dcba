"""Traditional characters, read as simplified ones; what people wrote goes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

# Pairs of a traditional character and the simplified one that is read for it (Unicode's Unihan).
PAIRS = Path(__file__).parent / "words" / "traditional.txt"


@cache
def simplified() -> dict[int, str]:
    """The table for `str.translate`, from traditional to simplified."""
    return {ord(pair[0]): pair[1] for pair in PAIRS.read_text("utf-8").split()}


def as_written(reading: Any, text: str, is_name: Callable[[str], bool]) -> Any:
    """A reading whose free words stand in the characters of the text; known names stay."""
    back = {ord(now): chr(was) for was, now in simplified().items() if chr(was) in text}
    return _restored(reading, back, is_name) if back else reading


def _restored(value: Any, back: dict[int, str], is_name: Callable[[str], bool]) -> Any:
    if isinstance(value, dict):
        return {name: _restored(one, back, is_name) for name, one in value.items()}
    if isinstance(value, list):
        return [_restored(one, back, is_name) for one in value]
    if isinstance(value, str) and not value.isascii() and not is_name(value):
        return value.translate(back)
    return value
