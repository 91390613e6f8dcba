"""The words and signs of figures: comparisons, scales, currencies and units of both languages."""

from __future__ import annotations

import re

SCALES = {
    "k": 1e3,
    "thousand": 1e3,
    "grand": 1e3,
    "千": 1e3,
    "w": 1e4,
    "万": 1e4,
    "m": 1e6,
    "mn": 1e6,
    "mio": 1e6,
    "mil": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "bn": 1e9,
    "billion": 1e9,
    "hundred": 1e2,
    "百": 1e2,
    "十万": 1e5,
    "万多": 1e4,
}


CURRENCIES = {
    "$": "USD",
    "usd": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "bucks": "USD",
    "美元": "USD",
    "美金": "USD",
    "刀": "USD",
    "us$": "USD",
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "欧元": "EUR",
    "欧": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "英镑": "GBP",
    "sterling": "GBP",
    "quid": "GBP",
    "¥": "CNY",
    "rmb": "CNY",
    "cny": "CNY",
    "yuan": "CNY",
    "人民币": "CNY",
    "jpy": "JPY",
    "yen": "JPY",
    "日元": "JPY",
    "日圆": "JPY",
    "chf": "CHF",
    "francs": "CHF",
    "瑞士法郎": "CHF",
    "sgd": "SGD",
    "s$": "SGD",
    "新币": "SGD",
    "新元": "SGD",
    "hkd": "HKD",
    "hk$": "HKD",
    "港币": "HKD",
    "港元": "HKD",
    "aud": "AUD",
    "a$": "AUD",
    "澳元": "AUD",
    "cad": "CAD",
    "加元": "CAD",
    "inr": "INR",
    "₹": "INR",
    "krw": "KRW",
    "韩元": "KRW",
    "₩": "KRW",
    "twd": "TWD",
    "新台币": "TWD",
    "sek": "SEK",
    "nok": "NOK",
    "dkk": "DKK",
    "pln": "PLN",
    "元": "",
    "块": "",
    "块钱": "",
    "元钱": "",
}


UNITS = {
    "percent": "%",
    "%": "%",
    "pct": "%",
    "per cent": "%",
    "个点": "%",
    "hours": "hour",
    "hour": "hour",
    "hrs": "hour",
    "hr": "hour",
    "h": "hour",
    "小时": "hour",
    "个小时": "hour",
    "钟头": "hour",
    "个钟头": "hour",
    "days": "day",
    "day": "day",
    "d": "day",
    "天": "day",
    "日": "day",
    "weeks": "week",
    "week": "week",
    "周": "week",
    "个星期": "week",
    "星期": "week",
    "个礼拜": "week",
    "礼拜": "week",
    "months": "month",
    "month": "month",
    "个月": "month",
    "月": "month",
    "quarters": "quarter",
    "quarter": "quarter",
    "个季度": "quarter",
    "季度": "quarter",
    "years": "year",
    "year": "year",
    "yrs": "year",
    "年": "year",
    "fortnight": "fortnight",
    "fortnights": "fortnight",
    "minutes": "minute",
    "minute": "minute",
    "mins": "minute",
    "min": "minute",
    "分钟": "minute",
    "times": "time",
    "time": "time",
    "次": "time",
    "回": "time",
    "遍": "time",
    "people": "people",
    "人": "people",
    "名": "people",
    "名员工": "people",
    "位员工": "people",
    "个员工": "people",
    "persons": "people",
    "stars": "star",
    "star": "star",
    "points": "star",
    "point": "star",
    "分": "star",
    "星": "star",
    "颗星": "star",
    "个": "piece",
    "条": "piece",
    "张": "piece",
    "单": "piece",
    "家": "piece",
    "份": "piece",
    "笔": "piece",
    "件": "piece",
    "位": "piece",
    "项": "piece",
    "封": "piece",
    "台": "piece",
    "组": "piece",
    "套": "piece",
    "working days": "day",
    "business days": "day",
}


_PRE = {
    ">=": "no less than|not less than|at least|a minimum of|minimum of|minimum|no fewer than|"
    "not lower than|not under|not below|>=|≥|不低于|不少于|不小于|"
    "大于等于|大于或等于|至少有|至少|起码|最少|"
    "不短于|不下于|不下|不止于",
    "<=": "no more than|not more than|not over|not above|at most|up to|a maximum of|maximum of|"
    "maximum|max|not exceeding|no higher than|not higher than|<=|≤|"
    "不超过|不高于|不大于|不多于|没超过|未超过|"
    "小于等于|小于或等于|至多|最多|顶多|不超|最高",
    ">": "more than|greater than|larger than|bigger than|higher than|longer than|better than|"
    "in excess of|upwards of|exceeding|exceeds?|north of|worth more than|above|over|beyond|>|"
    "超过了|超过|大于|多于|高于|不止|不只|超出|长于|多过|高过|大过|超|破|满过",
    "<": "less than|fewer than|lower than|smaller than|shorter than|worse than|cheaper than|under|"
    "below|beneath|<|低于|小于|少于|不到|不足|未满|不满|短于|低过|少过|未达到|没达到|没到|未到",
    "=": "exactly|equal to|equals|precisely|正好|刚好|恰好|等于|=|==",
}


_POST = {
    ">=": "or (?:more|above|higher|over|greater|better|longer|bigger|larger)|and (?:up|above|more|"
    "over|higher)|plus|upwards|\\+|及以上|或以上|和以上|以上|或更高|或更多|或更久|起|往上|朝上",
    "<=": "or (?:less|lower|below|fewer|under|worse|smaller|shorter)|"
    "and (?:below|less|under|lower)|"
    "tops|及以下|或以下|和以下|以下|以内|之内|或更低|或更少|往下|内",
    "about": "左右|上下|or so|ish|出头|多|来",
}


_ABOUT = (
    "about|around|roughly|approximately|approx\\.?|circa|ca\\.?|nearly|"
    "almost|close to|~|somewhere around|in the region of|more or less|"
    "give or take|大约|大概|差不多|约|将近|接近|大致|近乎|约莫"
)


_NUM = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    r"[一二两三四五六七八九十百零]{1,6}(?=[万千百亿个天周月年次人分小单家条张元块名位台套件笔%美欧英以及或大强的])|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"fifteen|twenty|thirty|forty|fifty|sixty|ninety|a|an|a hundred|"
    r"half a)(?![^\W\d_\u3400-\u9fff]))"
)


_SCALE = "|".join(sorted(map(re.escape, SCALES), key=len, reverse=True))


_SIGN = r"us\$|hk\$|s\$|a\$|[$€£¥₹₩]|(?:usd|eur|gbp|rmb|cny|chf|sgd|hkd|aud|jpy|人民币)\s?"


_AFTER = "|".join(sorted((re.escape(c) for c in CURRENCIES), key=len, reverse=True))


_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))


_END = r"(?![^\W\d_\u3400-\u9fff])"


_TAIL = (
    r"(?<=[万千百亿])(?:\d|[一二两三四五六七八九](?![十百千万]))千?"
    r"(?!\d|[.]\d|,\d{3}(?!\d)|%|[十百万亿个台份套次天周月年人件家条张笔单位名])"
)


_FIGURE = (
    rf"(?P<sign1>{_SIGN})?(?P<num1>{_NUM})"
    rf"(?:\s?(?P<scale1>{_SCALE})(?P<tail1>{_TAIL})?{_END})?(?:\s?(?P<cur1>{_AFTER}){_END})?(?:\s?(?P<unit1>{_UNIT}){_END})?"
)


FIGURE = re.compile(_FIGURE)


LINK = re.compile(r"\s?(?:-|–|—|~|to|and|到|至|和|与)\s?")


BETWEEN = re.compile(
    r"(?:(?:in )?between|from|from between|anywhere from|anywhere between|介于|在|从|为)\s?"
)


PRE = tuple(
    (op, re.compile(rf"(?:is |was |are |of |worth |valued at )?(?:{words})(?:\s|(?<![a-z]))"))
    for op, words in _PRE.items()
)


POST = tuple((op, re.compile(rf"\s?(?:{words}){_END}")) for op, words in _POST.items())


UNIT_BEHIND = re.compile(rf"\s({_UNIT}){_END}")
ANOTHER = re.compile(r"\s?[$€£¥]?\d")
ABOUT = re.compile(rf"(?:{_ABOUT})\s?")


HALF = re.compile(r"半年|半个月|half a year\b|half year\b|half a month\b")


TIMES = re.compile(r"(once|twice|thrice|three times)\b")


TIME_UNITS = frozenset({"hour", "day", "week", "fortnight", "month", "quarter", "year"})
