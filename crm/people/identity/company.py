"""Names of companies: without legal forms, with trades and their abbreviations in one writing."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from crm.people.identity.script import APOSTROPHES, fold, has_han, table, words

HAN_SPACE = re.compile(r"[\s·()（）,，.。\-]+")


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """One writing of a company's name; "" for none. `ACME Mfg., Inc.` is `acme manufacturing`."""
    plain = words(_together(name))
    if has_han(name):
        return _han_key(name)
    kept = list(_unformed(plain)) or list(plain)
    return " ".join(_spelled(word) for word in kept)


def words_of(name: str) -> frozenset[str]:
    """The words of a company's key; for Chinese names its pairs of characters."""
    said = key(name)
    if has_han(said):
        return frozenset(said[i : i + 2] for i in range(len(said) - 1)) or frozenset({said})
    return frozenset(said.split())


def _together(name: str) -> str:
    """`L.L.C.` as `llc`, `S.A.` as `sa`, `&` as and."""
    joined = re.sub(r"\b(?:[A-Za-z]\.){2,}", lambda found: found[0].replace(".", ""), name)
    return APOSTROPHES.sub("", joined).replace("&", " and ").replace("+", " and ")


def _unformed(plain: tuple[str, ...]) -> tuple[str, ...]:
    """Without the legal forms at the end, and `the` at the beginning."""
    kept = plain[1:] if plain[:1] == ("the",) and len(plain) > 1 else plain
    phrases = _forms()
    while kept:
        cut = next((n for n in (4, 3, 2, 1) if len(kept) > n and " ".join(kept[-n:]) in phrases), 0)
        if not cut:
            return kept
        kept = kept[:-cut]
    return kept


@cache
def _forms() -> frozenset[str]:
    return frozenset(table("companies")["forms"])


@cache
def _han_forms() -> tuple[str, ...]:
    return tuple(sorted(table("companies")["han_forms"], key=len, reverse=True))


@cache
def _short() -> dict[str, str]:
    return dict(table("companies")["short"])


def _spelled(word: str) -> str:
    return _short().get(word, word)


def _han_key(name: str) -> str:
    said = HAN_SPACE.sub("", fold(name))
    for form in _han_forms():
        if said.endswith(form) and len(said) > len(form) + 1:
            return said.removesuffix(form)
    return said
