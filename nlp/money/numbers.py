"""Exact numbers as people write amounts: 12,000.50, 1.2m, 三万五, half a million."""

import re
from decimal import Decimal
from fractions import Fraction

from nlp.numerals import CHINESE_NUMBER_CHARS, ENGLISH_NUMBERS, chinese_integer, english_integer

SCALES = {
    "k": 10**3,
    "thousand": 10**3,
    "grand": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mm": 10**6,
    "mio": 10**6,
    "mio.": 10**6,
    "mln": 10**6,
    "million": 10**6,
    "millions": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "billion": 10**9,
    "lakh": 10**5,
    "lakhs": 10**5,
    "crore": 10**7,
    "crores": 10**7,
    "hundred": 100,
    "w": 10**4,
    "百": 100,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
GROUPED = r"\d{1,3}(?:[,' ]\d{3}){1,5}(?:\.\d{1,6})?(?!\d)|\d{1,2}(?:,\d\d){1,4},\d{3}(?!\d)"
EUROPEAN = (
    r"\d{1,3}(?:[. ]\d{3}){1,5},\d{1,2}(?!\d)|\d{1,3}(?:\.\d{3}){2,5}(?![\d.,])"
    r"|\d{1,9},\d{1,2}(?![\d,])"
)
PLAIN = r"\d{1,15}(?:\.\d{1,6})?(?![\d])|\.\d{1,4}(?!\d)"
DIGITS = f"(?:{EUROPEAN}|{GROUPED}|{PLAIN})"
_LONGEST_FIRST = sorted(SCALES, key=lambda name: -len(name))
SCALE = "(?:" + "|".join(map(re.escape, _LONGEST_FIRST)) + ")"
HAN = f"[{CHINESE_NUMBER_CHARS}廿卅]"
_MIXED = re.compile(rf"({DIGITS})万({DIGITS})?(千|百)?")
_THOUSANDS = re.compile(r"(\d)千(\d)百?")


def digits(text: str) -> Decimal | None:
    """A number in digits with or without marks between thousands; None where it could be two."""
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text):
        return None  # 1.234: thousands here, decimals there
    if re.fullmatch(EUROPEAN, text):
        return Decimal(re.sub("[. ]", "", text).replace(",", "."))
    if re.fullmatch(GROUPED, text) or re.fullmatch(PLAIN, text):
        return Decimal(re.sub("[,' ]", "", text))
    return None


def number(text: str) -> Decimal | None:
    """The exact number of a lower-case text with its scale, in digits or words; or None."""
    text = re.sub("个(?=[亿万])", "", text.strip())
    match = re.fullmatch(rf"({DIGITS}) ?({SCALE})", text)
    if match:
        return _scaled_digits(match[1], match[2])
    found = digits(text)
    if found is not None:
        return found
    return _chinese(text) if re.search(HAN, text) else _english(text)


def _scaled_digits(said: str, scale: str) -> Decimal | None:
    # With a scale behind it, 1.234 can only be a decimal.
    plain = Decimal(said) if re.fullmatch(r"\d+\.\d+", said) else digits(said)
    return None if plain is None else _tidy(plain * SCALES[scale])


def _tidy(value: Decimal) -> Decimal:
    # 1.2m is 1200000, without the decimals that the scale has used up.
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _chinese(text: str) -> Decimal | None:
    thousands = _THOUSANDS.fullmatch(text)
    if thousands:
        return Decimal(thousands[1]) * 1000 + Decimal(thousands[2]) * 100
    mixed = _MIXED.fullmatch(text)
    if mixed and mixed[2]:
        return _ten_thousands(mixed[1], mixed[2], mixed[3])
    whole, point, rest = text.partition("点")
    if not point:
        value = chinese_integer(text)
        return None if value is None else Decimal(value)
    decimals = re.fullmatch(rf"({HAN}+?)(百万|千万|[千万亿])?", rest)
    above = chinese_integer(whole)
    if decimals is None or above is None:
        return None
    places = [chinese_integer(char) for char in decimals[1]]
    if any(place is None or place > 9 for place in places):
        return None
    exact = Decimal(f"{above}.{''.join(map(str, places))}")
    return _tidy(exact * SCALES[decimals[2]]) if decimals[2] else exact


def _ten_thousands(above: str, below: str, scale: str | None) -> Decimal | None:
    high, low = digits(above), digits(below)
    if high is None or low is None or high != int(high) or low != int(low):
        return None
    if scale is None and not (len(below) == 4 or low < 10):
        return None
    unit = SCALES[scale] if scale else (1000 if low < 10 else 1)
    total = low * unit
    return high * 10_000 + total if total < 10_000 else None


def _english(text: str) -> Decimal | None:
    words = text.replace("-", " ").split()
    if not words:
        return None
    if words[:1] in (["a"], ["an"]) and words[1:2] and words[1] in {*SCALES, "half", "quarter"}:
        words = words[1:]
    part, rest = _part(words)
    if part is not None:
        scale = SCALES.get(" ".join(rest)) if rest else None
        exact = part * scale if scale else None
        return Decimal(int(exact)) if exact is not None and exact.denominator == 1 else None
    scaled = words[:-1] and words[0] not in ENGLISH_NUMBERS and SCALES.get(words[-1])
    value = None if scaled and words[0] != "hundred" else english_integer(words)
    if value is None and words and words[-1] in SCALES and words[:-1]:
        below = english_integer(words[:-1])
        value = None if below is None else below * SCALES[words[-1]]
    return None if value is None else Decimal(value)


def _part(words: list[str]) -> tuple[Fraction | None, list[str]]:
    if words[0] in {"half", "quarter"}:
        rest = [word for word in words[1:] if word not in {"a", "of"}]
        return Fraction(1, 2 if words[0] == "half" else 4), rest
    if words[-4:-1] == ["and", "a", "half"]:
        digit = words[0] if len(words) == 5 and words[0].isdigit() else ""
        whole = int(digit) if digit else english_integer(words[:-4])
        return (None if whole is None else whole + Fraction(1, 2)), words[-1:]
    return None, words
