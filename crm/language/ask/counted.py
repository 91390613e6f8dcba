"""Counts, sums, groups, superlatives and orders of a question (ask.md, rule 9)."""

from __future__ import annotations

from crm.language.ask.draft import Draft, Refused
from crm.language.query import kinds
from crm.language.query.filter import Aggregate, Sort

GRAINS = ("day", "week", "month", "quarter", "year")
ORDERS = frozenset({"sort", "order", "rank"})
TALLIES = frozenset({"统计", "分布", "占比", "排行", "汇总"})
MANY = ("哪些", "几个", "有哪", "都有")


def read(draft: Draft) -> None:
    """Read the aggregate, the group, the order and the limit."""
    _only_amounts(draft)
    _tallied(draft)
    _money(draft)
    function = _function(draft)
    _sorted(draft)
    _grouped(draft)
    _who(draft)
    _most(draft)
    _superlative(draft)
    _top(draft)
    if function and draft.aggregate is None:
        _aggregate(draft, function)
    if draft.group_by and draft.aggregate is None:
        money = _money_counted(draft)
        draft.aggregate = Aggregate("sum", money) if money else Aggregate("count")


def _money(draft: Draft) -> None:
    if draft.kind != "deal":
        return
    for place in draft.free("money"):
        word = draft.spans[place].get("money")
        if draft.spans[place].has("field") and draft.before(place, "by") is not None:
            continue
        if word == "won":
            draft.add(place, "status", "=", "won")
            draft.use(place)
            draft.aggregate = Aggregate(
                "avg" if draft.free("agg") and "avg" in _functions(draft) else "sum", "amount"
            )
            draft.use(*draft.free("agg"))
        elif (draft.before(place, "pipeline") is None and _functions(draft) & {"sum", "avg"}) or (
            draft.spans[place].has("field") and not draft.free("who")
        ):
            draft.use(place)
        else:
            draft.use(place)
            draft.aggregate = Aggregate("sum", "amount")


def _only_amounts(draft: Draft) -> None:
    """*worth 5k or more*: the word belongs to the figure, it sums nothing."""
    for place in draft.free("agg"):
        then = draft.spans[place + 1 : place + 2]
        if "sum" in draft.spans[place].all("agg") and then and then[0].amount is not None:
            draft.use(place)


def _functions(draft: Draft) -> set[str]:
    return {word for place in draft.free("agg") for word in draft.spans[place].all("agg")}


def _function(draft: Draft) -> str | None:
    said = _functions(draft)
    found = next((word for word in ("avg", "sum", "max", "min", "count") if word in said), None)
    money = [p for p in draft.free("money") if draft.before(p, "by") is None]
    if draft.kind == "deal" and "count" in said and money:
        found = "sum"
    draft.use(*draft.free("agg"))
    return found


def _aggregate(draft: Draft, function: str) -> None:
    if function == "count":
        draft.aggregate = _counting(draft)
        return
    for place in draft.free("field"):
        words = [draft.resolve(word) for word in draft.spans[place].all("field")]
        name = next((word for word in words if word), None)
        found = kinds.field(draft.kind, name) if name else None
        if found and found.is_figure and draft.before(place, "neg") is None:
            if _has_own_figure(draft, place):
                continue
            draft.use(place)
            draft.aggregate = Aggregate(function, name)
            return
    if draft.about.money is None:
        if function == "sum":
            draft.aggregate = Aggregate("count")
            return
        raise Refused("ambiguous")
    draft.aggregate = Aggregate(function, draft.about.money)


def _counting(draft: Draft) -> Aggregate:
    """A count, unless units are counted or money is counted by groups: those are summed."""
    for place in draft.free("field"):
        name = draft.spans[place].get("field")
        if name in {"quantity", "minutes"} and draft.resolve(name):
            draft.use(place)
            return Aggregate("sum", name)
    money = _money_counted(draft) if draft.group_by else None
    return Aggregate("sum", money) if money else Aggregate("count")


def _money_counted(draft: Draft) -> str | None:
    """按阶段统计金额: an amount that is counted by groups is summed."""
    for place in draft.free("field"):
        name = draft.resolve(draft.spans[place].get("field") or "")
        found = kinds.field(draft.kind, name) if name else None
        if found and found.letter == "m" and not any(span.amount for span in draft.spans):
            draft.use(place)
            return name
    return None


def _has_own_figure(draft: Draft, place: int) -> bool:
    """Whether a figure stands right beside a field word (*score above 70*)."""
    near = draft.spans[place + 1 : place + 3]
    return any(span.amount and not span.amount.is_money and span.amount.op != "=" for span in near)


def _sorted(draft: Draft) -> None:
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
    name = name or (draft.about.born if "first" in draft.spans[start].text else draft.about.money)
    if "newest" in draft.spans[start].text:
        name = draft.about.born
    if name is None:
        raise Refused("ambiguous")
    draft.use(place, *orders, *(p for p in draft.free("by") if abs(p - (place or 0)) < 3))
    draft.sort.append(Sort(name, "desc" if direction == "desc" else "asc"))


def _grouped(draft: Draft) -> None:
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
        name = _group_name(draft, target)
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


def _group_name(draft: Draft, target: int) -> str | None:
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


def _tallied(draft: Draft) -> None:
    """丢单原因统计: a field right before *tally* is what is counted by."""
    for place in draft.free("agg", "stop"):
        if draft.spans[place].text not in TALLIES or not place:
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
        if text.endswith("ly") or text == "daily" or (text[0] in "每逐各按" and len(text) > 1):
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


def _who(draft: Draft) -> None:
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


def _most(draft: Draft) -> None:
    """*which source brings the most leads*, 哪个来源的线索最多."""
    if draft.group_by is None or draft.sort:
        if draft.group_by or not any(
            "most" in s.all("who") or "least" in s.all("who") for s in draft.spans if not s.is_used
        ):
            return
        if any(span.has("super") and not span.is_used for span in draft.spans):
            return
        for place in draft.free("field", "kind"):
            name = _group_name(draft, place)
            if name:
                draft.group_by = name
                draft.use(place)
                break
        else:
            return
    _rank(draft, _extreme(draft))


def _superlative(draft: Draft) -> None:
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


def _top(draft: Draft) -> None:
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
