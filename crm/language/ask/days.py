"""What happened and when: outcome words, days and periods of a question (ask.md, rules 3 to 5)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from crm.language.ask import quiet, rolling, to_come
from crm.language.ask.draft import Draft, Refused
from crm.language.ask.event_days import ASKED_EVENTS, EVENTS, FUTURE, SAYS_WHEN, Event
from crm.language.ask.lexicon import Sense
from crm.language.ask.period import Period
from crm.language.query import kinds

LAST = re.compile(r"\b(?:last|past|previous)\b|最近|近|过去")
STARTING = re.compile(r"(?:starting|beginning) (?!from)")
DAYS = FUTURE | ASKED_EVENTS | {"last_touch_at", "updated_at", "sent_at", "bought_on", "at"}
AGAINST = frozenset({"vs", "versus", "对比"})


def read(draft: Draft) -> None:
    """Read outcomes, overdue records, and every period with the event that it belongs to."""
    _overdue(draft)
    _new(draft)
    _opened(draft)
    places = [i for i, span in enumerate(draft.spans) if span.period and not span.is_used]
    for place in _joined_days(draft, places):
        _period(draft, place)
    for place in draft.free("event"):
        _outcome(draft, place)


def _known(draft: Draft, place: int) -> tuple[str, Event] | None:
    span = draft.spans[place]
    table = EVENTS[draft.kind]
    words = span.all("event")
    if draft.kind == "deal" and "closed" in words and "won" not in words:
        return _closed(draft, place)
    word = next((word for word in words if word in table), None)
    return (word, table[word]) if word else None


def _closed(draft: Draft, place: int) -> tuple[str, Event]:
    """*closed* of a person is won; *close this month* is still to come; else won or lost."""
    span = draft.spans[place]
    text = span.text.lower()
    if draft.is_chinese:
        return "closed", ("closed", "closed_at")
    person = next(
        (
            s
            for s in reversed(draft.spans[:place])
            if s.has("user", "me", "who") or not draft.is_skipped(s)
        ),
        None,
    )
    by_person = person is not None and person.has("user", "me", "who", "handle")
    said = {word for s in draft.spans[:place] for word in s.text.lower().split()}
    did = {"did", "have", "has"} & said
    if "did" in said and "we" in said:
        return "closed", ("won", "closed_at")
    if by_person and (person is not None and person.text.lower() not in {"my", "mine"}):
        return "closed", ("won", "closed_at")
    if text == "close" and not did:
        return "closing", (None, "close_on")
    return "closed", ("closed", "closed_at")


def _overdue(draft: Draft) -> None:
    for place in draft.free("event"):
        if "overdue" not in draft.spans[place].all("event"):
            continue
        now = draft.world.now
        if draft.kind == "followup":
            draft.add(
                place, "due_at", "<", now.isoformat(timespec="minutes"), rolling.ago(0, "hour")
            )
        elif draft.kind == "deal":
            draft.add(place, "close_on", "<", now.date().isoformat(), rolling.ago(0, "day"))
        elif draft.kind == "ticket":
            draft.add(place, "sla", "=", "breached")
        else:
            continue
        draft.use(place)


def _new(draft: Draft) -> None:
    """*New* with a period is the day of birth, alone a lead's status."""
    has_period = any(span.period and not span.is_used for span in draft.spans)
    for place, span in enumerate(draft.spans):
        if span.text.lower() not in {"new", "新"} or span.is_used:
            continue
        if has_period and draft.about.born:
            draft.use(place)
        elif draft.kind == "lead":
            denied = draft.before(place, "neg", reach=1)
            draft.add(place, "status", "=" if denied is None else "!=", "new")
            draft.use(place, denied)


def _opened(draft: Draft) -> None:
    """*how many deals did Bob open this month*: what was begun, not what is open."""
    for place, span in enumerate(draft.spans):
        before = {word for one in draft.spans[:place] for word in one.text.lower().split()}
        if span.text.lower() == "open" and before & {"did", "didn't"} and not span.is_used:
            span.senses = (Sense("event", "opened"),)


def last_hours(draft: Draft) -> None:
    """*in the past 24 hours*, 最近24小时: from that moment on."""
    for place, span in enumerate(draft.spans):
        amount, before = span.amount, draft.spans[max(place - 2, 0) : place]
        if amount is None or amount.unit != "hour" or amount.op != "=" or span.is_used:
            continue
        opening = next((one for one in before if LAST.search(one.text.lower())), None)
        if opening is None:
            continue
        near = _event_of(draft, place)
        known = _known(draft, near) if near is not None else None
        name = known[1][1] if known else draft.about.born
        if name is None or not draft.has_field(name):
            raise Refused("ambiguous")
        if known:
            _status(draft, near or 0, known[1][0], has_period=True)
            draft.use(near)
        draft.add(place, name, ">=", quiet.limit(draft, amount), quiet.kept(amount))
        opening.is_used = True
        draft.use(place)


def _joined_days(draft: Draft, places: list[int]) -> list[int]:
    """*today or tomorrow*, 今天和明天: days side by side are one period; the places left."""
    kept: list[int] = []
    for place in places:
        first, second = draft.spans[kept[-1]].period if kept else None, draft.spans[place].period
        links = range(kept[-1] + 1, place) if kept else range(0)
        is_linked = len(links) == 1 and draft.spans[links[0]].has("or")
        if first is None or second is None or not is_linked or not first.last or not second.last:
            kept.append(place)
            continue
        if second.first != first.last + timedelta(days=1) or first.op or second.op:
            raise Refused("ambiguous")
        draft.spans[kept[-1]].period = Period(first.first, second.last, tense=second.tense)
        draft.use(*links, place)
    return kept


def _period(draft: Draft, place: int) -> None:
    span = draft.spans[place]
    near = _event_of(draft, place)
    known = _known(draft, near) if near is not None else None
    known = to_come.read(draft, span, near, known) if known else None
    name = _field_said(draft, place)
    if known and near is not None and name is None:
        name = known[1][1]
        _status(draft, near, known[1][0], has_period=True)
        draft.use(near)
    if name is None and any(item.leaf.field in DAYS for item in draft.items):
        raise Refused("ambiguous")
    name = name or _default(draft)
    if draft.has_field("starts_on") and STARTING.match(span.period.words if span.period else ""):
        span.period = replace(span.period, op=None, tense="future") if span.period else None
        name = "starts_on"
    if name is None or span.period is None or not draft.has_field(name):
        raise Refused("ambiguous")
    is_future = name in FUTURE or to_come.is_ahead(draft, name, near, span.period.tense)
    op, value = span.period.leaf(is_future)
    said = rolling.period(span.period.words, is_future, value, draft.world.now)
    draft.add(place, name, op, value, said)
    draft.use(place)


def _event_of(draft: Draft, place: int) -> int | None:
    """The event word that a period belongs to: the nearest, behind it in Chinese."""
    options = []
    for near, span in enumerate(draft.spans):
        if span.is_used or not span.has("event"):
            continue
        if _known(draft, near) is None or _is_value(draft, near):
            continue
        gap = near - place
        weak = 6 if span.has("stop") else 0
        cost = abs(gap) * 2 + (1 if (gap < 0) == draft.is_chinese else 0) + weak
        options.append((cost, near))
    return min(options)[1] if options else None


def _is_value(draft: Draft, place: int) -> bool:
    """Whether the word is a value of the world here, not an event."""
    return draft.spans[place].has(
        "category", "source", "lost_reason", "campaign", "product", "stage"
    )


def _field_said(draft: Draft, place: int) -> str | None:
    for near in sorted(draft.free("field"), key=lambda p: abs(p - place)):
        if abs(near - place) > 3:
            continue
        for word in draft.spans[near].all("field"):
            name = draft.resolve(word)
            found = kinds.field(draft.kind, name) if name else None
            if found and found.is_time and draft.before(near, "neg") is None:
                draft.use(near)
                return name
    return None


def _default(draft: Draft) -> str | None:
    """The day that a period without a verb is about."""
    asked = {item.leaf.field for item in draft.items} | {
        field for span in draft.spans for field in span.all("field") if span.is_used
    }
    figure = draft.aggregate.field if draft.aggregate else None
    status = next((i.leaf.value for i in draft.items if i.leaf.field == "status"), None)
    if draft.kind == "ticket" and (
        "csat" in asked
        or figure in {"csat", "resolution_hours"}
        or "resolution_hours" in asked
        or status == "resolved"
    ):
        return "resolved_at"
    if draft.kind == "deal" and status in {"won", "lost"}:
        return "closed_at"
    reasons = [place for place in draft.free("lost_reason") if status is None]
    if draft.kind == "deal" and reasons:
        draft.add(reasons[0], "status", "=", "lost")
        return "closed_at"
    if draft.kind == "followup" and status == "done":
        return "done_at"
    return draft.about.born


def _outcome(draft: Draft, place: int) -> None:
    known = _known(draft, place)
    span = draft.spans[place]
    if known is None or _is_value(draft, place):
        return
    word, (status, name) = known
    if word in {"expiring", "renewing"} and status is None and not span.has("stop"):
        return
    if word == "rated" and not draft.filtered("csat") and not span.has("stop"):
        draft.add(place, "csat", "not_empty")
    is_ahead = word in {"closing", "due"} and draft.kind == "deal"
    if status is None and not span.has("stop") and is_ahead:
        return
    if status is None and word == "due" and draft.kind == "followup":
        draft.use(place)
        return
    if status is None and (span.has("stop", "leaf") or word in SAYS_WHEN):
        return
    _status(draft, place, status, has_period=False)
    draft.use(place)
    del name


def _status(draft: Draft, near: int, status: str | None, *, has_period: bool) -> None:
    if status is None or _joined(draft, near, status):
        return
    if draft.filtered("status") and draft.before(near, "neg", reach=1) is None:
        return
    if status == "sent" and has_period:
        return
    negative = draft.before(near, "neg")
    if negative is not None:
        draft.use(negative)
        _not(draft, near, status)
    elif status == "closed":
        draft.add(near, "status", "in", ["won", "lost"])
    else:
        draft.add(near, "status", "=", status)


def _joined(draft: Draft, near: int, status: str) -> bool:
    """*won and lost deals*: a second outcome beside the first is a choice of both.

    Raises `Refused` where two outcomes stand without a word that joins them.
    """
    first = next((item for item in draft.items if item.leaf.field == "status"), None)
    if first is None or first.leaf.op != "=" or first.leaf.value in {status, "open"}:
        return False
    low, high = sorted((first.place, near))
    links = [place for place in range(low, high) if draft.spans[place].has("or")]
    if status == "closed" or not links:
        return False
    if draft.aggregate and any(draft.spans[p].text.lower() in AGAINST for p in links):
        draft.group_by = draft.group_by or "status"
    draft.use(*links)
    draft.items.remove(first)
    draft.add(near, "status", "in", [first.leaf.value, status])
    return True


def _not(draft: Draft, place: int, status: str) -> None:
    if status in {"closed", "resolved", "done"}:
        draft.add(place, "status", "=", "open")
    else:
        draft.add(place, "status", "!=", status)
