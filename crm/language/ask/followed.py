"""What is said after an answer: *and those over 50k*, *sort by amount*, *the second one*."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from crm.language.ask.reader import Reader
from crm.language.ask.spans import cut
from crm.language.query import kinds
from crm.language.query.filter import Leaf, Node, Question, from_json

PLURALS = {"company": "companies", "activity": "activities", "followup": "follow-ups"}
CHINESE = {
    "deal": "商机",
    "lead": "线索",
    "contact": "联系人",
    "company": "公司",
    "ticket": "工单",
    "followup": "跟进",
    "quote": "报价",
    "contract": "合同",
    "purchase": "购买记录",
    "activity": "活动",
    "campaign": "营销活动",
}
OPENS = re.compile(
    r"^(?:(?:ok(?:ay)?|and|but|now|then|so|hmm|also)\b[,\s]*)*"
    r"(?:(?:what|how) about|only|just|show me|show|of those|of these|which of (?:those|these|them)"
    r"|those|these|the ones|them|ones)?\s*(?:only|just|that are|which are|are)?\s+",
    re.IGNORECASE,
)
SAYS_MORE = re.compile(
    r"^(?:(?:ok(?:ay)?|and|but|now|then|so|also)\b[,\s]*"
    r"|(?:what|how) about\b|only\b|just\b|of (?:those|these)\b|which of\b|those\b|these\b"
    r"|the ones\b|them\b|ones\b|sort\b|order\b|group\b)",
    re.IGNORECASE,
)
SAYS_MORE_ZH = re.compile(r"^(?:那么?|其中|这些|这里面|只看|只要|再看|还有|换成|按)|呢[??]?$")
OPENS_ZH = re.compile(
    r"^(?:那么?|其中|这里面|再|还有|换成|只看|只要|看看?|的|些|这些|哪些)+|[呢??。]+$|的$"
)
POINTS_BACK = re.compile(r"\b(?:those|these|them|ones?)\b|其中|这些|这里面|它们", re.IGNORECASE)
ORDERED = re.compile(
    r"^(?:please\s+)?(?:sort|order|sorted|ordered)(?:\s+(?:it|them|these|those|that|this))?"
    r"\s+(?:by\s+)?",
    re.IGNORECASE,
)
GROUPED = re.compile(r"^(?:group|grouped)(?:\s+(?:it|them|these|those))?\s+by\s+", re.IGNORECASE)
ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
    "last": -1,
    **{word: place for place, word in enumerate("一二三四五六七八九十", 1)},
}
NTH = re.compile(
    r"^(?:(?:ok|and|now|please)[,\s]+)?(?:(?:show|open)(?: me)? |what about )?(?:the )?"
    r"(first|second|third|fourth|fifth|last|\d{1,2}(?:st|nd|rd|th))(?: one| deal| ticket| lead"
    r"| contact| company| follow-?up)?[?.!]?$"
    r"|^(?:看看?|打开|显示)?(?:第\s*([一二三四五六七八九十]|\d{1,2})|最后一)\s*(?:个|条|单|张|家|位)"
    r"(?:呢)?[??。]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Nth:
    """A row of the page that was shown: the first is 1, the last −1."""

    place: int


def nth(text: str) -> Nth | None:
    """The row that words like *the second one* or 第二个 mean."""
    found = NTH.match(text.strip())
    if found is None:
        return None
    word = (found[1] or found[2] or "last").lower()
    digits = re.match(r"\d+", word)
    return Nth(int(digits[0]) if digits else ORDINALS[word])


def says_more(text: str) -> bool:
    """Whether the words go on from an answer, rather than ask anew."""
    said = text.strip()
    return bool(SAYS_MORE.match(said) or SAYS_MORE_ZH.search(said))


def refined(text: str, before: Question, reader: Reader) -> Question | None:
    """The last question with what the words add or change; None where they say nothing of it."""
    if _is_about_others(text, before.kind, reader):
        return None
    for phrased in _phrased(text.strip(), before.kind):
        reading = reader.read(phrased)
        if reading.get("command") == before.command:
            return _joined(before, from_json(reading))
    return None


def _is_about_others(text: str, kind: str, reader: Reader) -> bool:
    """Whether the words name records of another kind, and do not point back at these."""
    sentence = cut(text, reader.world)
    if sentence is None or POINTS_BACK.search(text):
        return False
    return any(span.get("kind") not in {None, kind} for span in sentence.spans)


def _phrased(said: str, kind: str) -> Iterable[str]:
    """The words as whole sentences about the kind: the reader knows only those."""
    many, few = PLURALS.get(kind, f"{kind}s"), CHINESE[kind]
    if ORDERED.match(said) or GROUPED.match(said):
        rest = ORDERED.sub("sorted by ", GROUPED.sub("by ", said)).rstrip("?.! ")
        yield f"{many} {rest}"
        return
    bare = OPENS.sub("", f"{said} ").strip(" ?!.,")
    core = OPENS_ZH.sub("", said).strip()
    if core.endswith(("分组", "汇总", "统计")):
        yield f"{core[:-2]}统计{few}"
    if core and not core.isascii():
        yield from (f"{core}的{few}", f"{core}{few}", f"{few}{core}", said)
    if bare:
        yield from (f"{many} {bare}", f"{bare} {many}", f"{many} of {bare}", bare)


def _joined(before: Question, more: Question) -> Question:
    """Both questions as one: what is said of a field anew takes the place of what was."""
    added = tuple(node for node in more.filters if not _is_default(node, before))
    fresh = {node.field for node in added if isinstance(node, Leaf)}
    kept = tuple(n for n in before.filters if not (isinstance(n, Leaf) and n.field in fresh))
    return replace(
        before,
        filters=(*kept, *(node for node in added if node not in kept)),
        sort=more.sort or before.sort,
        limit=more.limit or before.limit,
        aggregate=more.aggregate or before.aggregate,
        group_by=more.group_by or before.group_by,
    )


def _is_default(node: Node, before: Question) -> bool:
    """Whether a filter is only the status that is meant where nothing is said."""
    status = kinds.KINDS[before.kind].default_status
    return isinstance(node, Leaf) and node == Leaf("status", "=", status)
