"""A text cut into its sentences, English and Chinese."""

import re
from dataclasses import dataclass

_END = re.compile(r"(?:[.!?]{1,8}[\"')\]]{0,2}(?=\s|$)|[。！？；…]{1,8}[”’』」]{0,2}|\n{1,20})")
_NOT_AN_END = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|prof|no|nr|vs|etc|e\.g|i\.e|approx|inc|ltd|co|st|[a-z])\.$",
    re.IGNORECASE,
)
MOST = 400


@dataclass(frozen=True)
class Sentence:
    """A sentence and where it stands: `text == whole[start:end]`."""

    text: str
    start: int
    end: int


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text, without surrounding space; the first `MOST` of them."""
    found: list[Sentence] = []
    start = 0
    for end in _END.finditer(text):
        if _NOT_AN_END.search(text[max(start, end.end() - 12) : end.end()]):
            continue
        _add(found, text, start, end.end())
        start = end.end()
        if len(found) >= MOST:
            return found
    _add(found, text, start, len(text))
    return found


def _add(found: list[Sentence], text: str, start: int, end: int) -> None:
    bare = text[start:end].strip()
    if bare:
        begin = text.index(bare, start)
        found.append(Sentence(bare, begin, begin + len(bare)))
