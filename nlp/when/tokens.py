"""A text as marked words: each token has a kind of one character, and the grammar reads kinds.

Kinds of numbers: N whole, F decimal, V decimal that may be a clock (9.30), O ordinal, Y year of
four digits, C clock (9:30), I date in digits. Of words: D day from today, W weekday, M month,
P part of the day, G midnight, A am or pm, U unit of time, Q "quarter", K numbered quarter, H half,
R this or next or last, L the last one, E start, middle or end, J end of the working day, n now,
S this time, Z zone. Links: i in, l later, b 前, w 内, g ago, r from, B before, a at, o on, p other
prepositions, 1 a, t the, c of, & and, j past or to, T time, x 差, z 整, - dash, "," other marks.
Chinese units that are also clock or calendar marks: y 年, m 月, d 日, h 点, f 分, k 刻, e 个.
X is a word that makes a time vague, ? any other word.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from rapidfuzz.distance import OSA

from nlp import numerals
from nlp.when import lexicon_en, lexicon_zh, zones
from nlp.when.lexicon_en import Mark

# The values of kind U.
SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, QUARTER, YEAR, WORKDAY, FORTNIGHT = range(10)

_RAW = re.compile(
    r"""(?P<I>\d{4}(?P<s>[-/.])\d{1,2}(?P=s)\d{1,2}(?!\d)|\d{1,2}(?P<u>[-/.])\d{1,2}(?P=u)\d{4}(?!\d)
        |\d{1,2}(?P<v>[/.])\d{1,2}(?P=v)\d\d(?![\d/])|\d{1,2}[/-]\d{1,2}(?![\d/:-])
        |(?:19|20)\d{6}(?!\d))
    |(?P<T>(?<=\d)t(?=\d))
    |(?P<Z>(?<=\d)z(?![a-z])|(?:(?<=t\d\d:\d\d)|(?<=t\d\d:\d\d:\d\d))[+-]\d\d:?\d\d(?!\d)
        |(?<![a-z])(?:utc|gmt)[ ]?[+-][ ]?\d{1,2}(?::?\d\d)?(?![\d:]))
    |(?P<C>\d{1,2}:\d\d(?::\d\d)?(?![\d:]))
    |(?P<F>\d{1,5}\.\d{1,4}(?!\d))
    |(?P<O>\d{1,2}(?:st|nd|rd|th)(?![a-z]))
    |(?P<A>(?<=\d)[ ]?[ap](?:\.?[ ]?m(?![a-z])\.?|(?![a-z.\x27])))
    |(?P<D>2morr?ow?(?![a-z]))
    |(?P<N>\d+)
    |(?P<w>q[1-4](?![a-z0-9])|[a-z\u00df-\u024f]+(?:'[a-z]+)*'?)
    |(?P<W>(?:周|星期|礼拜)[1-7](?!\d|[个天号日月点时周年:.]))
    |(?P<h>(?:(?!(?:周|星期|礼拜)[1-7])[\u3007\u4e00-\u9fff])+|[周星礼])
    |(?P<s2>\s+)
    |(?P<p>.)""",
    re.VERBOSE | re.DOTALL,
)
_WIDE = {0xFF01 + place: 0x21 + place for place in range(94)} | {
    0x3000: " ",
    0x2019: "'",
    0x2018: "'",
    0x2013: "-",
    0x2014: "-",
    0xFFE5: "¥",
    0xFFE1: "£",
    0x00A0: " ",
    0x202F: " ",
}
_MAP = {**_WIDE, **lexicon_zh.SIMPLER}
_GLUE = frozenset(",，、;；()（）.·:!?。！")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of time: `kind` as above, `value` its number, `start` and `end` in the text."""

    kind: str
    value: int
    start: int
    end: int
    text: str


def plain(text: str) -> str:
    """Lower case, narrow, simplified characters, each in its place: positions stay valid."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lower.translate(_MAP)


def tokens(text: str, *, repair: bool) -> list[Token]:
    """The tokens of a plain text; with `repair`, small slips in long English words are mended."""
    found: list[Token] = []
    words: list[tuple[str, int, int]] = []
    for match in _RAW.finditer(text):
        kind = match.lastgroup or "p"
        if kind in {"s", "u", "v"}:
            kind = "I"
        if kind == "w":
            words.append((match.group(), match.start(), match.end()))
            continue
        if kind == "s2":
            continue
        if words and not (kind == "p" and match.group() == "-" and _joins(words, text, match)):
            found.extend(_english(words, found, repair=repair))
            words = []
        elif words:
            continue
        found.extend(_other(kind, match))
    found.extend(_english(words, found, repair=repair))
    return _months(found)


def kinds(found: list[Token]) -> str:
    """The tokens' kinds as one string, a character each."""
    return "".join(token.kind for token in found)


def amount(token: Token) -> Fraction:
    """The number of a token of kind N, F or V; 1 for "a"."""
    return Fraction(token.text) if token.kind in "FV" else Fraction(token.value)


def _joins(words: list[tuple[str, int, int]], text: str, dash: re.Match[str]) -> bool:
    # "twenty-one" is one number; "monday-friday" is a range.
    after = dash.end()
    number = numerals.ENGLISH_NUMBERS.get(words[-1][0], 0) >= 20
    return number and words[-1][2] == dash.start() and text[after : after + 1].isalpha()


def _other(kind: str, match: re.Match[str]) -> list[Token]:
    word, start, end = match.group(), match.start(), match.end()
    if kind == "h":
        return _chinese(word, start)
    if kind == "N":
        return [_whole(word, start, end)]
    mark, value = _MARKS[kind](word)
    return [Token(mark, value, start, end, word.replace(" ", "") if kind == "Z" else word)]


def _decimal(word: str) -> Mark:
    clock = len(word) - word.index(".") == 3 and len(word) <= 5
    return ("V" if clock else "F"), 0


def _mark(char: str) -> str:
    if char in "-&":
        return char
    if char == "@":
        return "a"
    return "," if char in _GLUE else "?"


def _whole(word: str, start: int, end: int) -> Token:
    if len(word) > 6:
        return Token("?", 0, start, end, word)
    year = len(word) == 4 and 1970 <= int(word) <= 2199
    return Token("Y" if year else "N", int(word), start, end, word)


def _english(
    words: list[tuple[str, int, int]], before: list[Token], *, repair: bool
) -> list[Token]:
    found: list[Token] = []
    place = 0
    while place < len(words):
        if short := _short_unit(words[place], found[-1:] or before[-1:]):
            found.append(short)
            place += 1
            continue
        used, marks = _longest(words, place, repair=repair)
        start, end = words[place][1], words[place + used - 1][2]
        text = " ".join(word for word, _, _ in words[place : place + used])
        found.extend(Token(kind, value, start, end, text) for kind, value in marks)
        place += used
    return found


def _short_unit(word: tuple[str, int, int], before: list[Token]) -> Token | None:
    text, start, end = word
    unit = lexicon_en.SHORT_UNITS.get(text)
    if unit is None or not before or before[0].kind not in "NFVYC":
        return None
    return Token("U", unit, start, end, text) if start - before[0].end <= 1 else None


def _longest(
    words: list[tuple[str, int, int]], place: int, *, repair: bool
) -> tuple[int, tuple[Mark, ...]]:
    first = words[place][0].removesuffix("'s").rstrip("'")
    for length in range(min(_LENGTHS.get(first, 1), len(words) - place), 0, -1):
        phrase = " ".join(
            word.removesuffix("'s").rstrip("'") for word, _, _ in words[place : place + length]
        )
        marks = _ENGLISH.get(phrase)
        if marks:
            return length, marks
        if phrase in zones.NAMES or phrase in zones.SEASONAL:
            return length, (("Z", 0),)
    return _number_words(words, place) or (1, _repaired(words[place][0]) if repair else _UNKNOWN)


def _number_words(
    words: list[tuple[str, int, int]], place: int
) -> tuple[int, tuple[Mark, ...]] | None:
    for length in range(min(5, len(words) - place), 0, -1):
        run = [word for word, _, _ in words[place : place + length]]
        if run[-1] in numerals.ENGLISH_ORDINALS and run[:-1] and run[0] in {"twenty", "thirty"}:
            tens = numerals.english_integer(run[:-1])
            return (length, (("O", tens + numerals.ENGLISH_ORDINALS[run[-1]]),)) if tens else None
        number = numerals.english_integer(run)
        if number is not None and number <= 999_999 and run[0] != "and":
            return length, (("N", number),)
    return None


def _repaired(word: str) -> tuple[Mark, ...]:
    if len(word) < 5:
        return _UNKNOWN
    near = [known for known in lexicon_en.REPAIRABLE if OSA.distance(word, known) <= 1]
    values = {_ENGLISH[known] for known in near}
    return values.pop() if len(values) == 1 else _UNKNOWN


def _chinese(run: str, offset: int) -> list[Token]:
    found: list[Token] = []
    place = 0
    while place < len(run):
        length, marks = _chinese_word(run, place)
        text = run[place : place + length]
        start, end = offset + place, offset + place + length
        found.extend(Token(kind, value, start, end, text) for kind, value in marks)
        place += length
    return found


def _chinese_word(run: str, place: int) -> tuple[int, tuple[Mark, ...]]:
    numeral = place
    while numeral < len(run) and run[numeral] in _NUMERALS:
        numeral += 1
    for length in range(min(lexicon_zh.LONGEST, len(run) - place), 0, -1):
        word = run[place : place + length]
        if length < numeral - place:
            break
        marks = lexicon_zh.LEXICON.get(word)
        if marks:
            return length, marks
        if word.endswith("时间") and word in zones.NAMES:
            return length, (("Z", 0),)
    if numeral > place:
        return numeral - place, _numeral(run[place:numeral])
    return 1, _UNKNOWN


def _numeral(run: str) -> tuple[Mark, ...]:
    value = numerals.chinese_integer(run)
    if value is None or value > 999_999:
        return (("X", 0),)
    return (("Y" if len(run) == 4 and 1970 <= value <= 2199 else "N", value),)


def _months(found: list[Token]) -> list[Token]:
    # 三月 is a month's name, 三个月 a length.
    merged: list[Token] = []
    for token in found:
        last = merged[-1] if merged else None
        if token.kind == "m" and last and last.kind == "N" and 1 <= last.value <= 12:
            merged[-1] = Token("M", last.value, last.start, token.end, last.text + token.text)
        else:
            merged.append(token)
    return merged


def _lengths() -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in (*_ENGLISH, *zones.NAMES):
        words = phrase.split()
        longest[words[0]] = max(longest.get(words[0], 1), len(words))
    return longest


_MARKS: dict[str, Callable[[str], Mark]] = {
    "p": lambda word: (_mark(word), 0),
    "F": _decimal,
    "O": lambda word: ("O", int(word[:-2])),
    "A": lambda word: ("A", 12 if "p" in word else 0),
    "T": lambda _word: (",", 0),
    "W": lambda word: ("W", int(word[-1]) - 1),
    "D": lambda _word: ("D", 1),
    "I": lambda _word: ("I", 0),
    "C": lambda _word: ("C", 0),
    "Z": lambda _word: ("Z", 0),
}
_UNKNOWN: tuple[Mark, ...] = (("?", 0),)
_NUMERALS = frozenset(numerals.CHINESE_NUMBER_CHARS + "廿卅") - frozenset("万亿")
_ENGLISH = {
    **lexicon_en.LEXICON,
    **{word: (("O", value),) for word, value in numerals.ENGLISH_ORDINALS.items()},
}
_LENGTHS = _lengths()
