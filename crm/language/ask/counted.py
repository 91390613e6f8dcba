"""Counts, sums, groups, superlatives and orders of a question (ask.md, rule 9)."""

from __future__ import annotations

from itertools import pairwise

from crm.language.ask.draft import Draft, Refused
from crm.language.ask.grouped import group, tallied
from crm.language.ask.ranked import most, order, superlative, top, who
from crm.language.query import kinds
from crm.language.query.filter import Aggregate


def read(draft: Draft) -> None:
    """Read the aggregate, the group, the order and the limit."""
    _only_amounts(draft)
    tallied(draft)
    _money(draft)
    function = _function(draft)
    order(draft)
    group(draft)
    who(draft)
    most(draft)
    superlative(draft)
    top(draft)
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
        elif draft.spans[place].has("field") and draft.after(place, "by") is not None:
            draft.add(place, "status", "=", "open")
            draft.use(place)
            draft.aggregate = Aggregate("avg" if "avg" in _functions(draft) else "sum", "amount")
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
        if not then or then[0].amount is None:
            continue
        span = draft.spans[place]
        if span.has("field"):  # 数量多于30
            span.senses = tuple(sense for sense in span.senses if sense.type != "agg")
        elif "sum" in span.all("agg"):
            draft.use(place)


def _functions(draft: Draft) -> set[str]:
    return {word for place in draft.free("agg") for word in draft.spans[place].all("agg")}


def _function(draft: Draft) -> str | None:
    said = _functions(draft)
    found = next((word for word in ("avg", "sum", "max", "min", "count") if word in said), None)
    money = [p for p in draft.free("money") if draft.before(p, "by") is None]
    if draft.kind == "deal" and "count" in said and money:
        found = "sum"
    # 采购数量合计: what is summed is said by a word that counts elsewhere.
    is_kept = found not in {None, "count"}
    draft.use(*(p for p in draft.free("agg") if not (is_kept and draft.spans[p].has("field"))))
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
    if draft.kind == "purchase" and _units_counted(draft):
        return Aggregate("sum", "quantity")
    if draft.kind == "deal" and _money_asked(draft):
        return Aggregate("sum", "amount")
    money = _money_counted(draft) if draft.group_by else None
    return Aggregate("sum", money) if money else Aggregate("count")


def _units_counted(draft: Draft) -> bool:
    """Whether a product follows its *how many* at once."""
    return any(
        "count" in before.all("agg") and span.has("product")
        for before, span in pairwise(draft.spans)
    )


def _money_asked(draft: Draft) -> bool:
    """我这个月赢了多少: no word of records follows, so money is meant."""
    said = [span for span in draft.spans if span.text not in {"?", "."}]
    return (
        len(said) > 1
        and said[-1].text == "多少"
        and said[-2].has("event")
        and not any(span.has("kind") for span in said)
    )


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
