"""A filter as it is typed: a field by any of its names, a sign, a value of the field's type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.language.ask import rolling
from crm.language.ask.event_days import FUTURE
from crm.language.fields.base import Reading
from crm.language.fields.choice import Choice
from crm.language.fields.money import Money
from crm.language.fields.person import ME, Person
from crm.language.fields.record import Ref
from crm.language.fields.stage import StageName
from crm.language.fields.when import Day
from crm.language.names import NAMED
from crm.language.query import compile as compiled
from crm.language.query import custom, kinds, records
from crm.language.query.filter import Leaf
from crm.language.query.stored import Linked
from crm.language.vocabulary import keywords
from crm.models import CustomField

FILTER = re.compile(
    r"(?<![\w.])([A-Za-z_\u4e00-\u9fff][\w.]{0,60})\s?"
    r"(!=|≠|<=|≤|>=|≥|!~|=|＝|<|＜|>|＞|~)\s?(\"[^\"]*\"|“[^”]*”|\S+)"
)
SAME = {"≠": "!=", "≤": "<=", "≥": ">=", "＝": "=", "＜": "<", "＞": ">"}
NEGATIVE = {"=": "!=", "in": "not_in", "contains": "not_contains", "between": "not_between"}
Read = Callable[[str, Reading], Any]
NONE = frozenset({"none", "empty", "nobody", "空", "无", "没有"})
NUMBER = re.compile(r"(-?[\d,]*\.?\d+)\s*(%|k|w|m|千|万|h|d)?", re.IGNORECASE)
TIMES = {"k": 1_000, "千": 1_000, "w": 10_000, "万": 10_000, "m": 1_000_000}


def named(kind: str, word: str) -> str:
    """The field that a word names, in any language; raises `NotUnderstood` with the nearest.

    An own field that was recognised before keeps its sign.
    """
    if word.startswith(custom.SIGN) and records.field(kind, word) is not None:
        return word
    head, dot, rest = word.strip().partition(".")
    known = _fields(kind)
    name = known.get(head.casefold())
    if name is None and kinds.field(kind, head.casefold()) is not None:
        compiled.field(kind, head.casefold())
    if name is None:
        raise _unknown(kind, word, known)
    if not dot:
        return name
    link = compiled.field(kind, name)
    if not isinstance(link, Linked):
        raise _unknown(kind, word, known)
    return f"{name}.{named(link.target.__tablename__, rest)}"


def _fields(kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in (*records.FIELDS.get(kind, ()), "ref"):
        for word in keywords(name):
            found.setdefault(word, name)
    return found | {name: name for name in records.FIELDS.get(kind, ())}


def _unknown(kind: str, word: str, known: Mapping[str, str]) -> NotUnderstood:
    near = process.extractOne(word.casefold(), list(known), scorer=fuzz.ratio, score_cutoff=60)
    example = f"{known[near[0]]}=…" if near else ", ".join(sorted(set(known.values()))[:6])
    return NotUnderstood(
        T("A {kind} has no field {name} that can be asked for.", kind=kind, name=word[:60]),
        next_step=T("Did you mean {example}?", example=example),
    )


def leaf(kind: str, match: re.Match[str], reading: Reading) -> Leaf:
    """What a match of `FILTER` says of a kind; raises `NotUnderstood` for what is none."""
    own = own_field(kind, match[1], reading)
    name = own[0] if own else named(kind, match[1])
    op = SAME.get(match[2], match[2])
    text = match[3]
    is_quoted = text[0] in '"“'
    text = text.strip('"“”')
    is_negative = op in {"!=", "!~"}
    op = {"!=": "=", "!~": "contains", "~": "contains"}.get(op, op)
    if text.casefold() in NONE and op == "=" and not is_quoted:
        return Leaf(name, "not_empty" if is_negative else "empty")
    text = text if is_quoted else text.rstrip(",，")
    one = partial(_own_value, own[1]) if own else partial(_one, kind, name)
    letter = custom.LETTERS[own[1].type] if own else _letter(kind, name)
    now = reading.now.astimezone(ZoneInfo(reading.zone)).replace(tzinfo=None)
    ahead = name.rpartition(".")[2] in FUTURE
    days = rolling.typed(text.casefold(), op, ahead, now) if letter in "da" else None
    if days is not None:
        op, value, said = days
        return Leaf(name, NEGATIVE.get(op, op) if is_negative else op, value, said)
    op, value = _value(letter, one, op, text, reading)
    said = None
    if letter in "da" and isinstance(value, str):
        said = rolling.period(text.casefold(), False, value, now)
    return Leaf(name, NEGATIVE.get(op, op) if is_negative else op, value, said)


def own_field(kind: str, word: str, reading: Reading) -> tuple[str, CustomField] | None:
    """The workspace's own field that a word names where no field of the kind is called so.

    On a linked record it is one dot away: `company.region`.
    """
    head, dot, rest = word.strip().partition(".")
    name = _fields(kind).get(head.casefold())
    if dot and name is not None:
        link: Any = compiled.field(kind, name)
        below = (
            own_field(link.target.__tablename__, rest, reading)
            if isinstance(link, Linked)
            else None
        )
        return (f"{name}.{below[0]}", below[1]) if below else None
    found = None if dot or name else custom.called(reading.session, kind, head)
    return (f"{custom.SIGN}{found.name}", found) if found else None


def _own_value(own: CustomField, text: str, reading: Reading) -> Any:
    """A typed value of a custom field: a number, an amount, a day, one of the choices, a text."""
    letter = custom.LETTERS[own.type]
    if letter in "nmd":
        return _figure(letter, text, reading)
    same = [one for one in own.choices if str(one).casefold() == text.casefold()]
    return str(same[0]) if same else text


def _value(letter: str, one: Read, op: str, text: str, reading: Reading) -> tuple[str, Any]:
    if op == "contains":
        return op, text
    if op == "=" and ".." in text:
        low, high = text.split("..", 1)
        return "between", [one(low, reading), one(high, reading)]
    if op == "=" and ("," in text or "，" in text) and letter not in "mt":
        parts = [part for part in re.split("[,，]", text) if part.strip()]
        return "in", [one(part.strip(), reading) for part in parts]
    return op, one(text, reading)


def _letter(kind: str, name: str) -> str:
    return str(_target(kind, name)[1].letter)


def _target(kind: str, name: str) -> tuple[str, Any]:
    head, dot, rest = name.partition(".")
    found = compiled.field(kind, head)
    if not dot:
        return head, found
    target: Any = found
    return rest, compiled.field(target.target.__tablename__, rest)


def _one(kind: str, name: str, text: str, reading: Reading) -> Any:
    """A typed value as filters have it: numbers, ISO days, handles, full names."""
    last, found = _target(kind, name)
    if found.letter in "mnphda":
        return _figure(found.letter, text, reading)
    if found.letter == "u":
        return "me" if text.casefold() in ME else Person().parse(text, reading).handle
    if last == "stage":
        return StageName().parse(text, reading).name
    if isinstance(found, Linked) and found.target in NAMED:
        target: Any = found.target
        return Ref(target).parse(text, reading).name
    closed = kinds.field(kind, name)
    if closed is not None and closed.choices:
        return Choice(*closed.choices).parse(text, reading)
    return text


def _figure(letter: str, text: str, reading: Reading) -> Any:
    if letter in "da":
        return _day(text, reading)
    if letter != "m":
        return _number(text)
    money = Money().parse(text, reading)
    amount = int(money.amount) if money.amount == int(money.amount) else float(money.amount)
    is_base = money.currency == reading.settings.currency
    return amount if is_base else {"amount": amount, "currency": money.currency}


def _number(text: str) -> int | float:
    found = NUMBER.fullmatch(text.strip())
    if found is None:
        raise NotUnderstood(T("“{text}” is not a number that I can read.", text=text[:60]))
    value = float(found[1].replace(",", "")) * TIMES.get((found[2] or "").lower(), 1)
    return int(value) if value == int(value) else value


def _day(text: str, reading: Reading) -> str:
    if re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", text):
        return text
    return Day().parse(text, reading).isoformat()
