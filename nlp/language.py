"""Which language a message is in: by script first, then by its small words.

English and Chinese are what the rest of `nlp` reads; the others are named only so that nobody
guesses at them. Short messages without one telling word are `unknown` unless every letter fits
English.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

LIMIT = 4_000
"""Characters that are looked at; a language shows long before that."""

READ = frozenset({"en", "zh", "mixed"})
"""The languages in which mood, times and amounts are read."""

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("han", r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"),
    ("ja", r"[\u3041-\u30ff]"),
    ("ko", r"[\u1100-\u11ff\uac00-\ud7a3]"),
    ("ru", r"[\u0400-\u04ff]"),
    ("el", r"[\u0370-\u03ff]"),
    ("ar", r"[\u0600-\u06ff]"),
    ("he", r"[\u0590-\u05ff]"),
    ("th", r"[\u0e00-\u0e7f]"),
    ("hi", r"[\u0900-\u097f]"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _SCRIPTS)
_LATIN_WORD = re.compile(r"[a-zA-Z\u00c0-\u024f]+(?:['’][a-zA-Z]+)?")
_NOT_PROSE = re.compile(
    r"https?://\S{1,500}|[@#]\w{1,80}|\S{1,80}@\S{1,80}|:[a-z_]{2,30}:|<[^<>]{1,200}>"
)


def detect(text: str) -> str:
    """Return `en`, `zh`, `mixed` (those two together), another ISO code, or `unknown`.

    Links, handles, hashtags and emoji names do not count. Only the first `LIMIT` characters are
    looked at.
    """
    prose = _NOT_PROSE.sub(" ", unicodedata.normalize("NFKC", text[:LIMIT]))
    counts = {name: len(pattern.findall(prose)) for name, pattern in _PATTERNS}
    words = _LATIN_WORD.findall(prose)
    counts["latin"] = sum(map(len, words))
    if not any(counts.values()):
        return "unknown"
    if counts["ja"] * 8 >= counts["han"] and counts["ja"] > 1:
        return "ja"
    script = max(counts, key=lambda name: counts[name] * (3 if name == "han" else 1))
    if script not in {"han", "latin"}:
        return script
    return _between(counts["han"], words)


def _between(han: int, words: list[str]) -> str:
    """Decide among Chinese, Latin text and both; a product's name is not yet English."""
    if not han:
        return _latin(words)
    chinese_words = han / 1.6
    share = len(words) / (len(words) + chinese_words)
    if len(words) < 2 or share < 0.25:
        return "zh"
    if share > 0.9:
        return _latin(words)
    return "mixed"


def _latin(words: list[str]) -> str:
    lowered = [word.lower().replace("’", "'") for word in words]
    scores = {
        code: sum(word in small for word in lowered) for code, small in _small_words().items()
    }
    known = sum(word in _english() or word in _small_words()["en"] for word in lowered)
    best = max(scores, key=lambda code: (scores[code], code == "en"))
    if scores[best] > scores["en"] and known * 2 <= len(lowered):
        return best
    strange = sum(not word.isascii() for word in lowered)
    if known * 3 >= len(lowered) and strange * 3 <= len(lowered):
        return "en"
    return best if scores[best] else "unknown"


@cache
def _small_words() -> dict[str, frozenset[str]]:
    lines = (Path(__file__).parent / "words" / "small.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(":", 1) for line in lines if line and not line.startswith("#"))
    return {code.strip(): frozenset(rest.split()) for code, rest in pairs}


@cache
def _english() -> frozenset[str]:
    """The commonest English words (counts of pyspellchecker, MIT) and those of our trade."""
    path = Path(__file__).parent / "words" / "english.txt"
    return frozenset(path.read_text(encoding="utf-8").split())
