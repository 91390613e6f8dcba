"""Numbers in words, English and Chinese, exact."""

from fractions import Fraction


def _named(words: str) -> tuple[str, ...]:
    return tuple(words.split())


CHINESE_DIGITS = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("〇壹贰叁肆伍陆柒捌玖") if char != "〇"},
    "〇": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
    "幺": 1,
}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
CHINESE_NUMBER_CHARS = "".join((*CHINESE_DIGITS, *_SMALL, *_LARGE))
_TWENTIES = {"廿": "二十", "卅": "三十"}

_ONES = _named(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = _named("twenty thirty forty fifty sixty seventy eighty ninety")
ENGLISH_NUMBERS = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: (place + 2) * 10 for place, word in enumerate(_TENS)},
}
ENGLISH_SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "lakh": 100_000,
    "million": 10**6,
    "billion": 10**9,
}
_ORDINALS = _named(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ENGLISH_ORDINALS = {
    **{word: value for value, word in enumerate(_ORDINALS, start=1)},
    "thirtieth": 30,
}


def chinese_integer(text: str) -> int | None:
    """The whole number of Chinese numerals: 十二, 一千二百, 三万五 (35,000), 二〇二六; or None.

    A last digit after a scale stands for the next lower scale (一千二 is 1,200), as in speech.
    """
    for short, long in _TWENTIES.items():
        text = text.replace(short, long)
    if not text or any(char not in CHINESE_NUMBER_CHARS for char in text):
        return None
    if all(char in CHINESE_DIGITS for char in text):
        return _plain_digits(text)
    return _scaled(text)


def _plain_digits(text: str) -> int | None:
    digits = "".join(str(CHINESE_DIGITS[char]) for char in text)
    # Two or three digits in a row are a guess between numbers (两三), not a number.
    if len(text) == 1 or len(text) == 4 or text[0] in "零〇":
        return int(digits)
    return None


def _scaled(text: str) -> int | None:
    for char in "亿万":
        head, found, tail = text.rpartition(char)
        if found:
            return _around(head, tail, _LARGE[char])
    return _under_ten_thousand(text)


def _around(head: str, tail: str, scale: int) -> int | None:
    above = chinese_integer(head) if head else None
    if above is None or ("万" in head and scale == 10_000):
        return None
    if len(tail) == 1 and CHINESE_DIGITS.get(tail, 0):
        return above * scale + CHINESE_DIGITS[tail] * (scale // 10)
    below = _under(tail) if tail else 0
    return None if below is None or below >= scale else above * scale + below


def _under(text: str) -> int | None:
    text = text.lstrip("零〇")
    if len(text) == 1 and text in CHINESE_DIGITS:
        return CHINESE_DIGITS[text]
    return chinese_integer(text) if any(char not in CHINESE_DIGITS for char in text) else None


def _under_ten_thousand(text: str) -> int | None:
    total, digit, last, zero = 0, None, 10_000, False
    for place, char in enumerate(text):
        if char in _SMALL:
            scale = _SMALL[char]
            if scale >= last or (digit is None and not (scale == 10 and place == 0)) or digit == 0:
                return None
            total, digit, last, zero = total + (digit or 1) * scale, None, scale, False
        elif digit is None and CHINESE_DIGITS[char]:
            digit = CHINESE_DIGITS[char]
        elif digit is None and not zero:
            zero = True
        else:
            return None
    if digit is None:
        return None if zero else total
    return total + digit * (1 if zero or last == 10 else last // 10)


def english_integer(words: list[str]) -> int | None:
    """The whole number of English number words: twenty one, one hundred and five; or None."""
    total, current, last_unit = 0, 0, 0
    if not words or words[-1] == "and":
        return None
    for word in words:
        if word in ENGLISH_NUMBERS:
            value = ENGLISH_NUMBERS[word]
            if last_unit and (last_unit < 20 or value >= 10 or value == 0):
                return None
            current, last_unit = current + value, value or 1
        elif word in ENGLISH_SCALES:
            scale = ENGLISH_SCALES[word]
            if scale == 100:
                current = (current or 1) * 100
            else:
                total, current = total + (current or 1) * scale, 0
            last_unit = 0
        elif word == "and":
            last_unit = 0
        else:
            return None
    return total + current


def exact(text: str) -> Fraction:
    """The exact value of a plain decimal like 1.25."""
    return Fraction(text)
