"""Orders and superlatives: sorted by, who has most, the five biggest (ask.md, rules 7 and 9)."""

from __future__ import annotations

import re

from crm.language.ask.draft import Draft, Refused
from crm.language.ask.grouped import group_name
from crm.language.query import kinds
from crm.language.query.filter import Aggregate, Sort

SIZES = re.compile("big|larg|high|small|low|most")
MANY = ("哪些", "几个", "有哪", "都有", "前面", "在前")


def order(draft: Draft) -> None:
    """Read *sorted by amount*, 按金额排序; raises `Refused` where nothing can be ordered by."""
    orders = draft.free("sort")
    if not orders:
        return
    words = {draft.spans[place].get("sort") for place in orders}
    direction = "desc" if "desc" in words else "asc"
    start = next((p for p in orders if draft.spans[p].get("sort") == "sort"), orders[0])
    place = draft.after(start, "field", "super", reach=2) if not draft.is_chinese else None
    if place is None:
        place = draft.before(start, "field", "agg", "kind", reach=2)
    if place is None:
        place = draft.after(start, "field", reach=2)
    name = draft.resolve(draft.spans[place].get("field") or "") if place is not None else None
    event = draft.after(start, "event", reach=2) if place is None else None
    if event is not None:
        name, place = draft.resolve(f"{draft.spans[event].get('event')}_at|close_on"), event
    name = name or _natural(draft, draft.spans[start].text)
    if "newest" in draft.spans[start].text:
        name = draft.about.born
    if name is None:
        raise Refused("ambiguous")
    draft.use(place, *orders, *(p for p in draft.free("by") if abs(p - (place or 0)) < 3))
    draft.sort.append(Sort(name, "desc" if direction == "desc" else "asc"))


def _natural(draft: Draft, text: str) -> str | None:
    """What is ordered by where no field is said: *newest first* the day of birth, else money."""
    is_time = "first" in text and not SIZES.search(text)
    return draft.about.born if is_time else draft.about.money


def who(draft: Draft) -> None:
    """Read *who has …*, 谁…: counted by the person, and the first of them for *most*."""
    places = [p for p in draft.free("who") if "who" in draft.spans[p].all("who")]
    if not places or draft.about.person is None or draft.group_by:
        return
    if draft.kind in {"purchase", "contact"} or draft.spans[places[0]].text == "whose":
        draft.use(*places)
        return
    is_most = _extreme(draft)
    if is_most is None and draft.kind == "company":
        return
    draft.group_by = draft.about.person
    draft.use(*places)
    money = [p for p in draft.free("money") if draft.spans[p].get("money") == "won"]
    if money and draft.kind == "deal":
        draft.add(money[0], "status", "=", "won")
        draft.aggregate = Aggregate("sum", "amount")
        draft.use(*money)
    _rank(draft, is_most)


def _rank(draft: Draft, is_most: bool | None) -> None:
    if is_most is not None:
        draft.sort = [Sort("aggregate", "desc" if is_most else "asc")]
        draft.limit = 1


def _extreme(draft: Draft) -> bool | None:
    """Whether the sentence says *most* (true) or *least* (false); uses its words."""
    for place, span in enumerate(draft.spans):
        word = next((v for v in span.all("who") if v in {"most", "least"}), None)
        if word and not span.is_used:
            draft.use(place)
            return word == "most"
    return None


def most(draft: Draft) -> None:
    """*which source brings the most leads*, 哪个来源的线索最多."""
    if draft.group_by is None or draft.sort:
        if draft.group_by or not any(
            "most" in s.all("who") or "least" in s.all("who") for s in draft.spans if not s.is_used
        ):
            return
        if any(span.has("super") and not span.is_used for span in draft.spans):
            return
        for place in draft.free("field", "kind"):
            name = group_name(draft, place)
            found = kinds.field(draft.kind, name) if name else None
            if name and found and found.is_figure and draft.spans[place].get("kind") != draft.kind:
                is_most = _extreme(draft)
                draft.sort = [Sort(name, "desc" if is_most else "asc")]
                draft.limit = _one_or_all(draft)
                draft.use(place)
                return
            if name:
                draft.group_by = name
                draft.use(place)
                break
        else:
            return
    _rank(draft, _extreme(draft))


def superlative(draft: Draft) -> None:
    """Read *biggest*, 最早: an order and how many; raises `Refused` for what has no measure."""
    for place in draft.free("super"):
        if draft.sort:
            draft.use(place)
            continue
        name, direction = _super_field(draft, place)
        if name is None:
            raise Refused("ambiguous")
        beside = (
            draft.after(place, "field") if not draft.is_chinese else draft.before(place, "field")
        )
        if beside is not None:
            said = draft.resolve(draft.spans[beside].get("field") or "")
            found = kinds.field(draft.kind, said) if said else None
            if found and (found.is_figure or found.is_time or said == "priority"):
                name = said or name
                draft.use(beside)
        draft.use(place)
        if draft.group_by:
            if name == draft.about.money and "额" in draft.spans[place].text:
                draft.aggregate = draft.aggregate or Aggregate("sum", name)
            draft.sort, draft.limit = [Sort("aggregate", direction)], 1  # type: ignore[arg-type]  # asc or desc, from the lexicon
            return
        draft.sort = [Sort(name, direction)]  # type: ignore[arg-type]  # asc or desc, from the lexicon
        draft.limit = _count(draft, place) or _one_or_all(draft)


def _super_field(draft: Draft, place: int) -> tuple[str | None, str]:
    for word in draft.spans[place].all("super"):
        name, _, direction = word.partition(":")
        about = {"money": draft.about.money, "born": draft.about.born}
        found = about[name] if name in about else draft.resolve(name)
        if found:
            return found, direction
    return None, "desc"


def _count(draft: Draft, place: int) -> int | None:
    """The number beside a superlative or *top*."""
    for near in sorted(range(len(draft.spans)), key=lambda i: abs(i - place)):
        span = draft.spans[near]
        amount = span.amount
        if abs(near - place) > 4 or amount is None or span.is_used:
            continue
        if amount.op == "=" and amount.unit in {None, "piece", "people"} and not amount.is_money:
            draft.use(near)
            return int(amount.low) or None
    return None


def _one_or_all(draft: Draft) -> int | None:
    said = [span.text.lower() for span in draft.spans]
    if draft.is_chinese:
        return None if any(word in text for text in said for word in MANY) else 1
    if any(text == "first" for text in said):
        return None
    heads = [span for span in draft.spans if span.has("kind", "leafkind")]
    return None if any(span.text.lower().endswith("s") for span in heads) or "people" in said else 1


def top(draft: Draft) -> None:
    """Read *top 5*, 前三: the first by the kind's money or what is named."""
    for place in draft.free("top"):
        text = draft.spans[place].text.lower()
        if draft.sort:
            count = _count(draft, place)
            draft.limit = count or draft.limit
            draft.use(place)
            continue
        if text == "first" and _count(draft, place) is None:
            continue
        _top_sort(draft, place)


def _top_sort(draft: Draft, place: int) -> None:
    by = draft.after(place, "by", reach=4)
    field = draft.after(by, "field") if by is not None else None
    if field is None:
        field = draft.before(place, "field")
    name = draft.resolve(draft.spans[field].get("field") or "") if field is not None else None
    name = name or draft.about.money or ("score" if draft.has_field("score") else None)
    if name is None:
        raise Refused("ambiguous")
    draft.limit = _count(draft, place)
    draft.sort = [Sort(name, "desc")]
    draft.use(place, by, field)
