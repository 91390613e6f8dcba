"""Countries by their ISO code, however a file names them."""

from __future__ import annotations

from functools import cache

from babel import Locale

from crm.people.identity.script import fold

ALIASES = {
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "america": "US", "uk": "GB", "u.k.": "GB",
    "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB", "prc": "CN",
    "p.r. china": "CN", "mainland china": "CN", "中国大陆": "CN", "hong kong": "HK", "香港": "HK",
    "macau": "MO", "澳门": "MO", "中国香港": "HK", "中国台湾": "TW", "台湾": "TW", "korea": "KR",
    "south korea": "KR", "holland": "NL", "uae": "AE", "russia": "RU", "czech republic": "CZ",
}  # fmt: skip
LANGUAGES = ("en", "zh", "de", "fr", "es", "it", "pt", "nl")
THREE = {
    "usa": "US", "gbr": "GB", "deu": "DE", "chn": "CN", "fra": "FR", "ita": "IT", "esp": "ES",
    "can": "CA", "aus": "AU", "irl": "IE", "twn": "TW", "hkg": "HK", "jpn": "JP", "ind": "IN",
    "nld": "NL", "che": "CH", "aut": "AT", "bel": "BE", "swe": "SE", "bra": "BR", "mex": "MX",
}  # fmt: skip


def code(text: str) -> str | None:
    """The two letters of a country (`DE`) named in any of the common languages; None if unknown."""
    said = fold(text.strip())
    if len(said) == 2 and said.upper() in _codes():
        return said.upper()
    return ALIASES.get(said) or THREE.get(said) or _names().get(said)


@cache
def _codes() -> frozenset[str]:
    return frozenset(str(c) for c in Locale("en").territories if len(str(c)) == 2)


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for short, name in Locale(language).territories.items():
            if len(str(short)) == 2:
                found.setdefault(fold(str(name)), str(short))
    return found
