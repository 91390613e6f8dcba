"""Postal addresses: streets and towns in one writing."""

from __future__ import annotations

import re
from functools import lru_cache

from crm.people.identity import country as countries
from crm.people.identity.script import fold, has_han, words

SHORT = {
    "st": "street", "str": "street", "strasse": "street", "ave": "avenue", "av": "avenue",
    "rd": "road", "ln": "lane", "blvd": "boulevard", "bvd": "boulevard", "dr": "drive",
    "ct": "court", "pl": "place", "sq": "square", "hwy": "highway", "pkwy": "parkway",
    "ter": "terrace", "terr": "terrace", "cres": "crescent", "cr": "crescent", "cl": "close",
    "mt": "mount", "ft": "fort", "n": "north", "s": "south", "e": "east", "w": "west",
    "apt": "apartment", "ste": "suite", "fl": "floor", "flr": "floor", "no": "", "nr": "",
    "num": "", "saint": "street",
    "platz": "place", "pde": "parade", "gr": "grove", "gdns": "gardens",
}  # fmt: skip
GERMAN_STREET = re.compile(r"(?<=[a-z])(?:strasse|str)$")
HAN_CITY = re.compile(r"(?:特别行政区|自治区|市|省)$")
NUMBER = re.compile(r"\d+[a-z]?")


@lru_cache(maxsize=65_536)
def street(text: str) -> str:
    """One writing of a street line: `324 Church Ave.` is `324 avenue church`, order aside."""
    if has_han(text):
        return fold(text).replace(" ", "").replace("號", "号").removesuffix("号")
    parts = []
    for word in words(GERMAN_STREET.sub("", text)):
        cut = GERMAN_STREET.sub("", word)
        parts += [cut, "street"] if cut != word and len(cut) > 2 else [SHORT.get(word, word)]
    return " ".join(sorted(filter(None, parts)))


def number(text: str) -> str:
    """The house number of a street line, or ""."""
    found = NUMBER.search(fold(text))
    return found[0] if found else ""


@lru_cache(maxsize=65_536)
def city(text: str) -> str:
    """One writing of a town; 北京市 is 北京."""
    said = " ".join(words(text))
    return HAN_CITY.sub("", said) if has_han(said) and len(said) > 2 else said


def key(line: str, town: str = "", land: str = "") -> str | None:
    """Street, town and country as one key; None without a street."""
    if not street(line):
        return None
    return "|".join((street(line), city(town), countries.code(land) or ""))
