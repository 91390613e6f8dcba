"""Quantities and durations: 20 licences, 5套, 90 minutes, 两周."""

import re
from dataclasses import dataclass
from decimal import Decimal

from nlp.money.currencies import NAMES
from nlp.money.numbers import DIGITS, HAN, SCALES, number
from nlp.money.values import shown
from nlp.numerals import ENGLISH_NUMBERS
from nlp.when.lexicon_en import LEXICON
from nlp.when.span_pieces import is_duration, span
from nlp.when.tokens import kinds, plain, tokens

LONGEST = 60

_NUMBER_WORD = "|".join((*ENGLISH_NUMBERS, "hundred", "thousand"))
_WORDS = rf"(?:{_NUMBER_WORD})(?:(?:[ -]| and )(?:{_NUMBER_WORD})){{0,5}}"
_UNIT = r"[a-z][a-z-]{0,20}(?: [a-z][a-z-]{0,20}){0,2}"
_ENGLISH = re.compile(
    rf"(?:qty|quantity)?[ :]?(?P<number>{DIGITS}|{_WORDS})(?: ?(?P<unit>{_UNIT}))?"
)
_TIMES = re.compile(
    rf"[x×*] ?(?P<before>{DIGITS})|(?P<after>{DIGITS}) ?[x×*](?: (?P<unit>{_UNIT}))?"
)
_DOZEN = re.compile(
    rf"(?P<number>an?|half(?: an?)?|{DIGITS}|{_WORDS}) dozen(?: (?:of )?(?P<unit>{_UNIT}))?"
)
_MEASURES = (
    "个套台件份张本支只把条块盒箱包袋瓶杯辆部架名位家人次组批间座户单片枚根双对种项节课桶吨斤"
)
_CHINESE = re.compile(
    rf"(?:数量)?[ :]?(?P<number>{DIGITS}|(?:{HAN}+点)?{HAN}+) ?(?P<measure>[{_MEASURES}])?"
    r"(?P<noun>[\u4e00-\u9fff]{1,6}|[a-z]{1,20})?"
)
_CHINESE_DOZEN = re.compile(rf"(?P<number>半|{HAN}+|\d+)打(?P<noun>[\u4e00-\u9fff]{{1,6}})?")
_CLOCK_LENGTH = re.compile(r"(\d{1,2}):([0-5]\d) ?(?:h|hrs?|hours?)")
_VAGUE_NOUNS = frozenset("几多来余")
_TIME_NOUNS = "年月日天周号点分秒时钟季"
# What follows a number but makes it something else than a count.
_NOT_UNITS = frozenset(
    (*SCALES, *NAMES, *LEXICON, "percent", "pct", "off", "x", "h", "d", "s", "y", "kk")
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count of something; `unit` is the word as written, lower case, or empty."""

    amount: Decimal
    unit: str
    text: str

    def words(self) -> str:
        """The canonical text; reading it gives the same quantity."""
        return f"{shown(self.amount)} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: calendar months, whole days and seconds are kept apart.

    A month has no fixed number of days, and a day across a change of the clocks none of hours.
    """

    months: int
    days: int
    seconds: int
    text: str

    def words(self) -> str:
        """The canonical text; reading it gives the same duration."""
        named = ((self.months, "months"), (self.days, "days"), (self.seconds, "seconds"))
        return " ".join(f"{count} {name}" for count, name in named if count) or "0 seconds"


def parse_quantity(text: str) -> Quantity | None:
    """The quantity that the whole text names, or None; amounts of money and times are none."""
    words = re.sub(r"\s+", " ", plain(text.strip()))
    if not words or len(words) > LONGEST:
        return None
    found = _times(words) or _dozens(words) or _english(words) or _chinese(words)
    return Quantity(*found, text=text.strip()) if found else None


def parse_duration(text: str) -> Duration | None:
    """The duration that the whole text names, or None; working days are no fixed length."""
    words = plain(text.strip())
    if not words or len(words) > LONGEST:
        return None
    clock = _CLOCK_LENGTH.fullmatch(words)
    if clock:
        return Duration(0, 0, int(clock[1]) * 3600 + int(clock[2]) * 60, text.strip())
    found = tokens(words, repair=True)
    length = span(found) if is_duration(kinds(found)) else None
    if length is None or length.workdays:
        return None
    return Duration(length.months, length.days, length.seconds, text.strip())


def _times(words: str) -> tuple[Decimal, str] | None:
    match = _TIMES.fullmatch(words)
    value = number(match["before"] or match["after"]) if match else None
    return (value, match["unit"] or "") if match and value is not None else None


def _dozens(words: str) -> tuple[Decimal, str] | None:
    match = _DOZEN.fullmatch(words)
    if match:
        half = match["number"].startswith("half")
        one = match["number"] in {"a", "an"}
        value = Decimal("0.5") if half else Decimal(1) if one else number(match["number"])
        return (value * 12, match["unit"] or "") if value is not None else None
    chinese = _CHINESE_DOZEN.fullmatch(words)
    if chinese is None:
        return None
    value = Decimal("0.5") if chinese["number"] == "半" else number(chinese["number"])
    return (value * 12, chinese["noun"] or "") if value is not None else None


def _english(words: str) -> tuple[Decimal, str] | None:
    match = _ENGLISH.fullmatch(words)
    if match is None:
        return None
    unit = match["unit"] or ""
    if any(word in _NOT_UNITS for word in unit.split()):
        return None
    value = number(match["number"])
    return None if value is None else (value, unit)


def _chinese(words: str) -> tuple[Decimal, str] | None:
    match = _CHINESE.fullmatch(words)
    if match is None or (match["noun"] or "")[:1] in _VAGUE_NOUNS:
        return None
    noun = match["noun"] or ""
    if match["measure"] is None and noun and (noun[0] in _TIME_NOUNS or noun in _NOT_UNITS):
        return None
    if match["measure"] == "个" and noun[:1] in {*_TIME_NOUNS, "小", "星", "礼", "百"}:
        return None
    value = number(match["number"])
    unit = noun or match["measure"] or ""
    return (value, unit) if value is not None and unit not in {"块", "成", "折"} else None
