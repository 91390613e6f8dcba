"""Days that go on with time: *this month* of a list that is kept is worked out anew when asked.

Beside a filter's value stands how it was said: `period:this month`, `ahead:friday` (read for a
field that looks forward), `range:today..next month` or `ago:30 day`. What names its day itself
(*March*, 5 May) has none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crm.language.ask import calendar, periods
from crm.language.query.filter import All, Any_, Leaf, Node, Question
from crm.language.query.scene import Scene

# A month's name means another day once a year; what moves more often goes on with time.
PROBES = tuple(timedelta(days=days) for days in (0, 92, 183, 275, 366))
YEARLY = re.compile(r"year|年")
UNITS = frozenset({"hour", "day", "week", "month", "quarter", "half", "year"})
LONGEST = 80
RANGE, RANGE_SIGN = "range", ".."
Value = tuple[str | None, Any]


def period(words: str, is_future: bool, value: Any, now: datetime) -> str | None:
    """How a period's words are kept; None where they name their days themselves.

    `value` is what they were read as; `now` is local.
    """
    said = f"{'ahead' if is_future else 'period'}:{words}"
    found = [read(said, now + probe) for probe in PROBES]
    if len(words) > LONGEST or found[0] is None or found[0][1] != value:
        return None
    times = len({str(one) for one in found})
    return said if times > 2 or (times == 2 and YEARLY.search(words)) else None


def typed(
    words: str, op: str, is_future: bool, now: datetime
) -> tuple[str, Any, str | None] | None:
    """Operator, value and how to keep them, of a typed period that is more than a day.

    `next week` and `today..next month` are between their days; `<` and `>=` take a period's first
    day, `<=` and `>` its last. None for a single day and for what is no period.
    """
    form = "ahead" if is_future else "period"
    said = f"{RANGE if RANGE_SIGN in words else form}:{words}"
    found = read(said, now)
    if found is None or len(words) > LONGEST or (op == "=" and found[0] == "="):
        return None
    if op == "=":
        value = found[1]
    elif isinstance(found[1], list):
        value = _edge(op, found[1])
    else:
        return None
    probes = {str(read(said, now + probe)) for probe in PROBES}
    is_kept = len(probes) > 2 or bool(len(probes) == 2 and YEARLY.search(words))
    return (found[0] or op) if op == "=" else op, value, said if is_kept else None


def _edge(op: str, days: list[Any]) -> Any:
    return days[0] if op in {"<", ">="} else days[-1]


def ago(count: float, unit: str) -> str:
    """How a length of time before now is kept."""
    return f"ago:{count:g} {unit}"


def anew(question: Question, scene: Scene) -> Question:
    """A kept question with the days that it means now."""
    now = scene.now.astimezone(ZoneInfo(scene.zone)).replace(tzinfo=None)
    return replace(question, filters=tuple(_node(node, now) for node in question.filters))


def read(said: str, now: datetime) -> Value | None:
    """The operator and value that kept words mean at a local time; None for words that are none."""
    form, _, words = said.partition(":")
    if form == "ago":
        return _ago(words, now)
    if form == RANGE:
        return _range(words, now)
    found = periods.find(words, 0, now.date())
    if form not in {"ahead", "period"} or found is None or found[0] != len(words):
        return None
    return found[1].leaf(form == "ahead")


def _range(words: str, now: datetime) -> Value | None:
    """The days between two that are said, each read for what is to come: *today..next month*."""
    low, _, high = words.partition(RANGE_SIGN)
    edges: list[Any] = []
    for one in (low, high):
        found = read(f"ahead:{one.strip()}", now)
        if found is None or found[0] not in {"=", "between"}:
            return None
        edges.append(found[1] if isinstance(found[1], list) else [found[1]])
    return "between", [edges[0][0], edges[1][-1]]


def _ago(words: str, now: datetime) -> Value | None:
    match = re.fullmatch(r"(\d{1,6}(?:\.\d{1,4})?) (\w+)", words)
    if match is None or match[2] not in UNITS:
        return None
    if match[2] == "hour":
        return None, (now - timedelta(hours=float(match[1]))).isoformat(timespec="minutes")
    return None, calendar.ago(now.date(), int(float(match[1])), match[2]).isoformat()


def _node(node: Node, now: datetime) -> Node:
    if not isinstance(node, Leaf):
        kind = All if isinstance(node, All) else Any_
        return kind(tuple(_node(one, now) for one in node.items))
    found = read(node.said, now) if node.said else None
    return _leaf(node, *found) if found else node


def _leaf(leaf: Leaf, op: str | None, value: Any) -> Leaf:
    """A filter with its new value; a period of one day and one of several are told apart."""
    if leaf.op in {"=", "between"} and op in {"=", "between"}:
        return replace(leaf, op=op, value=value)
    if leaf.op in {"!=", "not_between"} and op in {"=", "between"}:
        return replace(leaf, op={"=": "!=", "between": "not_between"}[op], value=value)
    if isinstance(value, list) and leaf.op in {"<", "<=", ">", ">="}:
        return replace(leaf, value=_edge(leaf.op, value))
    return replace(leaf, value=value) if isinstance(value, str) else leaf
