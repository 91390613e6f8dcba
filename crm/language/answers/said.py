"""How a question is told back: its filters as chips, its figures and groups as values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crm.engine.money import Money
from crm.engine.reply import Chips, Fact
from crm.engine.texts import Joined, T, Term, Text, Value
from crm.language.query import compile as compiled
from crm.language.query import custom
from crm.language.query.filter import All, Leaf, Node, Question
from crm.language.query.match import decimal
from crm.language.query.scene import Scene
from crm.language.vocabulary import label

OPERATORS = {
    "!=": T("not {value}"),
    "not_in": T("not {value}"),
    "not_between": T("not {value}"),
    "contains": T("containing {value}"),
    "not_contains": T("not containing {value}"),
    "<": T("under {value}"),
    ">": T("over {value}"),
    "<=": T("at most {value}"),
    ">=": T("at least {value}"),
}
TIMED = {
    "<": T("before {value}"),
    ">": T("after {value}"),
    "<=": T("until {value}"),
    ">=": T("since {value}"),
}
MANY = {
    "deal": T("{n} deal", "{n} deals"),
    "lead": T("{n} lead", "{n} leads"),
    "contact": T("{n} contact", "{n} contacts"),
    "company": T("{n} company", "{n} companies"),
    "ticket": T("{n} ticket", "{n} tickets"),
    "followup": T("{n} follow-up", "{n} follow-ups"),
    "purchase": T("{n} purchase", "{n} purchases"),
    "activity": T("{n} activity", "{n} activities"),
    "quote": T("{n} quote", "{n} quotes"),
    "contract": T("{n} contract", "{n} contracts"),
    "campaign": T("{n} campaign", "{n} campaigns"),
}
SAID: dict[Any, Text] = {True: T("yes"), False: T("no"), "me": T("me")}
LARGEST = 10**18
GRAINS = {
    "day": T("day"),
    "week": T("week"),
    "month": T("month"),
    "quarter": T("quarter"),
    "year": T("year"),
}
FUNCTIONS = {
    "sum": T("{figure}: {field} of {what} in all"),
    "avg": T("{figure}: {field} of {what} on average"),
    "max": T("{figure}: the highest {field} of {what}"),
    "min": T("{figure}: the lowest {field} of {what}"),
}


def many(kind: str, n: int) -> Text:
    """A number of records: *3 deals*."""
    return filled(MANY[kind], n=n)


def filled(text: Text, **values: Value) -> Text:
    """A text with values put in."""
    return Text(text.key, {**text.values, **values}, text.plural)


def chips(question: Question, scene: Scene, language: str) -> tuple[Chips, ...]:
    """What was understood: each filter, the order and the groups; nothing where nothing was."""
    items = list(filters(question, scene, language))
    if question.group_by:
        name, grain = question.grouping
        by: Value = named(name, language)
        items.append(Fact(T("By"), Joined((by, GRAINS[grain])) if grain else by))
    for sort in question.sort:
        if sort.field != "aggregate":
            arrow = "↓" if sort.direction == "desc" else "↑"
            items.append(Fact(T("Order"), f"{named(sort.field, language)} {arrow}"))
    if question.limit:
        items.append(Fact(T("At most"), question.limit))
    return (Chips(tuple(items)),) if items else ()


def filters(question: Question, scene: Scene, language: str) -> tuple[Fact, ...]:
    """Each filter's field and what is wanted of it, in the question's order."""
    return tuple(_chip(question.kind, node, scene, language) for node in question.filters)


def named(field: str, language: str) -> str:
    """A field's name for people; a linked one behind its record's, an own one as it was given."""
    head, sign, own = field.partition(custom.SIGN)
    parts = [label(part, language) for part in head.split(".") if part]
    return " · ".join([*parts, own] if sign else parts)


def _chip(kind: str, node: Node, scene: Scene, language: str) -> Fact:
    if isinstance(node, Leaf):
        return Fact(named(node.field, language), told(kind, node, scene))
    return Fact(T("Either"), _either(kind, node, scene, language))


def _either(kind: str, node: Node, scene: Scene, language: str) -> Value:
    """Several filters in one chip: *a / b*, those that hold together with *+*."""
    if isinstance(node, Leaf):
        return Joined((named(node.field, language), told(kind, node, scene)), ": ")
    parts = tuple(_either(kind, one, scene, language) for one in node.items)
    return Joined(parts, " + " if isinstance(node, All) else " / ")


def told(kind: str, leaf: Leaf, scene: Scene) -> Value:
    """A filter's operator and value: *over $10,000*."""
    if leaf.op in {"empty", "not_empty"}:
        return T("none") if leaf.op == "empty" else T("any")
    letter = letter_of(kind, leaf.field)
    value = _value(letter, leaf.value, scene)
    if leaf.op in {"between", "not_between"} and isinstance(value, Joined):
        value = Joined(value.parts, " – ")
    pattern = TIMED.get(leaf.op) if letter in "da" else None
    pattern = pattern or OPERATORS.get(leaf.op)
    return filled(pattern, value=value) if pattern else value


def letter_of(kind: str, name: str) -> str:
    """The type of a field, also of one behind a link."""
    head, dot, rest = name.partition(".")
    found: Any = compiled.field(kind, head)
    return str(compiled.field(found.target.__tablename__, rest).letter if dot else found.letter)


def _value(letter: str, value: Any, scene: Scene) -> Value:
    if isinstance(value, list | tuple):
        return Joined(tuple(_value(letter, one, scene) for one in value))
    if letter == "m":
        return _money(value, scene)
    if letter in "da":
        return _day(value)
    if isinstance(value, bool) or (letter, value) == ("u", "me"):
        return SAID[value]
    if letter in "cw":
        return Term(str(value)[:200])
    return value if isinstance(value, int) else str(value)[:200]


def _money(value: Any, scene: Scene) -> Value:
    is_other = isinstance(value, dict)
    currency = str(value.get("currency", "")) if is_other else scene.currency
    try:
        amount = decimal(value.get("amount") if is_other else value)
        # More digits than a currency can be written with are told as they were typed.
        return Money.of(amount, currency) if abs(amount) < LARGEST else str(value)[:60]
    except (ArithmeticError, ValueError):
        return str(value)[:60]


def _day(value: Any) -> Value:
    text = str(value)
    try:
        return date.fromisoformat(text) if len(text) == 10 else text.replace("T", " ")
    except ValueError:
        return text[:60]


def figure(value: Any) -> Value:
    """A figure of an aggregate as it is said: one decimal behind a mean of hours or counts."""
    if isinstance(value, Money | datetime | date | int):
        return value
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return int(rounded) if rounded == rounded.to_integral_value() else rounded


def figures(values: Iterable[Any]) -> Value:
    """Figures of several currencies, one behind the other; a dash where there is none."""
    found = tuple(figure(value) for value in values)
    return Joined(found, " + ") if found else None
