"""What lies ahead: 下个月成交 is expected, 5天内过期 is still to expire, *that start in april*."""

from __future__ import annotations

from crm.language.ask.draft import Draft
from crm.language.ask.event_days import Event
from crm.language.ask.spans import Span

Known = tuple[str, Event]


def read(draft: Draft, span: Span, near: int | None, known: Known) -> Known:
    """What a word says of days to come: 下个月成交 is expected, 5天内过期 is still to expire."""
    period = span.period
    said = draft.spans[near].text if near is not None else ""
    is_future = period is not None and period.tense == "future"
    if known[0] == "expired" and period is not None:
        is_within = period.is_length and said in {"过期", "失效", "作废", "到期"}
        if is_within or period.first > draft.world.now.date():
            return "expiring", (None, "valid_until" if draft.kind == "quote" else "ends_on")
    likely = any(item.leaf.field in {"probability", "forecast"} for item in draft.items)
    if (
        draft.kind == "deal"
        and known[0] in {"won", "closed"}
        and (is_future or (likely and said == "成交"))
    ):
        return "closing", (None, "close_on")
    return known


def is_ahead(draft: Draft, name: str, near: int | None, tense: str) -> bool:
    """Whether what starts is still to start: *that start in april*, not *started in april*."""
    if name != "starts_on":
        return False
    said = draft.spans[near].text.lower() if near is not None else ""
    is_told = said.endswith(("ed", "了", "began", "过"))
    return tense == "future" or bool(said and not is_told)
