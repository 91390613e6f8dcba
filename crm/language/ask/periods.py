"""Days and periods of questions: this month, since January, 最近30天, 三月到五月 (ask.md, rule 5)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm.language.ask import calendar
from crm.language.ask.numerals import EN, ZH, number

UNIT = r"(?P<u>days?|weeks?|months?|quarters?|qtrs?|years?|yrs?|half(?: ?years?)?|fortnights?)\b"
ZU = r"(?P<u>天|日|周|个?星期|个?礼拜|个?月|个?季度|个?季|年|半年)"
UNITS = {
    "d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year", "h": "half",
    "天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month",
    "季度": "quarter", "季": "quarter", "年": "year", "半年": "half",
}  # fmt: skip
MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
SHORT = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
DAYS = "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ZDAYS = "一二三四五六日天"
ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both included (`last` None: open), with another reading for the future.

    `op` is a bound in front of it: since >=, after >, before <, by <=.
    `is_length` marks *within N days*, which looks forward or back as its field does.
    """

    first: date
    last: date | None
    later: calendar.Days | None = None
    op: str | None = None
    is_length: bool = False
    tense: str = ""

    def leaf(self, is_future: bool) -> tuple[str, object]:
        """Operator and value for a field that looks forward or back."""
        first, last = self.first, self.last
        if is_future and self.later:
            first, last = self.later
        edges = {">=": first, ">": last or first, "<": first, "<=": last or first}
        if self.op:
            return self.op, edges[self.op].isoformat()
        if last is None:
            return ">=", first.isoformat()
        if first == last:
            return "=", first.isoformat()
        return "between", [first.isoformat(), last.isoformat()]


Build = Callable[["re.Match[str]", date], Period | None]


def _unit(word: str) -> str:
    word = word.removeprefix("个")
    if word.startswith("half") or word == "半年":
        return "half"
    return UNITS.get(word) or UNITS[word[0]] if word[0] in UNITS or word in UNITS else "week"


def _calendar(match: re.Match[str], today: date) -> Period:
    word = match["w"]
    unit = "week" if match["u"].startswith("fort") else _unit(match["u"])
    ahead = {
        "next": 1,
        "coming": 1,
        "upcoming": 1,
        "following": 1,
        "下": 1,
        "下一": 1,
        "明": 1,
        "下个": 1,
        "下一个": 1,
    }
    back = {
        "last": 1,
        "previous": 1,
        "past": 1,
        "prior": 1,
        "preceding": 1,
        "上": 1,
        "去": 1,
        "上一": 1,
        "上个": 1,
        "上一个": 1,
        "前": 2,
        "上上": 2,
        "上上个": 2,
    }
    count = ahead.get(word, 0) - back.get(word, 0) + (2 if word in {"下下", "下下个", "后"} else 0)
    first, last = calendar.moved(today, unit, count)
    tense = "past" if count < 0 else "future" if count > 0 else ""
    return Period(first, last, tense=tense)


def _named_day(match: re.Match[str], today: date) -> Period:
    shift = {
        "today": 0,
        "yesterday": -1,
        "tomorrow": 1,
        "今": 0,
        "昨": -1,
        "前": -2,
        "明": 1,
        "后": 2,
        "大前": -3,
        "大后": 3,
    }
    count = (
        -2
        if match[0].startswith(("day before", "the day before"))
        else 2
        if "after tomorrow" in match[0]
        else shift[match["w"]]
    )
    day = today + timedelta(days=count)
    return Period(day, day, tense="past" if count < 0 else "future" if count > 0 else "")


def _back(match: re.Match[str], today: date) -> Period | None:
    count, unit = _length(match)
    return Period(calendar.ago(today, count, unit), None, tense="past") if count else None


def _ahead(match: re.Match[str], today: date) -> Period | None:
    count, unit = _length(match)
    return Period(today, calendar.ago(today, -count, unit), tense="future") if count else None


def _within(match: re.Match[str], today: date) -> Period | None:
    count, unit = _length(match)
    if not count:
        return None
    later = (today, calendar.ago(today, -count, unit))
    return Period(calendar.ago(today, count, unit), None, later, is_length=True)


def _ago(match: re.Match[str], today: date) -> Period | None:
    count, unit = _length(match)
    day = calendar.ago(today, count, unit)
    return Period(day, day, tense="past") if count else None


def _length(match: re.Match[str]) -> tuple[int, str]:
    word = match["u"]
    if "half" in match[0] or "半年" in match[0]:
        return 6, "month"
    count = number(match["n"]) if match["n"] else 1.0
    if word.startswith("fort"):
        return int(count or 0) * 2, "week"
    return (int(count), _unit(word)) if count and count == int(count) else (0, "day")


def _month(match: re.Match[str], today: date) -> Period | None:
    said = match["m"]
    index = SHORT.index(said[:3]) + 1 if said[:3] in SHORT else int(number(said) or 0)
    if not 1 <= index <= 12:
        return None
    year = match["y"]
    word = {"今": 0, "去": -1, "明": 1, "前": -2, "last": -1, "this": 0, "next": 1}.get(year or "")
    if year and word is not None:
        return Period(*calendar.month(today.year + word, index))
    if year:
        return Period(*calendar.month(int(year[:4]), index))
    past = calendar.month(today.year - (index > today.month), index)
    return Period(*past, later=calendar.month(today.year + (index < today.month), index))


def _quarter(match: re.Match[str], today: date) -> Period:
    said = match["q"]
    index = ORDINALS.get(said) or int(number(said) or 1)
    first, year = (index - 1) * 3 + 1, match["y"]
    word = {"今": 0, "去": -1, "明": 1, "last": -1, "this": 0, "next": 1}.get(
        (year or "")[:4].strip("年 ") if year else ""
    )
    if year and (word is not None or year[:4].isdigit()):
        return Period(
            *calendar.months(int(year[:4]) if word is None else today.year + word, first, 3)
        )
    past = calendar.months(today.year - (first > today.month), first, 3)
    return Period(*past, later=calendar.months(today.year + (first + 2 < today.month), first, 3))


def _half(match: re.Match[str], today: date) -> Period:
    is_first = match["h"] in {"上", "first", "1"}
    shift = {"今": 0, "去": -1, "明": 1, "this": 0, "last": -1, "next": 1}.get(match["y"] or "", 0)
    year = int(match["y"]) if (match["y"] or "").isdigit() else today.year + shift
    return Period(*calendar.months(year, 1 if is_first else 7, 6))


def _year(match: re.Match[str], today: date) -> Period | None:
    del today
    year = int(match["y"])
    return Period(*calendar.months(year, 1, 12)) if 1990 <= year <= 2100 else None


def _date(match: re.Match[str], today: date) -> Period | None:
    said = match["m"]
    month = SHORT.index(said[:3]) + 1 if said[:3] in SHORT else int(number(said) or 0)
    day, year = int(number(match["d"]) or 0), match["y"]
    try:
        if year:
            one = date(int(year), month, day)
            return Period(one, one)
        past = date(today.year - ((month, day) > (today.month, today.day)), month, day)
        later = date(today.year + ((month, day) < (today.month, today.day)), month, day)
    except ValueError:
        return None
    return Period(past, past, later=(later, later))


def _weekday(match: re.Match[str], today: date) -> Period:
    said = match["d"]
    index = WEEK.index(said[:3]) if said[:3] in WEEK else min(ZDAYS.index(said), 6)
    word = match["w"] or ""
    monday = today - timedelta(days=today.weekday())
    shifts = {
        "next": 7,
        "last": -7,
        "this": 0,
        "下": 7,
        "上": -7,
        "本": 0,
        "这": 0,
        "previous": -7,
        "coming": 0,
        "past": -7,
        "下下": 14,
        "上上": -14,
    }
    if word in shifts:
        day = monday + timedelta(days=index + shifts[word])
        return Period(day, day)
    later = today + timedelta(days=(index - today.weekday()) % 7)
    past = today - timedelta(days=(today.weekday() - index) % 7)
    return Period(past, past, later=(later, later))


def _to_date(match: re.Match[str], today: date) -> Period:
    word = match["u"] or match["v"]
    unit = {
        "y": "year",
        "m": "month",
        "q": "quarter",
        "w": "week",
        "年": "year",
        "月": "month",
        "季": "quarter",
        "周": "week",
        "今": "year",
        "h": "half",
    }[word[0]]
    return Period(calendar.period(today, unit)[0], today, tense="past")


def _end(match: re.Match[str], today: date) -> Period:
    unit = _unit(match["u"])
    shift = {
        "next": 1,
        "last": -1,
        "下": 1,
        "下个": 1,
        "上": -1,
        "上个": -1,
        "明": 1,
        "去": -1,
    }.get(match["w"] or "", 0)
    last = calendar.moved(today, unit, shift)[1]
    return Period(last, last)


def _weekend(match: re.Match[str], today: date) -> Period:
    shift = {"next": 1, "last": -1, "下": 1, "上": -1}.get(match["w"] or "", 0)
    monday = calendar.moved(today, "week", shift)[0]
    return Period(monday + timedelta(days=5), monday + timedelta(days=6))


_REL = r"(?:the )?(?P<w>this|last|next|previous|current|coming|past|prior|upcoming|following|preceding)"
_YEAR = r"(?:19|20)\d\d"
BASES: tuple[tuple[re.Pattern[str], Build], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)", _date),
        (r"(?:the )?(?P<w>today|yesterday|tomorrow)\b(?!')|(?:the )?day before yesterday\b|(?:the )?day after tomorrow\b", _named_day),
        (r"(?P<w>大前|大后|今|昨|前|明|后)(?:天|日|儿)", _named_day),
        (rf"{_REL}(?: calendar| business)? {UNIT}", _calendar),
        (r"(?P<w>这个|这一|这|本|当|今|上上个|上上|上一个|上个|上一|上|下下个|下下|下一个|下个|下一|下)(?P<u>周|星期|礼拜|月|季度|季)(?!底|末|[一二三四五六日天](?!个))", _calendar),
        (r"(?P<w>今|去|明|前|后|本|上一|下一)(?P<u>年)(?!\d|底|末|[上下]半年|[一二三四1234第]|初至今|至今|以来|q)(?:度|内|里)?", _calendar),
        (rf"(?:in |over |during |within |from |for )?(?:the )?(?:last|past|previous|trailing) (?P<n>{EN}) {UNIT}", _back),
        (rf"(?:最近|近|过去|前|这|过去的|最近的)(?:的)?(?P<n>{ZH})\s?{ZU}(?:内|里|以来|之内|中|间)?", _back),
        (r"(?:最近|近|过去)(?P<n>)(?P<u>半年|一年|半个月)(?:内|里|以来|来)?", _back),
        (rf"(?:in |over |during |within |for )?(?:the )?(?:next|coming|following|upcoming) (?P<n>{EN}) {UNIT}", _ahead),
        (rf"(?:未来|接下来|今后|往后|后面|之后|将来|接下来的|未来的|下)(?P<n>{ZH})\s?{ZU}(?:内|里|之内|以内)?", _ahead),
        (r"(?:未来|接下来|今后)(?P<n>)(?P<u>半年)(?:内|里|之内|以内)?", _ahead),
        (rf"(?:within|inside|in under) (?:the (?:next )?)?(?P<n>{EN}) {UNIT}", _within),
        (rf"(?P<n>{ZH})\s?{ZU}(?:内|之内|以内|里)", _within),
        (r"(?P<n>)(?P<u>半年)(?:内|之内|以内)", _within),
        (rf"(?P<n>{EN}) {UNIT} ago", _ago),
        (rf"(?P<n>{ZH})\s?{ZU}(?:前|之前|以前)", _ago),
        (rf"(?P<m>{MONTHS})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y>{_YEAR}))?", _date),
        (rf"(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{MONTHS})\b(?:,? (?P<y>{_YEAR}))?", _date),
        (rf"(?:(?P<y>{_YEAR})年)?(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月(?P<d>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[日号]", _date),
        (rf"(?P<m>{MONTHS})\b(?: of)?(?: ?(?P<y>{_YEAR}))", _month),
        (rf"(?:(?P<y>last|this|next) )?(?P<m>{MONTHS})\b", _month),
        (rf"(?:(?P<y>{_YEAR}|今|去|明|前)年)?(?P<m>\d{{1,2}}|[一二三四五六七八九]|十[一二]?)月(?:份|里)?(?![底末内]|个)", _month),
        (rf"(?:the )?(?:q(?P<q>[1-4]))(?: of)?(?: ?(?P<y>{_YEAR}|(?:this|last|next)(?= year)))?(?: year)?", _quarter),
        (rf"(?:the )?(?P<q>first|second|third|fourth|1st|2nd|3rd|4th) quarter(?: of)?(?: (?P<y>{_YEAR}|(?:this|last|next)(?= year)))?(?: year)?", _quarter),
        (rf"(?P<y>{_YEAR}年?|今年|去年|明年)?(?:第(?P<q>[一二三四1-4])(?:个)?季度?)", _quarter),
        (rf"(?P<y>{_YEAR}年?|今年|去年|明年)?(?P<q>[一二三四1-4])季度", _quarter),
        (rf"(?P<y>{_YEAR}年?|今年|去年|明年)(?:的)?q(?P<q>[1-4])", _quarter),
        (r"(?:(?P<y>今|去|明|\d{4})年)?(?P<h>上|下)半年", _half),
        (rf"(?:the )?(?P<h>first|second) half(?: of)?(?: (?:the )?(?P<y>this|last|next|{_YEAR})?(?: ?year)?)?|h(?P<hh>[12])(?!\w)", _half),
        (rf"(?P<y>{_YEAR})年", _year),
        (rf"(?P<y>{_YEAR})(?![\w,.]\d|\w|%)", _year),
        (rf"(?:on )?(?:(?P<w>next|last|this|previous|coming|past) )?(?P<d>{DAYS})\b", _weekday),
        (r"(?P<w>下下|上上|下|上|本|这)?个?(?:周|星期|礼拜)(?P<d>[一二三四五六日天])(?![个周年月天])", _weekday),
        (r"(?P<u>year|month|quarter|week)[ -]to[ -]date|(?P<v>[ymq])td\b", _to_date),
        (r"(?:so far )?(?:this )(?P<u>year|month|quarter|week)(?P<v>) (?:so far|to date|until now|till now|up to now)", _to_date),
        (r"so far (?:this )?(?P<u>year|month|quarter|week)(?P<v>)", _to_date),
        (r"(?:今年|本|这个|这)?(?:初)?(?P<u>年|月|季度|周|季)(?P<v>)(?:初)?(?:至今|到现在|到目前为止|截至目前|迄今|到今天)", _to_date),
        (r"(?:今(?P<u>年)|(?:本|这个)(?P<v>月|季度|周))(?:初)?(?:至今|到现在|到目前为止|截至目前|迄今|到今天|以来|到目前|到今日)", _to_date),
        (r"(?:the )?end of (?:the |(?P<w>this|next|last) )?(?P<u>week|month|quarter|year)", _end),
        (r"(?P<w>下个|上个|下|上|本|今|明|去|这个)?(?P<u>月|季|季度|年|周)(?:底|末)", _end),
        (r"(?:the )?(?:(?P<w>this|next|last) )?weekend", _weekend),
        (r"(?P<w>这|本|下|上)?个?周末", _weekend),
    )
)  # fmt: skip
BEFORE = (
    (re.compile(r"(?:by|until|till|no later than|before or on) "), "<="),
    (
        re.compile(
            r"(?:ever )?since (?:the (?:start|beginning) of )?|(?:starting|beginning|effective) (?:from |on |in )?|from (?=.{3,30}(?:on|onwards?)\b)|on or after |as of "
        ),
        ">=",
    ),
    (re.compile(r"(?:any ?time )?(?:later than|after) (?:the end of )?"), ">"),
    (re.compile(r"before (?:the (?:start|beginning) of )?|prior to |earlier than |ahead of "), "<"),
    (
        re.compile(
            r"(?:by|until|till|til|up to|no later than|through|on or before|not later than) (?:the end of )?"
        ),
        "<=",
    ),
    (re.compile(r"(?:自从|自|从)(?=[^,，]{1,12}(?:起|以来|开始|至今|到现在))"), ">="),
    (re.compile(r"截至|截止到?|截止至"), "<="),
    (re.compile(r"晚于"), ">"),
    (re.compile(r"早于"), "<"),
)
AFTER = (
    (
        re.compile(
            r" ?(?:onwards?|and later|or later|on)\b|\s?(?:起|以来|开始|至今|之后含|到现在|及以后|(?:以后|之后)\(含\))"
        ),
        ">=",
    ),
    (
        re.compile(
            r" ?(?:之前|以前|前)(?:\(含\))|(?:及之前|及以前|为止|或之前|或更早)| or earlier"
        ),
        "<=",
    ),
    (re.compile(r"之后|以后|过后"), ">"),
    (re.compile(r"之前|以前|前"), "<"),
)
BETWEEN = re.compile(r" ?(?:to|and|until|till|through|-|–|—|~|到|至|和|与)\s?")
FROM = re.compile(r"(?:from|between|in between|从|自|在)\s?")


def find(text: str, place: int, today: date) -> tuple[int, Period] | None:
    """The longest period that begins at a place of a text in lower case, and where it ends."""
    options = [
        _bounded(text, place, today),
        _ranged(text, place, today),
        _closed(text, place, today),
    ]
    found = [option for option in options if option]
    return max(found, key=lambda option: option[0]) if found else None


def _base(text: str, place: int, today: date) -> tuple[int, Period] | None:
    best: tuple[int, Period] | None = None
    for pattern, build in BASES:
        match = pattern.match(text, place)
        if match and (best is None or match.end() > best[0]):
            period = build(match, today)
            if period:
                best = match.end(), period
    return best


def _bounded(text: str, place: int, today: date) -> tuple[int, Period] | None:
    for pattern, op in BEFORE:
        match = pattern.match(text, place)
        if match and (found := _base(text, match.end(), today)):
            end, period = found
            after = AFTER[0][0].match(text, end) or (
                AFTER[2][0].match(text, end) if op == ">=" else None
            )
            return (after.end() if after and op == ">=" else end), replace(period, op=op)
    return None


def _closed(text: str, place: int, today: date) -> tuple[int, Period] | None:
    found = _base(text, place, today)
    if found is None:
        return None
    end, period = found
    for pattern, op in AFTER:
        match = pattern.match(text, end)
        if match and not period.is_length and period.op is None and period.last:
            return match.end(), replace(period, op=op)
    return found


def _ranged(text: str, place: int, today: date) -> tuple[int, Period] | None:
    opening = FROM.match(text, place)
    first = _base(text, opening.end() if opening else place, today)
    link = BETWEEN.match(text, first[0]) if first else None
    if first is None or link is None:
        return None
    low = first[1]
    second = _base(text, link.end(), today) or _day_only(text, link.end(), low)
    if second is None or (link[0].strip() in {"and", "和", "与"} and not opening):
        return None
    high = second[1]
    if low.last is None or high.last is None:
        return None
    tail = re.compile(r"(?:之间|期间|这段时间)?").match(text, second[0])
    later = (low.later[0], high.later[1]) if low.later and high.later else None
    if later and later[0] > later[1]:
        later = (low.first, high.later[1]) if high.later else None
    start = (
        low.first
        if low.first <= high.last
        else date(low.first.year - 1, low.first.month, min(low.first.day, 28))
    )
    return (tail.end() if tail else second[0]), Period(start, high.last, later)


def _day_only(text: str, place: int, low: Period) -> tuple[int, Period] | None:
    match = re.compile(r"(\d{1,2})(?:st|nd|rd|th|日|号)?(?![\d%kw万])").match(text, place)
    if match is None or low.first != low.last:
        return None
    try:
        day = low.first.replace(day=int(match[1]))
    except ValueError:
        return None
    later = low.later and (low.later[0].replace(day=day.day), low.later[0].replace(day=day.day))
    return match.end(), Period(day, day, later)
