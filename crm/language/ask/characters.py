"""Traditional characters, read as simplified ones; what people wrote goes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crm.language import simplified


def as_written(reading: Any, text: str, is_name: Callable[[str], bool]) -> Any:
    """A reading whose free words stand in the characters of the text; known names stay."""
    back = {ord(now): chr(was) for was, now in simplified.table().items() if chr(was) in text}
    return _restored(reading, back, is_name) if back else reading


def _restored(value: Any, back: dict[int, str], is_name: Callable[[str], bool]) -> Any:
    if isinstance(value, dict):
        return {name: _restored(one, back, is_name) for name, one in value.items()}
    if isinstance(value, list):
        return [_restored(one, back, is_name) for one in value]
    if isinstance(value, str) and not value.isascii() and not is_name(value):
        return value.translate(back)
    return value
