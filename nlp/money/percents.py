"""Percentages and discounts: 15%, 20 percent off, 八折, 百分之七点五, 两成."""

import re
from decimal import Decimal

from nlp.money.numbers import DIGITS, HAN, number
from nlp.money.values import FoundPercent, Percent
from nlp.when.tokens import plain

LONGEST = 40
LONGEST_TEXT = 2000
MOST_FOUND = 100

_NUMBER = rf"(?:{DIGITS}|[a-z]+(?:[ -][a-z]+){{0,3}})"
_SIGN = r"(?:%|percents?|per ?cent|pct|p\.c\.|个百分点|个点)"
_FOLD = "[一二两三四五六七八九]"
_ONE = rf"(?:百分之(?P<han>{DIGITS}|[{{han}}点]+)|(?P<number>{{number}}) ?{_SIGN})"
_PLAIN = _ONE.replace("{han}", HAN[1:-1]).replace("{number}", _NUMBER)
_OFF_AFTER = re.compile(
    rf"(?:an? )?{_PLAIN}(?: ?(?:off|discount|reduction|rebate|cheaper|less)|的?(?:折扣|优惠))"
)
_LESS = "折扣|优惠|减免?|降价?|便宜|让利|打折|直降|立减"
_OFF_BEFORE = re.compile(
    rf"(?:discount(?:ed)?(?: of| by)?|less|minus|rebate of|save|off|{_LESS})[ :]?{_PLAIN}(?: off)?"
)
_ALONE = re.compile(rf"(?P<sign>[-+]?){_PLAIN}")
_FOLDS = re.compile(
    rf"(?:打个?)?(?:(?P<han>{_FOLD}{{1,2}})|(?P<digit>\d(?:\.\d)?|\d\d))折(?:优惠)?"
)
_TENTHS = re.compile(rf"(?P<tens>{_FOLD}|\d)成(?P<half>半|{_FOLD}|\d)?")
_HALVES = frozenset(("half off", "half price", "half-price", "半价", "对折", "打对折", "五折"))
_BEFORE_IN_TEXT = "discount(?:ed)?(?: of| by)? |less |minus |折扣|优惠|减|降价?"
_IN_TEXT = re.compile(
    rf"half off|half[ -]price|半价|打?对折|打?(?:{_FOLD}{{1,2}}|\d(?:\.\d)?|\d\d)折"
    rf"|(?:{_BEFORE_IN_TEXT})?(?:百分之(?:{DIGITS}|[{HAN[1:-1]}点]+)|(?<![\d.]){DIGITS} ?{_SIGN})"
    r"(?: off| discount|的?折扣|的?优惠)?"
    # 三成 is thirty percent, 三成功 and 一成员 are not.
    rf"|(?:{_FOLD}|(?<!\d)\d)成{_FOLD}?(?![功为绩本员长熟立果交])"
)


def parse_percent(text: str) -> Percent | None:
    """The percentage that the whole text names, or None; 八折 and "20% off" are discounts of 20."""
    words = plain(text.strip())
    if not words or len(words) > LONGEST:
        return None
    written = text.strip()
    value = _discount(words)
    if value is not None:
        return Percent(value, discount=True, text=written) if 0 <= value <= 100 else None
    value = _plain_value(words)
    return None if value is None else Percent(value, discount=False, text=written)


def find_percents(text: str) -> list[FoundPercent]:
    """The percentages inside a longer text; of its first 2,000 characters, at most 100."""
    words = plain(text[:LONGEST_TEXT])
    results: list[FoundPercent] = []
    for match in _IN_TEXT.finditer(words):
        percent = parse_percent(text[match.start() : match.end()])
        if percent:
            results.append(FoundPercent(match.start(), match.end(), percent))
        if len(results) == MOST_FOUND:
            break
    return results


def _discount(words: str) -> Decimal | None:
    if words in _HALVES:
        return Decimal(50)
    match = _OFF_AFTER.fullmatch(words) or _OFF_BEFORE.fullmatch(words)
    if match:
        return _value(match)
    fold = _FOLDS.fullmatch(words)
    return _folded(fold) if fold else None


def _folded(match: re.Match[str]) -> Decimal | None:
    # 八折 leaves eight tenths, 八五折 and 85折 eighty-five hundredths.
    if match["han"]:
        tenths = [number(char) for char in match["han"]]
        if tenths[0] is None or tenths[-1] is None:
            return None
        rest = tenths[0] * 10 + (tenths[1] or 0 if len(tenths) == 2 else 0)
        return 100 - rest
    left = Decimal(match["digit"])
    left = left * 10 if left < 10 else left
    return 100 - left if left > 0 else None


def _plain_value(words: str) -> Decimal | None:
    tenths = _TENTHS.fullmatch(words)
    if tenths:
        high = number(tenths["tens"])
        low = Decimal(5) if tenths["half"] == "半" else number(tenths["half"] or "0")
        return None if high is None or low is None else high * 10 + low
    match = _ALONE.fullmatch(words)
    value = _value(match) if match else None
    return -value if match and value is not None and match["sign"] == "-" else value


def _value(match: re.Match[str]) -> Decimal | None:
    said = match["han"] or match["number"]
    if said in {"half a", "half"}:
        return Decimal("0.5")
    return Decimal(100) if said == "百" else number(said)
