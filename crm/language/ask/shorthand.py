"""What people write in a hurry, as the words that the rules know: w/o, tix, 五成, 平均多久响应."""

from __future__ import annotations

import re

from crm.language.ask.numerals import number
from crm.language.ask.turned import turned

# A greeting before the question and thanks behind it say nothing.
GREETING = re.compile(
    r"^(?:(?:good (?:morning|afternoon|evening)|hello|hi|hey|yo|sup|morning)"
    r"(?: (?:there|all|team|everyone))?[,!. ]+"
    r"|(?:你好|您好|早上好|下午好|早安|嗨|哈喽)[,!。 ]+)(?=\S{2})",
    re.IGNORECASE,
)
THANKS = re.compile(
    r"(?<=\S{4})[,;.! ]*"
    r"(?:\b(?:many thanks|thanks(?: a lot)?|thank you|thx|ty|cheers|please|pls|plz)"
    r"|谢谢(?:你|您|啦|了|哈)?|多谢|感谢|拜托了?|辛苦了?)[.! ]*$",
    re.IGNORECASE,
)
SHORT = {
    "w/o": "without",
    "b4": "before",
    "abt": "about",
    "tix": "tickets",
    "tkt": "ticket",
    "tkts": "tickets",
    "amt": "amount",
    "amts": "amounts",
    "qtr": "quarter",
    "qtrs": "quarters",
    "yr": "year",
    "yrs": "years",
    "wk": "week",
    "wks": "weeks",
    "mth": "month",
    "mths": "months",
    "mtg": "meeting",
    "mtgs": "meetings",
    "tmrw": "tomorrow",
    "tmr": "tomorrow",
    "tmw": "tomorrow",
    "cust": "customer",
    "custs": "customers",
    "acct": "account",
    "accts": "accounts",
    "thru": "through",
    "cuz": "because",
    "coz": "because",
    "bc": "because",
    "incl": "including",
    "f/u": "follow-up",
    "f/us": "follow-ups",
    "fup": "follow-up",
    "fups": "follow-ups",
    "ppl": "people",
    "nxt": "next",
    "lst": "last",
}
WORD = re.compile(
    r"(?<![\w/@.-])(?:" + "|".join(map(re.escape, SHORT)) + r")(?![\w/@-])\.?", re.IGNORECASE
)
WITH = re.compile(r"(?<!\w)w/\s?(?=\S)", re.IGNORECASE)
BETWEEN = re.compile(r"\bbtwn?\b(?= ?\S*\d)", re.IGNORECASE)
OR_ELSE = re.compile(r"(?<=[a-z]) \+ (?=[a-z])", re.IGNORECASE)
TENTHS = re.compile(r"([一二两三四五六七八九]|(?<!\d)[1-9])成(?!交|单|功|为|立|本|员)")
LIKELY = re.compile(r"(\d\s?%(?: or (?:more|higher|better))?) likely\b", re.IGNORECASE)
# 75 percent chance or higher: the bound goes to its figure.
BOUND = re.compile(
    r"(\d[\d.,]*(?:\s?(?:%|percent|k|m))?) (chance|probability|discount|employees|score|csat|nps)"
    r" ((?:or|and) (?:higher|more|better|above|over|up|less|lower|below|fewer|under))\b",
    re.IGNORECASE,
)
HOW_LONG = (
    (
        re.compile(
            r"\bhow (?:fast|quickly|soon|long) (?:do|did|does) (?:we|\w+) (?:take to |need to )?"
            r"(?:answer|reply to|respond to|reply|respond)\b",
            re.IGNORECASE,
        ),
        "average response time of",
    ),
    (
        re.compile(
            r"\bhow (?:fast|quickly|soon|long) (?:do|did|does) (?:we|\w+) (?:take to |need to )?"
            r"(?:resolve|solve|close|fix)(?= tickets| cases| issues)",
            re.IGNORECASE,
        ),
        "average resolution time of",
    ),
    (
        re.compile(r"平均(?:要|得|需要)?多(?:久|长时间)(?:才)?(?:能)?(?:响应|回复|回应|首次响应)"),
        "平均响应时长",
    ),
    (
        re.compile(r"平均(?:要|得|需要)?多(?:久|长时间)(?:才)?(?:能)?(?:解决|处理完|关闭|搞定)"),
        "平均解决时长",
    ),
)


PARTICLE = re.compile(r"(?<=[赢丢输完好成定掉下])[啦喽咯]")
FIRST = re.compile(r"[^,:;]*")


def opened(text: str) -> str:
    """A change with its first clause written out; what is told behind it stays as it was."""
    text = GREETING.sub("", text)
    first = FIRST.match(text)
    end = first.end() if first else 0
    head = WORD.sub(_written, WITH.sub("with ", text[:end]))
    return PARTICLE.sub("了", head) + text[end:]


def _written(match: re.Match[str]) -> str:
    return SHORT[match[0].lower().rstrip(".")]


def written_out(text: str) -> str:
    """A plain text without greetings, with shorthand written out; texts without any stay."""
    text = THANKS.sub("", GREETING.sub("", text))
    text = WORD.sub(_written, text)
    text = OR_ELSE.sub(" or ", BETWEEN.sub("between", WITH.sub("with ", text)))
    text = TENTHS.sub(lambda match: f"{int(number(match[1]) or 0) * 10}%", text)
    text = LIKELY.sub(r"\1 probability", text)
    text = BOUND.sub(r"\1 \3 \2", text)
    for pattern, plain in HOW_LONG:
        text = pattern.sub(plain, text)
    return turned(text)
