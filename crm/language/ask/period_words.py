"""The words of periods: units, months and weekdays, as patterns and as numbers."""

from __future__ import annotations

UNIT = r"(?P<u>days?|weeks?|months?|quarters?|qtrs?|years?|yrs?|half(?: ?years?)?|fortnights?)\b"
ZU = r"(?P<u>天|日|周|个?星期|个?礼拜|个月|个?季度|个?季|年|半年)"
UNITS = {
    "d": "day",
    "w": "week",
    "m": "month",
    "q": "quarter",
    "y": "year",
    "h": "half",
    "天": "day",
    "日": "day",
    "周": "week",
    "星期": "week",
    "礼拜": "week",
    "月": "month",
    "季度": "quarter",
    "季": "quarter",
    "年": "year",
    "半年": "half",
}
MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
SHORT = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
DAYS = (
    "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|"
    "fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
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
