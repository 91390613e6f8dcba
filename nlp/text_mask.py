"""Secrets that people paste: card numbers, passwords and tokens, found and covered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["card", "password", "token"]

LIMIT = 40_000
COVER = "•••"

_CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?!\d)")
_PASSWORD = re.compile(
    r"(?:\b(?:password|passwd|passcode|passphrase|pwd|pin(?: code)?)|密码|口令|密碼)"
    r"(?:\s{0,3}(?:is|was|=|:|：|是|为|为：|->)\s{0,3})(?P<secret>[^\s,;，。；<>]{3,80})",
    re.IGNORECASE,
)
_NOT_A_SECRET = re.compile(
    r"(?:not|the|an?|my|your|wrong|incorrect|expired|invalid|required|reset|too|still|being|case"
    r"|correct|empty|missing|weak|strong|never|always|only|what|now|no|yes|different)[.!?]{0,3}",
    re.IGNORECASE,
)
_TOKENS = re.compile(
    r"\b(?:"
    r"xox[abeprs]-[A-Za-z0-9-]{10,200}|xapp-[A-Za-z0-9-]{10,200}"
    r"|gh[pousr]_[A-Za-z0-9]{20,200}|github_pat_[A-Za-z0-9_]{20,200}|glpat-[A-Za-z0-9_-]{15,80}"
    r"|[sr]k[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{16,200}"
    r"|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{30,60}"
    r"|eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{4,1000}"
    r")"
)
_NAMED = re.compile(
    r"\b(?:api[ _-]?key|secret(?:[ _-]key)?|access[ _-]?token|auth[ _-]?token|token|bearer)\b"
    r"\s{0,3}(?:is|=|:|：|是)?\s{0,3}(?P<secret>[A-Za-z0-9_./+=-]{16,400})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Secret:
    """Where a secret stands in the text that was given."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True)
class Masked:
    """The text with its secrets covered, a card but for its last four digits; where they were."""

    text: str
    secrets: tuple[Secret, ...]


def mask(text: str) -> Masked:
    """Cover the secrets of a text; what comes after `LIMIT` characters is left out."""
    text = text[:LIMIT]
    found = _apart(sorted(_secrets(text), key=lambda one: (one.start, -one.end)))
    pieces, place = [], 0
    for secret in found:
        pieces += [text[place : secret.start], _cover(secret, text)]
        place = secret.end
    return Masked("".join([*pieces, text[place:]]), tuple(found))


def _secrets(text: str) -> Iterator[Secret]:
    for found in _CARD.finditer(text):
        if _luhn(re.sub(r"\D", "", found.group())):
            yield Secret("card", found.start(), found.end())
    for found in _PASSWORD.finditer(text):
        if not _NOT_A_SECRET.fullmatch(found["secret"]):
            yield Secret("password", found.start("secret"), found.end("secret"))
    for found in _TOKENS.finditer(text):
        yield Secret("token", found.start(), found.end())
    for found in _NAMED.finditer(text):
        if any(char.isdigit() for char in found["secret"]):
            yield Secret("token", found.start("secret"), found.end("secret"))


def _luhn(digits: str) -> bool:
    """Check a card number's last digit (ISO/IEC 7812-1); all zeros is no card."""
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits))]
    return bool(int(digits)) and sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def _apart(secrets: list[Secret]) -> list[Secret]:
    kept: list[Secret] = []
    for secret in secrets:
        if not kept or secret.start >= kept[-1].end:
            kept.append(secret)
    return kept


def _cover(secret: Secret, text: str) -> str:
    return f"{COVER} {text[secret.end - 4 : secret.end]}" if secret.kind == "card" else COVER
