"""Figures of a question and the fields that they are compared with (ask.md, rule 6)."""

from __future__ import annotations

from typing import Any

from crm.language.ask import quiet
from crm.language.ask.amounts import Amount
from crm.language.ask.draft import Draft, Refused
from crm.language.query import kinds

BY_UNIT = {
    "%": "probability|discount|response_rate",
    "people": "size|members",
    "minute": "minutes",
    "star": "csat|score|nps",
    "hour": "response_hours|resolution_hours|minutes",
}
TIMES = ("push_count", "reopened", "snoozed", "touches", "purchases", "replies")
HOURS = {"hour": 1, "day": 24, "week": 168, "minute": 1 / 60}


def read(draft: Draft) -> None:
    """Give every figure its field; raises `Refused` for vague ones and those without a measure."""
    for place, span in enumerate(draft.spans):
        amount = span.amount
        if amount is None or span.is_used:
            continue
        if amount.op == "about":
            raise Refused("ambiguous")
        name = _field(draft, place, amount)
        if name is None:
            raise Refused("ambiguous")
        if name != "opened_at":
            _compare(draft, place, name, amount)
        else:
            draft.add(place, name, "<", quiet.limit(draft, amount), quiet.kept(amount))
        draft.use(place)


def _field(draft: Draft, place: int, amount: Amount) -> str | None:
    if amount.unit == "time":
        return _counted(draft)
    said = _said(draft, place, amount)
    if said:
        return said
    solved = [p for p in draft.free("event") if "resolved" in draft.spans[p].all("event")]
    if amount.is_length and solved and draft.has_field("resolution_hours"):
        draft.use(*solved)
        return "resolution_hours"
    return _by_unit(draft, amount)


def _by_unit(draft: Draft, amount: Amount) -> str | None:
    """The field that a unit alone means: hours of a ticket, but of a reply, are its age."""
    replied = any("responded" in s.all("event") or "reply" in s.all("act") for s in draft.spans)
    if amount.unit == "hour" and draft.kind == "ticket" and not replied:
        return "opened_at" if amount.op in {">", ">="} else None
    if amount.unit in BY_UNIT:
        return draft.resolve(BY_UNIT[amount.unit])
    if amount.is_length or amount.unit == "piece":
        return None
    money = draft.about.money or (
        "deal.amount" if draft.has_field("deal") and amount.is_money else None
    )
    is_plain = (
        not amount.is_money and not amount.is_scaled and amount.low < 100 and amount.op == "="
    )
    return None if is_plain else money


def _counted(draft: Draft) -> str | None:
    """*more than twice*: what slipped, was reopened or contacted so often."""
    for item in list(draft.items):
        if item.leaf.field in TIMES:
            draft.items.remove(item)
            return item.leaf.field
    for near in draft.free("leaf", "event", "act", "field"):
        span = draft.spans[near]
        words = {
            w.split(">")[0].split("=")[0] for said in span.all("leaf") for w in said.split("|")
        }
        words |= set(span.all("field"))
        words |= (
            {"touches"}
            if {"contacted"} & set(span.all("event")) or "touch" in span.all("act")
            else set()
        )
        words |= {"replies"} if "reply" in span.all("act") else set()
        words |= {"purchases"} if "bought" in span.all("event") else set()
        found = next((n for n in TIMES if n in words and draft.has_field(n)), None)
        if found:
            draft.use(near)
            return found
    return None


def _said(draft: Draft, place: int, amount: Amount) -> str | None:
    rated = [p for p in draft.free("event") if "rated" in draft.spans[p].all("event")]
    if rated and draft.has_field("csat") and amount.unit in {None, "star"} and not amount.is_money:
        draft.use(*rated)
        return "csat"
    for near in _neighbours(draft, place):
        span = draft.spans[near]
        for word in span.all("field"):
            name = draft.resolve(word)
            found = kinds.field(draft.kind, name) if name else None
            if name and found and _fits(found, amount):
                draft.use(near)
                return name
    return None


def _neighbours(draft: Draft, place: int) -> list[int]:
    """Free field words around a figure: right behind it, then before it, then farther."""
    free = [p for p in draft.free("field") if abs(p - place) <= 4 and _is_clear(draft, p, place)]
    behind = [p for p in free if p == place + 1]
    before = sorted((p for p in free if p < place), reverse=True)
    after = [p for p in free if p > place + 1]
    if behind and before and before[0] == place - 1 and draft.is_chinese:
        return [*before, *behind, *after]
    return [*behind, *before, *after]


def _is_clear(draft: Draft, first: int, second: int) -> bool:
    """Whether no other figure and no *and* lies between two spans."""
    low, high = sorted((first, second))
    between = draft.spans[low + 1 : high]
    return all(span.amount is None and span.get("or") is None for span in between)


def _fits(field: kinds.Field, amount: Amount) -> bool:
    if not field.is_figure or (amount.is_scaled and field.letter == "p"):
        return False
    if amount.is_money:
        return field.letter == "m"
    if amount.unit == "%":
        return field.letter == "p"
    if amount.is_length or amount.unit == "minute":
        return field.letter == "h" or field.name in {"minutes", "days_in_stage"}
    if amount.unit == "people":
        return field.name in {"size", "members"}
    return True


def _compare(draft: Draft, place: int, name: str, amount: Amount) -> None:
    found = kinds.field(draft.kind, name)
    low, high = _value(draft, found, amount, amount.low), amount.high
    other = _linked_values(draft, place, name)
    if other and amount.op == "=":
        values = [low, *(_value(draft, found, amount, value) for value in other)]
        draft.add(place, name, "in", values)
    elif amount.op == "between" and high is not None:
        draft.add(place, name, "between", [low, _value(draft, found, amount, high)])
    else:
        draft.add(place, name, amount.op, low)


def _linked_values(draft: Draft, place: int, name: str) -> list[float]:
    """More values behind *or*: rated 1 or 2."""
    found: list[float] = []
    near = place
    while True:
        link = draft.after(near, "or", reach=1)
        then = link + 1 if link is not None else None
        if then is None or then >= len(draft.spans):
            return found
        amount = draft.spans[then].amount
        if amount is None or amount.op != "=" or amount.is_money or draft.spans[then].is_used:
            return found
        if name.endswith("amount"):
            return found
        found.append(amount.low)
        draft.use(link, then)
        near = then


def _value(draft: Draft, field: kinds.Field | None, amount: Amount, value: float) -> Any:
    if field and field.letter == "h":
        value *= HOURS.get(amount.unit or "hour", 1)
    if field and field.name == "days_in_stage":
        value = quiet.days(amount)
    if field and field.name == "minutes" and amount.unit == "hour":
        value *= 60
    plain = int(value) if value == int(value) else round(value, 4)
    if amount.currency and amount.currency != draft.world.currency:
        return {"amount": plain, "currency": amount.currency}
    return plain
