"""Names, numbers and times in a text: what a ticket or an activity speaks of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from nlp import money, when
from nlp.when.tokens import plain

EntityKind = Literal[
    "product", "order", "money", "percent", "date", "person", "company", "email", "phone"
]
LONGEST_TEXT = 2000
MOST_PHONES = 8

_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}(?![\w-])"
)
_PHONE = re.compile(r"(?<![\w.+/-])\+?\(?\d[\d ().-]{5,20}\d(?![\w/-])")
_ORDER_NUMBER = r"(?P<number>[a-z]{0,6}[-_]?\d[a-z0-9_-]{2,24})(?![\w-])"
_ORDER = re.compile(
    r"(?:(?<![a-z])(?:purchase order|sales order|order|invoice|po|so)"
    r"(?: ?(?:number|num|no\.?|id|nr\.?))?[ :#]{1,3}"
    r"|(?:订单编?号?|单号|发票号|采购单号?|流水号)[ :#是为]{0,3}|(?<![\w&])#)" + _ORDER_NUMBER
)
_PREFIXED = re.compile(
    r"(?<![\w-])(?P<number>(?:po|so|inv|ord|order)[-_]?\d[a-z0-9-]{2,24})(?![\w-])"
)


@dataclass(frozen=True, slots=True)
class Names:
    """The names that the caller knows; Rapport's own records, never a guess."""

    people: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when a text is read: `now` is aware, `region` is for phone numbers (DE, CN)."""

    now: datetime
    zone: str | ZoneInfo
    base_currency: str
    yuan: money.Yuan = "CNY"
    region: str | None = None
    names: Names = field(default_factory=Names)


@dataclass(frozen=True, slots=True)
class Entity:
    """A finding: `text[start:end]` are its words, `value` its one canonical form.

    The canonical form of money, percentages and dates is their `words()`, of a phone number
    E.164, of a name the name as the caller gave it.
    """

    kind: EntityKind
    start: int
    end: int
    value: str


def find(text: str, setting: Setting) -> list[Entity]:
    """The entities of a text from left to right, never overlapping.

    Only the first 2,000 characters are looked at. Where two readings overlap, the more certain
    kind wins: addresses, order numbers, amounts, times, then phone numbers and names.
    """
    text = text[:LONGEST_TEXT]
    words = plain(text)
    chosen: list[Entity] = []
    taken = bytearray(len(text))
    for found in _all(text, words, setting):
        if not any(taken[found.start : found.end]):
            taken[found.start : found.end] = b"\1" * (found.end - found.start)
            chosen.append(found)
    return sorted(chosen, key=lambda entity: entity.start)


def _all(text: str, words: str, setting: Setting) -> Iterator[Entity]:
    for match in _EMAIL.finditer(words):
        yield Entity("email", match.start(), match.end(), match.group())
    yield from _phones(words, setting.region, international=True)
    yield from _orders(text, words)
    for amount in money.find(text, setting.base_currency, yuan=setting.yuan):
        yield Entity("money", amount.start, amount.end, amount.money.words())
    for share in money.find_percents(text):
        yield Entity("percent", share.start, share.end, share.percent.words())
    for time in when.find(text, setting.now, setting.zone):
        yield Entity("date", time.start, time.end, time.when.words())
    yield from _phones(words, setting.region, international=False)
    yield from _names(words, setting.names)


def _orders(text: str, words: str) -> Iterator[Entity]:
    for form in (_ORDER, _PREFIXED):
        for match in form.finditer(words):
            start, end = match.span("number")
            yield Entity("order", start, end, text[start:end].upper())


def _phones(words: str, region: str | None, *, international: bool) -> Iterator[Entity]:
    candidates = [
        match
        for match in _PHONE.finditer(words)
        if match.group().startswith("+") == international
        and 6 <= sum(char.isdigit() for char in match.group()) <= 15
    ][:MOST_PHONES]
    if not candidates or not (international or region):
        return
    import phonenumbers  # noqa: PLC0415 - its tables are only needed where digits look like one

    for match in candidates:
        try:
            number = phonenumbers.parse(match.group(), region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            yield Entity("phone", match.start(), match.end(), shown)


def _names(words: str, names: Names) -> Iterator[Entity]:
    index = _index(names)
    for start in range(len(words)):
        for kind, wanted, name in index.get(words[start : start + 2], ()):
            end = start + len(wanted)
            if words.startswith(wanted, start) and _apart(words, start, end):
                yield Entity(kind, start, end, name)


def _apart(words: str, start: int, end: int) -> bool:
    # A name in Latin letters is a word of its own; Chinese has no such gaps.
    before = start and _latin(words[start - 1]) and _latin(words[start])
    after = end < len(words) and _latin(words[end - 1]) and _latin(words[end])
    return not before and not after


def _latin(char: str) -> bool:
    return char.isalnum() and char < "\u3000"


@lru_cache(maxsize=8)
def _index(names: Names) -> dict[str, list[tuple[EntityKind, str, str]]]:
    index: dict[str, list[tuple[EntityKind, str, str]]] = {}
    kinds: tuple[tuple[EntityKind, tuple[str, ...]], ...] = (
        ("product", names.products),
        ("company", names.companies),
        ("person", names.people),
    )
    for kind, known in kinds:
        for name in known:
            wanted = plain(name.strip())
            if len(wanted) > 1:
                index.setdefault(wanted[:2], []).append((kind, wanted, name))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[1]))
    return index
