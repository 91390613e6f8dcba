"""How texts become the words that are searched: folded, Chinese by pairs, phones from behind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
RUN = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")
PLAIN = re.compile(r"[a-z0-9]+")
EMAIL = re.compile(r"[^\s@<>,;:\"()]{1,64}@[^\s@<>,;:\"()]{1,190}")
PHONE = re.compile(r"\+?[\d(][\d\s()./\-]{2,30}\d")
IS_CJK = re.compile(rf"[{CJK}]")
LONGEST_WORD = 60
LONGEST_TEXT = 4_000
MOST_WORDS = 400
# A phone is kept from its last digit on, so that it is found with or without its country.
PHONE_MARK = "#"
FEWEST_DIGITS = 4


def fold(text: str) -> str:
    """A text without case, width and accents."""
    if text.isascii():
        return text[:LONGEST_TEXT].lower()
    wide = unicodedata.normalize("NFKD", text[:LONGEST_TEXT]).casefold()
    bare = "".join(c for c in wide if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)


def of_text(text: str, *, single: bool = False) -> set[str]:
    """The words of a text; `single` keeps single Chinese characters, too, for names."""
    if text.isascii():
        runs = PLAIN.findall(fold(text))
        if len(runs) <= MOST_WORDS:
            return {run[:LONGEST_WORD] for run in runs}
    found: set[str] = set()
    for run in RUN.findall(fold(text)):
        if len(found) >= MOST_WORDS:
            break
        if not IS_CJK.match(run):
            found.add(run[:LONGEST_WORD])
            continue
        found.update(run[i : i + 2] for i in range(len(run) - 1))
        if single or len(run) == 1:
            found.update(run)
    return found


def of_point(value: str) -> set[str]:
    """The words of a way to reach somebody: an e-mail whole and in parts, a phone from behind."""
    found = of_text(value)
    if "@" in value:
        return found | {fold(value.strip())[:200]}
    phone = of_phone(value)
    return {phone} if phone else found


def of_phone(text: str) -> str | None:
    """A phone's word: its digits from behind, without a leading 0, 00 or bracketed 0."""
    if not re.fullmatch(r"[+\d\s()./\-]+", text):
        return None
    digits = re.sub(r"\D", "", text.replace("(0)", "")).lstrip("0")
    return PHONE_MARK + digits[::-1] if len(digits) >= FEWEST_DIGITS else None


def stubs(word: str) -> Iterator[str]:
    """Under what a name's word is found though it is mistyped: without each letter, and in halves.

    One letter more, less or other, and two that changed places, share a stub with the right word;
    longer words are found by either end, too.
    """
    yield whole(word)
    if len(word) < 4 or not word.isalpha() or IS_CJK.match(word):
        return
    yield "-" + word
    for i in range(len(word)):
        yield "-" + word[:i] + word[i + 1 :]
    if len(word) >= 8:
        yield "<" + word[:4]
        yield ">" + word[-4:]


def whole(word: str) -> str:
    """Under what a name's word is found as it is."""
    return f"={word}"


def asked(text: str, most: int = 12) -> list[str]:
    """The words that are looked for: e-mails and phones whole, all else as texts are read."""
    found: list[str] = []
    rest = text[:LONGEST_TEXT]
    for match in EMAIL.findall(rest):
        found.append(fold(match))
        rest = rest.replace(match, " ")
    for match in PHONE.findall(rest):
        phone = of_phone(match.strip())
        if phone:
            found.append(phone)
            rest = rest.replace(match, " ")
    for run in RUN.findall(fold(rest)):
        if IS_CJK.match(run) and len(run) > 1:
            found += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            found.append(run[:LONGEST_WORD])
    return list(dict.fromkeys(found))[:most]
