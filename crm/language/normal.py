"""The one text normaliser at the edge: what the two databases take differently is settled here."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 40_000
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
OVERRIDES = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text without NUL, control characters, lone surrogates and direction overrides.

    Cut at 40,000 characters, in NFC. Line breaks and tabs stay.
    """
    kept = UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", OVERRIDES.sub("", kept))[:LONGEST]


def name_key(name: str) -> str:
    """The key under which a name is found: width, case and spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", clean(name)).casefold().split())
