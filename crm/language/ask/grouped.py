"""What a question is counted by: per stage, each month, 按来源统计 (ask.md, rule 9)."""

from __future__ import annotations

from crm.language.ask.draft import Draft
from crm.language.query import kinds
from crm.language.query.filter import Sort

GRAINS = ("day", "week", "month", "quarter", "year")


ORDERS = frozenset({"sort", "order", "rank"})


TALLIES = frozenset({"统计", "分布", "占比", "排行", "汇总"})


def group(draft: Draft) -> None:
    """Read what is counted by: a field after *by*, each person, a grain of time."""
    people = [p for p in draft.free("by") if "person" in draft.spans[p].all("by")]
    if people and draft.about.person:
        draft.group_by = draft.about.person
        draft.use(*people)
        return
    if draft.spans[0].text.lower() in ORDERS and _by_field(draft):
        return
    for place in draft.free("by"):
        if draft.free("top") or (draft.free("super") and not draft.is_chinese):
            continue
        target = draft.after(place, "field", "kind", "grain", "leafkind", "who", "team", reach=1)
        if target is None:
            continue
        name = group_name(draft, target)
        found = kinds.field(draft.kind, name) if name else None
        if name and found and found.is_figure and found.name != "csat":
            draft.sort = [Sort(name, "desc")]
            draft.use(place, target)
            return
        if name:
            draft.group_by = name
            draft.use(place, target)
            return
    _self_grouped(draft)


def _by_field(draft: Draft) -> bool:
    """*sort my deals by close date*: the order of a sentence that begins with *sort*."""
    for place in draft.free("by"):
        target = draft.after(place, "field", reach=1)
        name = draft.resolve(draft.spans[target].get("field") or "") if target else None
        if name:
            draft.sort = [Sort(name, "asc")]
            draft.use(place, target)
            return True
    return False


def group_name(draft: Draft, target: int) -> str | None:
    """The field that a word after *by* names, a day with its grain; None where it names none."""
    span = draft.spans[target]
    grain = span.get("grain")
    if grain:
        return f"{_day_field(draft)}:{grain}"
    for word in (*span.all("field"), *span.all("kind")):
        name = draft.resolve(word)
        found = kinds.field(draft.kind, name) if name else None
        if found and found.is_time:
            return f"{name}:month"
        if found and not (found.is_figure and span.has("kind")):
            return name
    if (
        span.has("leafkind", "kind")
        and draft.has_field("company")
        and "company" in (span.get("leafkind") or span.get("kind") or "")
    ):
        return "company"
    return draft.about.person if span.has("who") else None


def tallied(draft: Draft) -> None:
    """丢单原因统计: a field right before *tally* is what is counted by."""
    for place in draft.free("agg", "stop"):
        if draft.spans[place].text.removesuffix("一下") not in TALLIES or not place:
            continue
        near = draft.spans[place - 1]
        name = draft.resolve((near.all("field") or [""])[0])
        found = kinds.field(draft.kind, name) if name else None
        if found is None or found.is_figure or found.is_time or near.is_used or draft.group_by:
            continue
        draft.group_by = name
        draft.use(place - 1)
        if found.name == "lost_reason":
            draft.add(place, "status", "=", "lost")


def _self_grouped(draft: Draft) -> None:
    """*monthly*, 每月, and 分别 beside several values."""
    for place in draft.free("grain"):
        text = draft.spans[place].text.lower()
        if text.endswith("ly") or " by " in text or (text[0] in "每逐各按" and len(text) > 1):
            draft.group_by = f"{_day_field(draft)}:{draft.spans[place].get('grain')}"
            draft.use(place)
            return
    if any(
        draft.spans[p].text in {"分别", "各自", "separately by", "each"} for p in draft.free("by")
    ):
        for type_ in ("team", "stage", "user", "source", "category", "product", "city", "industry"):
            if len(draft.free(type_)) > 1:
                draft.group_by = draft.about.person if type_ == "user" else draft.resolve(type_)
                draft.use(*draft.free("by"))
                return


def _day_field(draft: Draft) -> str:
    said = {word for span in draft.spans for word in span.all("event")}
    money = {word for span in draft.spans for word in span.all("money")}
    if draft.kind == "deal" and (said & {"won", "lost", "closed"} or "won" in money):
        return "closed_at"
    if draft.kind == "deal" and "closing" in said:
        return "close_on"
    if draft.kind == "ticket" and "resolved" in said and "opened" not in said:
        return "resolved_at"
    return draft.about.born or "created_at"
