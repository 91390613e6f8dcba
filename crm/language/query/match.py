"""One leaf's test, as SQL over one value: what each operator means for each type of field.

Only the positive half is made here. `!=`, `not_in`, `not_contains` and `empty` are the whole of
the rest, empty fields included, and are negated around the field by `compile`.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import BigInteger, Date, Float, and_, literal, or_
from sqlalchemy.sql import ColumnElement

from crm.engine.errors import NotUnderstood
from crm.engine.money import digits
from crm.engine.texts import T
from crm.language.normal import clean
from crm.language.query.dialects import Folded, Holds, HoldsFolded, Same
from crm.language.query.scene import Scene
from crm.models.base import Moment

Test = Callable[[Any], ColumnElement[bool]]
NEGATED = {"!=": "=", "not_in": "in", "not_contains": "contains", "empty": "not_empty"}
ORDERS = frozenset({"<", "<=", ">", ">=", "between", "not_between"})
COMPARED = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
LIMIT = 2**63 - 1
# SQLite refuses longer patterns: sqlite.org/limits.html
LONGEST_PATTERN = 40_000
# Not the constant `false`: a select that is folded to it would no longer name its workspace.
NEVER: ColumnElement[bool] = literal(0) == literal(1)


def positive(op: str) -> tuple[str, bool]:
    """An operator as its positive half, and whether that is to be negated."""
    return (NEGATED[op], True) if op in NEGATED else (op, False)


def test(letter: str, op: str, value: Any, scene: Scene) -> Test:
    """The test of a positive operator with a value, for fields of a type (ask.md's letters).

    Raises `NotUnderstood` where the value does not fit the type or the operator.
    """
    if op == "not_empty":
        return _filled if letter in "twrc" else _is_there
    if op == "in":
        each = [test(letter, "=", one, scene) for one in several(value)]
        return lambda x: or_(NEVER, *(one(x) for one in each))
    if op == "between":
        low, high = pair(value)
        both = test(letter, ">=", low, scene), test(letter, "<=", high, scene)
        return lambda x: and_(both[0](x), both[1](x))
    if op == "not_between":
        low, high = pair(value)
        outside = test(letter, "<", low, scene), test(letter, ">", high, scene)
        return lambda x: or_(outside[0](x), outside[1](x))
    return _one(letter, op, value, scene)


def _filled(x: Any) -> ColumnElement[bool]:
    return and_(x.is_not(None), x != "")


def _is_there(x: Any) -> ColumnElement[bool]:
    return x.is_not(None)  # type: ignore[no-any-return]  # a column's own method


def several(value: Any) -> Sequence[Any]:
    """The values of `in`: a list, or one value alone."""
    return list(value) if isinstance(value, list | tuple) else [value]


def pair(value: Any) -> tuple[Any, Any]:
    """The low and the high value of `between`; raises `NotUnderstood` for anything else."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise NotUnderstood(T("“Between” takes two values, a low and a high one."))
    return value[0], value[1]


def _one(letter: str, op: str, value: Any, scene: Scene) -> Test:
    if value is None or isinstance(value, list | tuple):
        raise _misfit(value)
    if op == "contains" or letter in "twrcu":
        return _text(letter, op, value)
    if letter == "y":
        return _truth(op, value)
    if letter == "d":
        return _compare(op, _day(value), Date())
    if letter == "a":
        return _moment(op, value, scene)
    return number(op, value)


def _misfit(value: Any) -> NotUnderstood:
    return NotUnderstood(T("{value} does not fit there.", value=f"“{str(value)[:60]}”"))


def _text(letter: str, op: str, value: Any) -> Test:
    """Equality by the letter, or by case A to Z where people write the word themselves."""
    wanted = clean(str(value)).strip()
    small = fold(wanted)
    if not small:
        return _filled if op == "contains" else lambda _: NEVER
    if op == "=" and letter == "c":
        return lambda x: x == small
    if op == "=":
        return lambda x: Same(x, literal(small))
    if op == "contains":
        pattern = re.sub("[%_!]", r"!\g<0>", small)
        if len(pattern.encode()) > LONGEST_PATTERN:
            return lambda x: Holds(Folded(x), literal(small))
        return lambda x: HoldsFolded(x, literal(small), literal(f"%{pattern}%"))
    if letter in "tw" and op in ORDERS:
        raise NotUnderstood(T("Texts have no order; use “=” or “contains”."))
    raise _misfit(op)


def fold(text: str) -> str:
    """A text with its letters A to Z small, and no others: as the databases fold."""
    return "".join(c.lower() if c.isascii() else c for c in text)


def _truth(op: str, value: Any) -> Test:
    said = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}
    wanted = value if isinstance(value, bool) else said.get(str(value).strip().lower())
    if op != "=" or wanted is None:
        raise _misfit(value)
    return lambda x: x.is_(True) if wanted else x.is_(False)


def _compare(op: str, value: Any, kind: Any) -> Test:
    bound = literal(value, kind)
    tests: dict[str, Test] = {
        "=": lambda x: x == bound,
        "<": lambda x: x < bound,
        "<=": lambda x: x <= bound,
        ">": lambda x: x > bound,
        ">=": lambda x: x >= bound,
    }
    return tests[op]


def _day(value: Any) -> date:
    found = _calendar(value)
    return found.date() if isinstance(found, datetime) else found


def _calendar(value: Any) -> date | datetime:
    """A day (`2026-03-11`) or a date-time, as given or as ISO text."""
    if isinstance(value, date):
        return value
    text = str(value).strip()
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError as error:
        raise NotUnderstood(
            T("“{value}” is no day.", value=text[:60]),
            next_step=T("Write it like {example}.", example="2026-03-11"),
        ) from error


def _moment(op: str, value: Any, scene: Scene) -> Test:
    """Days are whole days of the workspace's zone; local times are the moments they name."""
    said = _calendar(value)
    if isinstance(said, datetime):
        first = scene.moment(said)
        after = first + timedelta(minutes=1) if first.year < 9999 else first
    else:
        first, after = scene.begins(said), scene.ends(said)
    is_day = not isinstance(said, datetime)
    kind = Moment()
    if op == "=":
        return lambda x: and_(x >= literal(first, kind), x < literal(after, kind))
    if is_day and op in {"<=", ">"}:
        return _compare({"<=": "<", ">": ">="}[op], after, kind)
    return _compare(op, first, kind)


def number(op: str, value: Any) -> Test:
    """A test of a number; whole ones stay within what a column holds, so that none overflows."""
    exact = decimal(value)
    if exact == exact.to_integral_value():
        return _compare(op, max(-LIMIT, min(LIMIT, int(exact))), BigInteger())
    return _compare(op, float(exact), Float())


def keeps(op: str, value: Any, given: int) -> bool:
    """Whether a number passes the test of a positive operator, worked out here."""
    if op == "not_empty":
        return True
    if op == "in":
        return any(keeps("=", one, given) for one in several(value))
    if op in {"between", "not_between"}:
        low, high = (decimal(edge) for edge in pair(value))
        is_between = low <= given <= high
        return is_between if op == "between" else given < low or given > high
    return bool(COMPARED[op](given, decimal(value)))


def decimal(value: Any) -> Decimal:
    """A number of a filter, exact; raises `NotUnderstood` for what is none."""
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise _misfit(value) from error
    if isinstance(value, bool) or not found.is_finite():
        raise _misfit(value)
    edge = Decimal(10) ** 30
    return max(-edge, min(edge, found))


def money(op: str, value: Any, scene: Scene) -> tuple[str, Test]:
    """The currency that an amount is compared in, and the test of its minor units.

    A plain number is the workspace's base currency.
    """
    if isinstance(value, dict):
        currency, amount = str(value.get("currency", "")).upper(), value.get("amount")
    else:
        currency, amount = scene.currency, value
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise _misfit(currency)
    return currency, _minor(op, decimal(amount).scaleb(digits(currency)))


def _minor(op: str, units: Decimal) -> Test:
    """Parts of a minor unit are settled here: the stored amounts are whole."""
    if units == units.to_integral_value():
        return number(op, units)
    if op == "=":
        return lambda _: NEVER
    return number(op, math.floor(units) if op in {">", "<="} else math.ceil(units))


def holds(x: Any, part: str) -> ColumnElement[bool]:
    """Whether a text holds another, as both are written."""
    return Holds(x, literal(part))
