"""Phone numbers in E.164, read with a country as the hint."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import phonenumbers

from crm.people.identity import country as countries

EXTENSION = re.compile(r"(?:ext\.?|x|#|durchwahl|转|分机)\s*\d{1,6}\s*$", re.IGNORECASE)
LETTERS_AHEAD = re.compile(
    r"^(?:tel|phone|fon|mobile|mob|cell|fax|电话|手机)[.:：\s]*", re.IGNORECASE
)
DIGITS = re.compile(r"\d")
AMERICAN = re.compile(r"(?:1[-. ])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[-. ])\d{3}[-. ]\d{4}")
CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")


def key(text: str, country: str | None = None) -> str | None:
    """The number as `+493012345`; None where it can't be one. `country` is any writing of it.

    Without a country code and a country, a Chinese mobile or a ten-digit American number is
    recognised by its shape; other numbers stay national: their digits, without a plus.
    """
    return _key(text.strip(), countries.code(country) if country else None)


@lru_cache(maxsize=65_536)
def _key(text: str, region: str | None) -> str | None:
    plain = LETTERS_AHEAD.sub("", unicodedata.normalize("NFKC", text))
    plain = EXTENSION.sub("", plain).replace("(0)", "").strip()
    digits = "".join(DIGITS.findall(plain))
    if len(digits) < 5:
        return None
    attempts = _attempts(plain, digits, region)
    for strictly in (True, False):
        for said, guess in attempts:
            number = _parse(said, guess, strictly=strictly)
            if number is not None:
                return number
    return digits if len(digits) >= 6 else None


def _attempts(plain: str, digits: str, region: str | None) -> list[tuple[str, str | None]]:
    if plain.startswith("+"):
        return [("+" + digits, None)]
    if digits.startswith("00"):
        return [("+" + digits[2:], None)]
    american = AMERICAN.fullmatch(plain) is not None
    shaped: list[str] = (["US"] if american else []) + ([region] if region else [])
    shaped += ["CN"] if CHINESE_MOBILE.fullmatch(digits) else []
    shaped += ["US"] if len(digits) == 10 and digits[0] not in "01" else []
    return [*((digits, guess) for guess in dict.fromkeys(shaped)), ("+" + digits, None)]


def _parse(text: str, region: str | None, *, strictly: bool) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    fits = phonenumbers.is_valid_number if strictly else phonenumbers.is_possible_number
    if not fits(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def tail(number: str, length: int = 7) -> str:
    """The last digits of a key: what stays the same however the country was read."""
    return number[-length:]
