"""Which phrases inside a longer text are times, and not words that happen to look like one."""

import re
from dataclasses import dataclass

from nlp.when.tokens import Token

# Kinds that speak of time by themselves: a day, a date, "ago", 后, a clock, am or pm, "next".
_CLEAR = re.compile(r"[DICgJG]|[NF]U?[lw]|NA|VA|Nh|[HQN]jN|R[eWUQmy]|i.*U|[UyM1e]m?[lgw]")
_TOGETHER = re.compile(
    r"M[,t]*[NO]|[NO]c?M|[UmyMKQ]t?E|E[ct]*[UmyMKQR]|aN$|aP|[NO]d|[OL]e?[UW]|itP"
)
# Names of days that are also other words count only beside something else.
_OTHER_WORDS = frozenset(
    ("sun", "sat", "may", "mar", "march", "weekends", "th", "tu", "fr", "second")
)
_LINKS = frozenset(("with", "to", "about", "re", "regarding", "and", "or", "call", "but", "then"))
EVERY = frozenset(("every", "each", "每", "every other"))
_NUMBERED_THINGS = frozenset("楼线店仓门机馆院桌车位台柜")
_PARTS_ALONE = frozenset(("上午", "中午", "下午", "傍晚", "晚上"))
_VAGUE_AFTER = frozenset(
    ("多", "许", "来", "左右", "上下", "附近", "ish", "or so", "or thereabouts")
)


@dataclass(frozen=True, slots=True)
class _Span:
    """A candidate: its tokens, their kinds, and the neighbours on both sides."""

    words: list[Token]
    said: str
    before: Token | None
    after: Token | None


def strong(words: list[Token], marks: str, start: int, end: int) -> bool:
    """Whether anybody would read the tokens from `start` to `end` as a time."""
    before = words[start - 1] if start else None
    after = words[end] if end < len(words) else None
    span = _Span(words[start:end], marks[start:end], before, after)
    if span.said[-1] in "ctpoaB,&-z" or span.said[0] in ",pocz":
        return False
    if _in_range(marks, start, end) or _misled(span) or _counts_things(span):
        return False
    return _speaks_of_time(span)


def _in_range(marks: str, start: int, end: int) -> bool:
    # "9am-5pm" and "mon-fri" are ranges, not moments; "Jane - tomorrow" is none.
    after = marks[end : end + 2]
    before = marks[max(start - 2, 0) : start]
    return (len(after) == 2 and after[0] == "-" and after[1] not in "?,") or (
        len(before) == 2 and before[1] == "-" and before[0] not in "?,"
    )


def _misled(span: _Span) -> bool:
    """About 3pm is vague, 晚上好 is a greeting."""
    before, after = span.before, span.after
    if before and before.kind == "X" and re.search("[NFVC]", span.said):
        return True
    if after and after.text in _VAGUE_AFTER:
        return True
    return bool(after and span.said == "P" and after.text == "好")


def _counts_things(span: _Span) -> bool:
    """A number at either end that belongs to its neighbour: tomorrow 9 people, 5号楼, 12A."""
    return _numbers_first(span) or _numbers_last(span) or _numbers_only(span)


def _numbers_first(span: _Span) -> bool:
    said = span.said
    if said[0] in "NY" and said[1:2] not in set("AhUMdjQecfkH&Ny"):
        return True
    return said[0] in "FV" and said[1:2] not in set("AUe")


def _numbers_last(span: _Span) -> bool:
    said, after = span.said, span.after
    unknown = after is not None and after.kind in "?UFN" and after.text not in _LINKS
    if said[-1] in "NYFV" and unknown and said[-2:-1] != "M":
        return True
    long = len(span.words[-1].text) == 4 and span.words[-1].text[0] != "0"
    return said[-1] == "N" and long and said[-2:-1] != "a"


def _numbers_only(span: _Span) -> bool:
    said, words, after = span.said, span.words, span.after
    if any(token.kind == "A" and len(token.text.strip()) == 1 for token in words):
        return True  # seat 12A
    if said == "I" and words[0].text.count("-") == 1:
        return True  # 3-5分钟
    if said == "Nd" and words[1].text == "日" and not words[0].text.isdigit():
        return True
    return bool(said.endswith("Nd") and after and after.text[0] in _NUMBERED_THINGS)


def _speaks_of_time(span: _Span) -> bool:
    core = [token for token in span.words if token.kind not in ",cpota"]
    if len(core) == 1:
        return _alone(span, core[0])
    plain = [token.kind for token in core if token.text not in _OTHER_WORDS]
    if "W" in plain and "U" not in plain:
        return True
    if any(token.text == "may" for token in core) and span.after and span.after.kind == "?":
        return False
    return bool(_CLEAR.search(span.said) or _TOGETHER.search(span.said))


def _alone(span: _Span, token: Token) -> bool:
    if token.kind in "DICGJ":
        return token.text != "下班" or bool(span.after and span.after.kind == "b")
    if token.kind == "W":
        return token.text not in _OTHER_WORDS
    if token.kind == "P":
        return token.text in _PARTS_ALONE or span.said[0] in "ai"
    if token.kind == "O":
        linked = span.before is not None and span.before.kind in "oap"
        clear = span.after is None or span.after.kind != "?" or linked
        return token.text[0].isdigit() and "t" in span.said and clear
    return token.kind == "N" and span.said == "aN"
