"""What did not happen for some time: no contact for two weeks, 半年没下单 (ask.md, rule 5)."""

from __future__ import annotations

from datetime import timedelta

from crm.language.ask import calendar, rolling
from crm.language.ask.amounts import Amount
from crm.language.ask.draft import Draft, Refused
from crm.language.ask.period import Period

FIELDS = {
    "touch": "last_touch_at",
    "buy": "last_purchase_on|last_touch_at",
    "update": "updated_at|last_touch_at",
    "reply": "last_reply_at|last_touch_at",
}
NEVER = {"touch": ("touches", 0), "buy": ("purchases", 0), "reply": ("replies", 0)}
ENDS = frozenset({"closed", "resolved", "done"})
FAR = 5


def read(draft: Draft) -> None:
    """Read every *not … for so long*, and how long records stay in their stage."""
    _staying(draft)
    _old(draft)
    _still_open(draft)
    _not_done(draft)
    _never(draft)
    if draft.filtered("last_touch_at"):
        draft.use(*draft.free("quiet"))


def limit(draft: Draft, amount: Amount) -> str:
    """The day (or, for hours, the moment) that lies a length of time before now."""
    if amount.op == "about":
        raise Refused("ambiguous")
    count = int(amount.low)
    if amount.unit == "hour" or amount.low != count:
        hours = min(amount.low, 9e6) * {"hour": 1, "day": 24, "week": 168}.get(
            amount.unit or "", 24
        )
        return (draft.world.now - timedelta(hours=hours)).isoformat(timespec="minutes")
    unit = amount.unit or "day"
    if unit == "fortnight":
        unit, count = "week", count * 2
    return calendar.ago(draft.world.now.date(), count, unit).isoformat()


def kept(amount: Amount) -> str:
    """The same, as a kept list works it out anew."""
    count, unit = amount.low, amount.unit or "day"
    if unit == "fortnight":
        count, unit = count * 2, "week"
    if count != int(count):
        count, unit = count * {"hour": 1, "week": 168}.get(unit, 24), "hour"
    return rolling.ago(count, unit)


def days(amount: Amount) -> int | float:
    """A length of time as days, for counts of days."""
    size = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 90, "year": 365}
    value = amount.low * size.get(amount.unit or "day", 1)
    return int(value) if value == int(value) else value


def _lengths(draft: Draft) -> list[int]:
    return [
        i
        for i, span in enumerate(draft.spans)
        if not span.is_used and span.amount is not None and span.amount.is_length
    ]


def _staying(draft: Draft) -> None:
    if not draft.has_field("days_in_stage"):
        return
    stuck = [p for p in draft.free("act") if draft.spans[p].get("act") == "stage"]
    stuck += [p for p in draft.free("field") if draft.spans[p].get("field") == "days_in_stage"]
    lengths = _lengths(draft)
    stuck = stuck or _for_so_long(draft, lengths)
    if not stuck or not lengths:
        return
    place = min(lengths, key=lambda p: abs(p - stuck[0]))
    amount = draft.spans[place].amount
    if amount is None:
        return
    op = ">" if amount.op == "=" else amount.op
    draft.add(place, "days_in_stage", op, int(days(amount)))
    draft.use(place, _negation(draft, stuck[0]), *stuck)


def _for_so_long(draft: Draft, lengths: list[int]) -> list[int]:
    """*in Proposal for 2+ weeks*: a length right behind a stage, past *for* alone."""
    return [
        place - 1
        for place in lengths
        if place > 1
        and draft.spans[place - 1].text == "for"
        and draft.spans[place - 2].has("stage")
    ]


def _old(draft: Draft) -> None:
    born = draft.about.born
    for place in draft.free("old"):
        length = _next_length(draft, place)
        amount = draft.spans[length].amount if length is not None else None
        if length is None or amount is None or born is None:
            continue
        is_young = draft.spans[place].get("old") == "young" or amount.op in {"<", "<="}
        op = ">" if is_young else "<"
        draft.add(place, born, op, limit(draft, amount), kept(amount))
        if "open" in draft.spans[place].text.lower() and draft.about.default_status:
            draft.add(place, "status", "=", "open")
        draft.use(place, length)


def _still_open(draft: Draft) -> None:
    """*open longer than 3 days*, 超过3天没关: born before that."""
    born = draft.about.born
    ahead = [p for p in _lengths(draft) if getattr(draft.spans[p].amount, "op", "") in {">", ">="}]
    if not ahead or born is None or draft.about.default_status is None:
        return
    is_open = draft.filtered("status") or any(
        "status=open" in span.all("leaf") or "open_tickets" in span.all("field")
        for span in draft.spans
    )
    ends = [p for p in draft.free("event") if ENDS & set(draft.spans[p].all("event"))]
    if not is_open and not any(draft.before(p, "neg") is not None for p in ends):
        return
    amount = draft.spans[ahead[0]].amount
    if amount is not None:
        draft.add(ahead[0], born, "<", limit(draft, amount), kept(amount))
        draft.use(ahead[0])


def _next_length(draft: Draft, place: int) -> int | None:
    lengths = [p for p in _lengths(draft) if abs(p - place) <= 2]
    ahead = [p for p in lengths if p > place]
    return ahead[0] if ahead else lengths[0] if lengths and draft.is_chinese else None


def _not_done(draft: Draft) -> None:
    for place in [*draft.free("quiet"), *draft.free("act")]:
        span = draft.spans[place]
        if span.is_used:
            continue
        word = _word(draft, place)
        negative = None if span.has("quiet") else _negation(draft, place)
        if word not in FIELDS or (negative is None and not span.has("quiet")):
            continue
        when = _when(draft, place)
        name = draft.resolve(FIELDS[word])
        if when is None or name is None:
            continue
        draft.add(when, name, "<", _since(draft, when), _said(draft, when))
        draft.use(place, negative, when)
        _others(draft, place, word)


def _word(draft: Draft, place: int) -> str:
    span = draft.spans[place]
    words = [*span.all("quiet"), *span.all("act")]
    if draft.kind == "company" and "buy" in words:
        return "buy"
    return next((word for word in words if word in FIELDS), "")


def _others(draft: Draft, place: int, word: str) -> None:
    """Words of the same act nearby (*talked to*, *bought anything*) say nothing more."""
    for near in range(max(place - 2, 0), min(place + 3, len(draft.spans))):
        if word in draft.spans[near].all("act"):
            draft.use(near)


def _negation(draft: Draft, place: int) -> int | None:
    behind = place + 1
    if behind < len(draft.spans) and draft.spans[behind].text.lower() in {"nothing", "none"}:
        return behind
    for near in range(place - 1, max(place - FAR, -1), -1):
        span = draft.spans[near]
        if span.has("neg") and not span.is_used:
            return near
        if not (
            draft.is_skipped(span) or span.has("kind", "leafkind", "me", "act", "user", "event")
        ):
            return None
    return None


def _when(draft: Draft, place: int) -> int | None:
    """The length or period nearest to the act."""
    options = []
    for near, span in enumerate(draft.spans):
        if span.is_used or (span.period is None and not (span.amount and span.amount.is_length)):
            continue
        gap = abs(near - place)
        if gap <= FAR:
            options.append((gap, near))
    return min(options)[1] if options else None


def _since(draft: Draft, place: int) -> str:
    span = draft.spans[place]
    if span.amount is not None:
        return limit(draft, span.amount)
    period: Period | None = span.period
    if period is None:
        raise Refused("ambiguous")
    return period.first.isoformat()


def _said(draft: Draft, place: int) -> str | None:
    span = draft.spans[place]
    if span.amount is not None:
        return kept(span.amount)
    period, now = span.period, draft.world.now
    first = None if period is None else period.first.isoformat()
    return rolling.period(period.words, False, first, now) if period else None


def _never(draft: Draft) -> None:
    for place in draft.free("act"):
        word = _word(draft, place)
        negative = _negation(draft, place)
        if negative is None or word not in NEVER or draft.spans[negative].has("vague"):
            continue
        if word == "reply" and draft.has_field("first_response_at"):
            draft.add(place, "first_response_at", "empty")
            draft.use(place, negative)
            _others(draft, place, word)
            continue
        name, value = NEVER[word]
        if draft.has_field(name) and not draft.spans[place].has("field"):
            draft.add(place, name, "=", value)
            draft.use(place, negative)
            _others(draft, place, word)
