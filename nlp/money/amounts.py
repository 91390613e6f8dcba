"""An amount of money, alone or inside a longer text."""

import re
from decimal import Decimal

from nlp.money import currencies
from nlp.money.numbers import DIGITS, GROUPED, HAN, SCALE, SCALES, number
from nlp.money.values import FoundMoney, Money, Yuan
from nlp.numerals import ENGLISH_NUMBERS
from nlp.when.tokens import plain

LONGEST = 60
LONGEST_TEXT = 2000
MOST_FOUND = 100

_NAME = "(?:" + "|".join(map(re.escape, currencies.NAMES)) + ")"
_SPELLED = (*ENGLISH_NUMBERS, *(name for name in SCALES if name.isascii() and len(name) > 3))
_NUMBER_WORD = "|".join(_SPELLED)
_PARTS = re.compile(
    r"(?P<whole>.+?)[块元]零?(?P<tenth>[\d一二两三四五六七八九])?(?:毛|角)?"
    r"(?:(?P<cent>[\d一二两三四五六七八九])分)?钱?"
)
_TENTHS = re.compile(r"(?P<tenths>[\d一二两三四五六七八九])(?:毛|角)钱?")
_CENTS = re.compile(r"(?:(?P<major>.+?)(?:,| and) ?)?(?P<minor>[a-z0-9-]+(?: [a-z]+)?) cents?")
_DIGITS_IN_TEXT = re.compile(
    rf"(?<![a-z0-9_.#-])[-]?(?:{_NAME} ?)?-?{DIGITS}(?:万{DIGITS}千?| ?{SCALE}(?![a-z]))?"
    rf"(?: ?{_NAME}(?![a-z]))?"
)
_HAN_IN_TEXT = re.compile(rf"(?<!分之)(?:{_NAME} ?)?(?:{HAN}{{1,16}}点)?{HAN}{{1,16}}(?:{_NAME})?")
_WORDS_IN_TEXT = re.compile(
    rf"(?<![a-z])(?:half a |a quarter |an? )?(?:(?:{_NUMBER_WORD})(?:[ -]| and )){{0,8}}"
    rf"(?:{_NUMBER_WORD})(?![a-z])(?: {_NAME}(?![a-z]))?"
)
_VAGUE_BEFORE = re.compile(
    r"(?:about|around|approx\.?|roughly|circa|ca\.|~|大约|大概|约|近|将近|差不多) ?$"
)
_VAGUE_AFTER = re.compile(r" ?(?:左右|上下|多|来|余|-ish|ish|\+)")
_COUNTED = re.compile(
    r" ?(?:%|percent|per cent|pct|-?day|-?week|-?month|-?year|minute|hour)"
    "|[折成个人次台套件份年月天日周分秒点号岁米吨字条名家位]|小时"
)
_TIME_BEFORE = re.compile(r"(?:\bin|within|for|after|every) $")


def parse(text: str, base_currency: str, *, yuan: Yuan = "CNY") -> Money | None:
    """The amount that the whole text names, or None.

    `base_currency` (an ISO code) is meant where none is said and by 元 and 块; by $ if it is a
    dollar. `yuan` is what a bare ¥ means in this workspace.
    """
    words = re.sub(r"\s+", " ", plain(text.strip()))
    if not words or len(words) > LONGEST:
        return None
    negative, core, names = _peeled(words)
    said = [name for name in names if currencies.is_stated(name)]
    stated = {currencies.code(name, base_currency, yuan) for name in said}
    currency = _one(stated, names, base_currency)
    if currency is None:
        return None
    if "cent" in words:
        return _cents(words, text.strip(), base_currency)
    amount = None if stated else _small_change(words)
    if amount is None:
        amount = number(core)
    if amount is None:
        return None
    return Money(-amount if negative else amount, currency, text.strip(), stated=bool(stated))


def find(text: str, base_currency: str, *, yuan: Yuan = "CNY") -> list[FoundMoney]:
    """The amounts inside a longer text, from left to right: those with a currency or a scale.

    A bare number may be anything, and a vague amount (about 5k, 3万左右) is none. Only the first
    2,000 characters are looked at, and at most 100 amounts returned.
    """
    words = plain(text[:LONGEST_TEXT])
    results: list[FoundMoney] = []
    for match in sorted(_candidates(words), key=lambda match: (match.start(), -match.end())):
        if len(results) == MOST_FOUND:
            break
        if match.group().strip().isdigit() or (results and match.start() < results[-1].end):
            continue
        start, end = match.start(), match.start() + len(match.group().rstrip())
        money = parse(text[start:end], base_currency, yuan=yuan)
        if money and _means_money(words, start, end, text[start:end]):
            results.append(FoundMoney(start, end, money))
    return results


def _candidates(words: str) -> list[re.Match[str]]:
    forms = (_DIGITS_IN_TEXT, _HAN_IN_TEXT, _WORDS_IN_TEXT)
    return [match for form in forms for match in form.finditer(words)]


def _means_money(words: str, start: int, end: int, written: str) -> bool:
    said = words[start:end]
    named = bool(re.match(_NAME, said.lstrip("-"))) or bool(re.search(rf"{_NAME}$", said))
    before, after = words[max(start - 12, 0) : start], words[end : end + 10]
    if _VAGUE_BEFORE.search(before) or _VAGUE_AFTER.match(after):
        return False
    if any(word.lower() in said and word not in written for word in currencies.WORDS):
        return False
    if named:
        return True
    return not _COUNTED.match(after) and _has_scale(said, before, words)


def _has_scale(said: str, before: str, words: str) -> bool:
    scale = re.search(r"[a-z]+$", said)
    if scale and scale[0] in {"b", "mm"}:
        return False
    if scale and scale[0] == "w":  # 20w is 20万 to Chinese readers, 20 weeks to others
        return any("\u4e00" <= char <= "\u9fff" for char in words)
    if scale and scale[0] == "m" and _TIME_BEFORE.search(before):
        return False
    if scale and said == scale[0]:
        return False
    if re.search("[千万亿百]", said):
        return len(said) > 1
    return bool(scale and scale[0] in SCALES) or bool(re.fullmatch(GROUPED, said.lstrip("-")))


def _peeled(words: str) -> tuple[bool, str, list[str]]:
    """The sign, what is left of a text without its currency names, and those names."""
    negative, names = False, []
    core = words
    if core[:1] in "-+":
        negative, core = core[0] == "-", core[1:].lstrip()
    before = _name_at_start(core)
    if before:
        names.append(before)
        core = core[len(before) :].lstrip()
        if core[:1] == "-" and not negative:
            negative, core = True, core[1:].lstrip()
    for _ in range(2):
        after = _name_at_end(core)
        if after:
            names.append(after)
            core = core[: -len(after)].rstrip()
    return negative, core, names


def _name_at_start(words: str) -> str:
    for length in range(min(currencies.LONGEST, len(words) - 1), 0, -1):
        name = words[:length]
        if name in currencies.NAME_SET and not _letters(name[-1], words[length]):
            return name
    return ""


def _name_at_end(words: str) -> str:
    for length in range(min(currencies.LONGEST, len(words) - 1), 0, -1):
        name = words[-length:]
        if name in currencies.NAME_SET and not _letters(words[-length - 1], name[0]):
            return name
    return ""


def _letters(left: str, right: str) -> bool:
    # "eur" inside a longer Latin word is no currency.
    return left.isascii() and left.isalpha() and right.isascii() and right.isalpha()


def _one(stated: set[str | None], names: list[str], base: str) -> str | None:
    """The one currency the names agree on; a $ beside AUD is an Australian one."""
    if not stated:
        return base
    if len(stated) == 2 and "$" in names:
        stated = stated - {"USD", base} or stated
        if not stated <= currencies.DOLLARS:
            return None
    return next(iter(stated)) if len(stated) == 1 else None


def _small_change(words: str) -> Decimal | None:
    """三块五, 3元5角2分, 五毛."""
    only = _TENTHS.fullmatch(words)
    if only:
        tenths = number(only["tenths"])
        return None if tenths is None else tenths / 10
    match = _PARTS.fullmatch(words)
    if match is None or not (match["tenth"] or match["cent"]):
        return None
    whole = number(match["whole"])
    parts = [number(match[name]) if match[name] else Decimal(0) for name in ("tenth", "cent")]
    if whole is None or parts[0] is None or parts[1] is None:
        return None
    return whole + parts[0] / 10 + parts[1] / 100


def _cents(words: str, written: str, base: str) -> Money | None:
    """Ten dollars and fifty cents; 50 cents of the base currency."""
    match = _CENTS.fullmatch(words)
    minor = number(match["minor"]) if match else None
    if match is None or minor is None or not 0 <= minor < 100:
        return None
    if not match["major"]:
        return Money(minor / 100, base, written)
    major = parse(match["major"], base)
    if major is None or major.amount != int(major.amount):
        return None
    return Money(major.amount + minor / 100, major.currency, written, major.stated)
