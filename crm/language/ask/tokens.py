"""A sentence as tokens: words, Chinese characters one by one, numbers and signs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from crm.language import simplified

LONGEST = 600
TOKEN = re.compile(
    r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+(?:'t(?!\w))?|'(?:s|re|ve|m|"
    r"ll|d)(?!\w)|\d+(?:[.,]\d+)*|\S"
)
QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "，": ",", "。": ".", "、": "、"})
CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Token:
    """A token in lower case, and where it stands in the sentence."""

    text: str
    start: int
    end: int

    @property
    def is_chinese(self) -> bool:
        """Whether it is a Chinese character."""
        return bool(CHINESE.match(self.text))


def plain(text: str) -> str:
    """A sentence in one width of simplified characters, without control and direction signs."""
    if text.isascii() and text.isprintable():
        return text[: LONGEST * 4].strip()
    words = unicodedata.normalize("NFKC", text[: LONGEST * 4]).translate(QUOTES)
    words = words.translate(simplified.table())
    return "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in words).strip()


def lower(text: str) -> str:
    """The text in lower case, sign for sign, so that places stay."""
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)


def tokens(text: str) -> list[Token]:
    """The tokens of a plain text; a hyphen between letters is a space."""
    low = re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " ", lower(text))
    return [Token(m[0], m.start(), m.end()) for m in TOKEN.finditer(low)]


def key(text: str) -> str:
    """A phrase as the lexicon keeps it: its tokens with single spaces."""
    return " ".join(token.text for token in tokens(plain(text)))
