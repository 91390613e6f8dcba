"""Numbers as people write them: 12, 1,200, five, 两, 三十."""

from __future__ import annotations

from nlp.numerals import ENGLISH_NUMBERS, chinese_integer

_WORDS = sorted(ENGLISH_NUMBERS, key=len, reverse=True)
EN = r"(?:\d[\d,]*|(?:a|an|one and a half|a couple of|half a|half an|" + "|".join(_WORDS) + r")\b)"
LARGEST = 1e18
ZH = r"(?:\d+|[一二两三四五六七八九十百零]{1,6})"


def number(text: str) -> float | None:
    """The number of a text; *a* is one, *a couple of* two; None where it is none."""
    word = text.strip().lower().replace(",", "")
    try:
        value = float(word)
    except ValueError:
        pass
    else:
        return value if abs(value) < LARGEST else None
    if word in {"a", "an"}:
        return 1.0
    if word == "a couple of":
        return 2.0
    if word in {"half a", "half an", "半"}:
        return 0.5
    if word in ENGLISH_NUMBERS:
        return float(ENGLISH_NUMBERS[word])
    found = chinese_integer(word)
    return None if found is None else float(found)
