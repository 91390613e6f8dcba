"""Days that go on with time: *this month* of a list that is kept is worked out anew when asked.

Beside a filter's value stands how it was said: `period:this month`, `ahead:friday` (read for a
field that looks forward) or `ago:30 day`. What names its day itself (*March*, 5 May) has none.
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
    found = periods.find(words, 0, now.date())
    if form not in {"ahead", "period"} or found is None or found[0] != len(words):
        return None
    return found[1].leaf(form == "ahead")


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
    return replace(leaf, value=value) if isinstance(value, str) else leaf
