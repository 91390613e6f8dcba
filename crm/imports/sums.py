"""Cells with sums of money: their decimal mark, their currency, their scale."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from crm.imports.cells import Style, Unreadable

CURRENCIES = {
    "$": "USD",
    "us$": "USD",
    "usd": "USD",
    "美元": "USD",
    "€": "EUR",
    "eur": "EUR",
    "欧元": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "英镑": "GBP",
    "¥": "CNY",
    "cny": "CNY",
    "rmb": "CNY",
    "元": "CNY",
    "人民币": "CNY",
    "块": "CNY",
    "jpy": "JPY",
    "日元": "JPY",
    "円": "JPY",
    "chf": "CHF",
    "inr": "INR",
    "₹": "INR",
    "aud": "AUD",
    "a$": "AUD",
    "cad": "CAD",
    "c$": "CAD",
    "brl": "BRL",
    "r$": "BRL",
    "sgd": "SGD",
    "s$": "SGD",
    "hkd": "HKD",
    "hk$": "HKD",
    "nt$": "TWD",
    "twd": "TWD",
    "krw": "KRW",
    "₩": "KRW",
    "sek": "SEK",
    "nok": "NOK",
    "dkk": "DKK",
    "pln": "PLN",
    "zł": "PLN",
    "czk": "CZK",
    "mxn": "MXN",
    "zar": "ZAR",
    "aed": "AED",
    "nzd": "NZD",
    "cn¥": "CNY",
    "港元": "HKD",
    "kč": "CZK",
}
SCALES = {
    "万": 10_000,
    "萬": 10_000,
    "亿": 100_000_000,
    "千": 1_000,
    "百万": 1_000_000,
    "k": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "w": 10_000,
}
AMOUNT = re.compile(
    r"([^\d.,()+-]*)([-+(]?)([^\d.,()+-]*)(\d[\d.,' ]*|[.,]\d+)\s*([^\d.,()]*?)([)-]?)([^\d.,()-]*)"
)


def comma_order(texts: Iterable[str]) -> tuple[int, int]:
    """How many of a column's amounts can only have a decimal comma, and how many only a point."""
    comma = point = 0
    for text in texts:
        digits = re.sub(r"[^\d.,]", "", unicodedata.normalize("NFKC", text))
        last = max(digits.rfind(","), digits.rfind("."))
        if last < 0 or not _decides(digits, last):
            continue
        if digits[last] == ",":
            comma += 1
        else:
            point += 1
    return comma, point


def _decides(digits: str, last: int) -> bool:
    """Whether the last mark is surely the decimal one: both are there, or no group of three."""
    mark = digits[last]
    other = "." if mark == "," else ","
    if digits.count(mark) > 1:
        return False
    return other in digits[:last] or len(digits) - last - 1 != 3


def amount(text: str, style: Style) -> tuple[Decimal, str | None]:
    """A sum in major units and its currency, if the cell names one; raises `Unreadable`."""
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    plain = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", plain)
    found = AMOUNT.fullmatch(plain)
    if found is None:
        raise Unreadable(text)
    number = _number(found[4].replace("'", "").replace(" ", ""), style, text)
    scale, currency = 1, None
    for word in (found[1] + found[3], found[5], found[7]):
        times, named = _unit(word.strip().casefold(), text)
        scale, currency = scale * times, named or currency
    negative = found[2] in {"-", "("} or found[6] == "-"
    return (-number if negative else number) * scale, currency


def _unit(word: str, text: str) -> tuple[int, str | None]:
    if not word:
        return 1, None
    if word in CURRENCIES:
        return 1, CURRENCIES[word]
    for scale, times in sorted(SCALES.items(), key=lambda each: -len(each[0])):
        if word == scale:
            return times, None
        if word.startswith(scale) and word[len(scale) :].strip() in CURRENCIES:
            return times, CURRENCIES[word[len(scale) :].strip()]
    raise Unreadable(text)


def _number(digits: str, style: Style, text: str) -> Decimal:
    last = max(digits.rfind(","), digits.rfind("."))
    if last < 0:
        return Decimal(digits)
    mark = digits[last]
    sure = _decides(digits, last)
    is_decimal = sure or (digits.count(mark) == 1 and mark == ("," if style.comma else "."))
    whole, fraction = (digits[:last], digits[last + 1 :]) if is_decimal else (digits, "")
    groups = re.split(r"[.,]", whole)
    grouped = all(len(group) in {2, 3} for group in groups[1:]) and len(groups[-1]) in {0, 3}
    marks = set(re.findall(r"[.,]", whole))
    if len(groups) > 1 and (not grouped or len(groups[-1]) != 3 or len(marks) > 1 or not groups[0]):
        raise Unreadable(text)
    return Decimal(("".join(groups) or "0") + "." + (fraction or "0"))
