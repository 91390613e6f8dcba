"""Which kind of record a question is about."""

from __future__ import annotations

import re
from itertools import pairwise

from crm.language.ask.draft import Refused
from crm.language.ask.lexicon import lexicon
from crm.language.ask.spans import Span
from crm.language.ask.tokens import key
from crm.language.query.kinds import KINDS

TO_DO = re.compile(
    r"^(?:the )?(?:things|stuff|everything|anything) (?:that )?i (?:need|have|must|should|ought)\b"
    r"|^what(?:'s| is| are| do| does| must| should| has| have| needs| will)\b"
    r"(?!.*\bdid\b).*\b(?:do|doing|done)\b"
    r"|(?:要|该|需要|得)(?:做|办|干)(?:什么|啥|哪些)|待办"
)
WEAK = ("activity:", "followup:")
# 该打的电话 is still to be made, 要看 asks.
AHEAD = frozenset({"该", "要", "得", "应该", "需要"})
COUNTS = frozenset({"count"})
HINTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("purchase", frozenset({"event:bought", "field:quantity"})),
    ("deal", frozenset({"field:open_deals"})),
    ("ticket", frozenset({"field:open_tickets"})),
    ("lead", frozenset({"field:leads"})),
    (
        "deal",
        frozenset(
            {
                "money:won",
                "money:pipeline",
                "stage:",
                "event:won",
                "event:lost",
                "event:closing",
                "act:stage",
                "leaf:forecast=commit",
                "lost_reason:",
                "event:closed",
            }
        ),
    ),
    (
        "ticket",
        frozenset(
            {
                "leaf:sla=breached",
                "leaf:sla=at_risk",
                "leaf:sla=at_risk|churn_risk=high",
                "leaf:waiting_for=us",
                "leaf:waiting_for=customer",
                "field:csat",
                "field:response_hours",
                "field:resolution_hours",
                "leaf:mood_trend=falling",
                "leaf:mood_trend=rising",
                "category:",
                "event:resolved",
                "leaf:escalated=true",
                "leaf:escalated=false",
                "leaf:reopened>0",
            }
        ),
    ),
    ("company", frozenset({"leaf:churn_risk=high", "leaf:purchases=0", "super:spent:desc"})),
    ("followup", frozenset({"event:overdue", "event:due"})),
    ("contact", frozenset({"title:"})),
    ("lead", frozenset({"event:converted"})),
    (
        "deal",
        frozenset(
            {
                "pipeline:",
                "leaf:push_count>0",
                "field:stage",
                "field:lost_reason",
                "field:probability",
                "field:forecast",
                "field:close_on",
            }
        ),
    ),
    ("ticket", frozenset({"field:priority", "field:category"})),
)


def choose(spans: list[Span], *, is_chinese: bool) -> tuple[str, int | None]:
    """The kind and the place of its word (None where it follows from others)."""
    strong = [i for i, span in enumerate(spans) if _is_strong(spans, i, span)]
    if strong:
        place = _head(spans, strong, is_chinese=is_chinese)
        return _kind(spans[place]), place
    weak = [i for i, span in enumerate(spans) if _weak(span)]
    hinted = (
        _by_industry(spans, is_chinese=is_chinese)
        or _units_of(spans)
        or _named_within(spans)
        or _hinted(spans)
    )
    if weak and hinted in {None, "followup"}:
        place = weak[-1] if is_chinese else weak[0]
        return _weak_kind(spans, place), place
    hinted = hinted or _to_do(spans)
    if hinted is None:
        raise Refused("out_of_scope")
    return hinted, None


def _named_within(spans: list[Span]) -> str | None:
    """The kind whose word is a part of a field's (*average deal size*)."""
    for span in spans:
        if span.has("field"):
            words = lexicon().senses
            signs = key(span.text).split(" ")
            pieces = [*signs, *map(" ".join, pairwise(signs))]
            parts = [s for part in pieces if len(part) > 1 for s in words.get(part, ())]
            found = next((sense.value for sense in parts if sense.type == "kind"), None)
            if found in KINDS:
                return found
    return None


def _units_of(spans: list[Span]) -> str | None:
    """卖了多少酸面包, *how many paper bags did we sell*: units of a product, bought by somebody."""
    for before, span in pairwise(spans):
        if span.has("product") and COUNTS & set(before.all("agg")) and not before.has("money"):
            return "purchase"
    return None


def _to_do(spans: list[Span]) -> str | None:
    said = " ".join(span.text.lower() for span in spans)
    return "followup" if TO_DO.search(said) else None


def _by_industry(spans: list[Span], *, is_chinese: bool) -> str | None:
    """*restaurants with open tickets*: an industry in the plural stands for its companies."""
    named = [i for i, span in enumerate(spans) if span.has("industry")]
    others = [span for span in spans if span.amount or span.has("leaf", "city", "country", "tag")]
    if not named or not others:
        return None
    if is_chinese:
        return "company" if named[-1] == len(spans) - 1 else None
    return "company" if spans[named[0]].text.lower().endswith("s") else None


def _is_strong(spans: list[Span], place: int, span: Span) -> bool:
    if span.has("company", "contact", "campaign", "product", "segment", "stage", "source"):
        return False
    leaf = span.get("leafkind")
    if span.has("act") and place and spans[place - 1].has("neg"):
        return False
    if span.has("kind"):
        is_first = all(before.has("stop") for before in spans[:place])
        return is_first or span.text != "people"  # behind a figure they are a size
    return leaf == "followup:type=task" or (bool(leaf) and not str(leaf).startswith(WEAK))


def _weak(span: Span) -> bool:
    return (span.get("leafkind") or "").startswith(WEAK)


def _kind(span: Span) -> str:
    return span.get("kind") or (span.get("leafkind") or "").partition(":")[0]


def _head(spans: list[Span], strong: list[int], *, is_chinese: bool) -> int:
    if is_chinese:
        return strong[-1]
    head = strong[0]
    for place in strong[1:]:
        between = spans[head + 1 : place]
        if all(span.text in {"'", "'s", ""} for span in between):
            head = place
    return head


def _weak_kind(spans: list[Span], place: int) -> str:
    is_past = any(span.period is not None and span.period.tense == "past" for span in spans)
    if (spans[place].get("leafkind") or "").startswith("followup:") and not is_past:
        return "followup"
    is_ahead = any(
        (span.has("event") and {"due", "overdue"} & set(span.all("event")))
        or (span.period is not None and span.period.tense == "future")
        or "status=open" in span.all("leaf")
        for span in spans
    )
    is_ahead = is_ahead or any(
        before.text.lower() == "for" and span.period is not None and span.period.later is not None
        for before, span in pairwise(spans)
    )
    is_ahead = is_ahead or (not is_past and any(span.text in AHEAD for span in spans[:place]))
    return "followup" if is_ahead else "activity"


def _hinted(spans: list[Span]) -> str | None:
    senses = [sense for span in spans if not span.has("out") for sense in span.senses]
    said = {f"{sense.type}:{sense.value}" for sense in senses}
    said |= {f"{sense.type}:" for sense in senses}
    return next((kind for kind, hints in HINTS if hints & said and kind in KINDS), None)
