"""How Chinese characters sound, so that a slip of the keyboard is heard as what was meant.

The table has one reading a character without tones, made from pypinyin (MIT).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "words" / "sounds.tsv"
ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


def is_chinese(sign: str) -> bool:
    """Whether a token is one Chinese character."""
    return len(sign) == 1 and "\u3400" <= sign <= "\u9fff"


@cache
def _table() -> dict[str, str]:
    found = {}
    for line in TABLE.read_text("utf-8").splitlines():
        sound, _, signs = line.partition("\t")
        for old, new in ALIKE:
            sound = sound.replace(old, new)
        found.update(dict.fromkeys(signs, sound))
    return found


def of(signs: Sequence[str]) -> str:
    """The sounds of characters, those that are easily confused made one."""
    table = _table()
    return " ".join(table.get(sign, sign) for sign in signs)
