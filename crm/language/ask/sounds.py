"""How Chinese characters sound, so that a slip of the keyboard is heard as what was meant."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


def is_chinese(sign: str) -> bool:
    """Whether a token is one Chinese character."""
    return len(sign) == 1 and "\u3400" <= sign <= "\u9fff"


@cache
def _sound(sign: str) -> str:
    """A character's commonest reading without its tone."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its tables take a third of a second

    sound = "".join(lazy_pinyin(sign))
    for old, new in ALIKE:
        sound = sound.replace(old, new)
    return sound


def of(signs: Sequence[str]) -> str:
    """The sounds of characters, those that are easily confused made one."""
    return " ".join(_sound(sign) if is_chinese(sign) else sign for sign in signs)
