"""Letters and characters in one writing: width, case, accents, traditional and simplified."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from crm.language import simplified as simple

TABLES = Path(__file__).parent / "tables"
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
ALL_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff·]+")
# What has no accent to take away but is written with plain letters elsewhere.
PLAIN = str.maketrans(
    {"ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
    | dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziiklmnoprstufye", strict=True))
    | {"ё": "e", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": ""}
    | {"ь": "", "ю": "yu", "я": "ya", "і": "i", "ї": "i", "є": "e", "ґ": "g"}
    | dict(zip("αβγδεζηικλμνξοπρστυφωσς", "avgdeziiklmnxoprstyfoss", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps"}
)
APOSTROPHES = re.compile(r"['’ʼ`´‘]")
NOT_WORD = re.compile(r"[^0-9a-z\u3400-\u4dbf\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7a3]+")


@cache
def table(name: str) -> Any:
    """A table of this folder, read once."""
    return json.loads((TABLES / f"{name}.json").read_text(encoding="utf-8"))


def has_han(text: str) -> bool:
    """Whether a Chinese character is among the letters."""
    return HAN.search(text) is not None


def simplified(text: str) -> str:
    """The text with traditional characters replaced by their simplified ones, one by one."""
    return text.translate(simple.table()) if has_han(text) else text


def fold(text: str) -> str:
    """Lower case, narrow, without accents, Cyrillic and Greek in plain letters, simplified."""
    if text.isascii():
        return text.lower()
    narrow = unicodedata.normalize("NFKC", text).casefold().translate(PLAIN)
    spread = unicodedata.normalize("NFKD", narrow)
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return simplified(unicodedata.normalize("NFC", bare.translate(PLAIN)))


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text; apostrophes join, everything else that is no letter divides."""
    return tuple(NOT_WORD.sub(" ", APOSTROPHES.sub("", fold(text))).split())


def digraphs(word: str) -> str:
    """A folded word with ae, oe, ue as a, o, u: Mueller, Müller and Muller are one."""
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
