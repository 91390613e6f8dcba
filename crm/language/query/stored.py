"""How a field of a record lies in the store: in a column, behind a link, in rows of its own.

Each says under which condition some of its values pass a test; a field without a value passes
none. Linked records that the reader may not see count as absent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select

from crm.engine import permission, refs
from crm.language.normal import name_key
from crm.language.query import match
from crm.language.query.scene import Scene
from crm.models import Numbered, Tenant, User

Expression = Callable[[Scene], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its type (a letter of ask.md) and, where it has one, its value in SQL."""

    letter: str
    expression: Expression

    def where(self, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
        """The condition of a positive operator."""
        return match.test(self.letter, op, value, scene)(self.expression(scene))

    def key(self, scene: Scene) -> Any:
        """What the field is sorted by."""
        return self.expression(scene)

    def keys(self, scene: Scene) -> tuple[Any, ...]:
        """All that the field is sorted by, one after the other."""
        return (self.key(scene),)

    def group(self, scene: Scene) -> Any:
        """What the field is grouped by."""
        return self.expression(scene)


@dataclass(frozen=True, slots=True)
class Gathered(Field):
    """A figure over the rows that hang on a record by their `link`: how many, the first, the last.

    `rows` selects a column of them. A filter is a set of records, made once from the rows that
    there are: a figure for each record of a list would be asked a million times.
    """

    of: type[Numbered]
    link: Any
    rows: Callable[[Scene, Any], Select[Any]]
    figure: Any
    is_count: bool

    def where(self, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
        """The condition of a positive operator; a record on which nothing hangs counts 0."""
        if op == "contains":
            return Field.where(self, op, value, scene)
        held = self.rows(scene, self.link).where(self.link.is_not(None))
        counted = held.group_by(self.link)
        test = match.test(self.letter, op, value, scene)(self.figure)
        if not self.is_count:
            return self.of.id.in_(counted.having(test))
        has_none, has_one = (match.keeps(op, value, n) for n in (0, 1))
        if has_none:
            is_none = op in {"=", "<", "<="} and not has_one
            return self.of.id.not_in(held if is_none else counted.having(not_(test)))
        return self.of.id.in_(held if op in {">", ">="} and has_one else counted.having(test))


@dataclass(frozen=True, slots=True)
class Latest(Field):
    """The newest moment of the rows that hang on a record, or the record's `own` if that is newer.

    Before or after a moment is a set of records, made once from the rows that there are.
    """

    of: type[Numbered]
    own: Any
    link: Any
    rows: Callable[[Scene, Any], Select[Any]]
    at: Any

    def where(self, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
        """The condition of a positive operator."""
        if op in {"between", "not_between"}:
            low, high = match.pair(value)
            if op == "between":
                return and_(self.where(">=", low, scene), self.where("<=", high, scene))
            return or_(self.where("<", low, scene), self.where(">", high, scene))
        if op not in {"<", "<=", ">", ">="}:
            return Field.where(self, op, value, scene)
        test = match.test(self.letter, op, value, scene)
        held = self.rows(scene, self.link).where(self.link.is_not(None))
        if op in {">", ">="}:
            return or_(test(self.own), self.of.id.in_(held.where(test(self.at))))
        return and_(test(self.own), self.of.id.not_in(held.where(not_(test(self.at)))))


@dataclass(frozen=True, slots=True)
class Amount(Field):
    """Money in minor units, with its currency beside it."""

    currency: Expression

    def where(self, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
        """Amounts of one currency are compared; those of others pass no test."""
        amount, currency = self.expression(scene), self.currency(scene)
        if op == "not_empty":
            return amount.is_not(None)  # type: ignore[no-any-return]  # a column's own method
        if op == "in":
            return or_(*(self.where("=", one, scene) for one in match.several(value)))
        if op in {"between", "not_between"}:
            return self._range(op, value, scene)
        wanted, test = match.money(op, value, scene)
        return and_(currency == wanted, test(amount))

    def _range(self, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
        low, high = match.pair(value)
        if op == "between":
            return and_(self.where(">=", low, scene), self.where("<=", high, scene))
        return or_(self.where("<", low, scene), self.where(">", high, scene))


@dataclass(frozen=True, slots=True)
class Person(Field):
    """A link to a user; values are handles, `me` is the reader."""

    def where(self, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
        """The condition on the linked person."""
        key = self.expression(scene)
        if op == "not_empty":
            return key.is_not(None)  # type: ignore[no-any-return]  # a column's own method
        if op == "in":
            return or_(*(self.where("=", one, scene) for one in match.several(value)))
        if op == "=" and str(value).strip().casefold() == "me":
            return _is(key, scene.caller.user_id)
        by_handle = match.test("u", op, str(value).removeprefix("@"), scene)(User.handle)
        return key.in_(select(User.id).where(by_handle))  # type: ignore[no-any-return]  # a column

    def key(self, scene: Scene) -> Any:
        """People are sorted by name."""
        return _named(User.name, User, self.expression(scene))


@dataclass(frozen=True, slots=True)
class Linked(Field):
    """A link to a row of `target`, named by its `name` or, with a record, by its reference."""

    target: type[Tenant]
    name: Any
    mine: Expression | None = None

    def where(self, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
        """The condition on the linked row's name; one that may not be seen is none."""
        key = self.expression(scene)
        if op == "in":
            return or_(*(self.where("=", one, scene) for one in match.several(value)))
        if op == "=" and self.mine is not None and str(value).strip().casefold() == "mine":
            return _is(key, self.mine(scene))
        return self.through(self._named(op, value, scene), scene)

    def through(self, condition: ColumnElement[bool], scene: Scene) -> ColumnElement[bool]:
        """The condition that the linked row, if it may be seen, keeps another."""
        seen = permission.visible(
            select(self.target.id).where(condition), scene.caller, self.target
        )
        return self.expression(scene).in_(seen)  # type: ignore[no-any-return]  # a column

    def key(self, scene: Scene) -> Any:
        """Links are sorted by name."""
        return _named(self.name, self.target, self.expression(scene))

    def _named(self, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
        has_key = getattr(self.name, "key", "") == "name_key"
        named = refs.read(value) if op == "=" and isinstance(value, str) else None
        if named is not None and named[0] is self.target:
            return self.target.number == named[1]
        if has_key and op in {"=", "contains"} and not isinstance(value, list | tuple):
            wanted = name_key(str(value))
            return self.name == wanted if op == "=" else match.holds(self.name, wanted)
        return match.test("w", op, value, scene)(self.name)


@dataclass(frozen=True, slots=True)
class Many(Field):
    """Values in rows of their own; `rows` selects `link`, the ids of the records they belong to.

    A filter is a set of records, made from the rows that pass, as that of `Counted` is.
    """

    of: type[Numbered]
    link: Any
    rows: Select[Any]

    def where(self, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
        """The condition that one of the rows passes."""
        return self.held(match.test(self.letter, op, value, scene)(self.expression(scene)))

    def held(self, test: ColumnElement[bool]) -> ColumnElement[bool]:
        """The condition that one of a record's rows keeps another."""
        return self.of.id.in_(self.rows.where(test))

    def mine(self, scene: Scene) -> Select[Any]:
        """The values of one record."""
        own = self.rows.with_only_columns(self.expression(scene)).where(self.link == self.of.id)
        return own.correlate(self.of)


def _is(key: Any, wanted: int | None) -> ColumnElement[bool]:
    """Equality that nobody passes where there is nobody to be equal to."""
    return match.NEVER if wanted is None else key == wanted


def _named(column: Any, model: type[Tenant], key: Any) -> Any:
    return select(column).where(model.id == key).correlate_except(model).scalar_subquery()


def column(letter: str, stored: Any) -> Field:
    """A plain column."""
    return Field(letter, lambda _: stored)


def constant(value: Any) -> Expression:
    """The same column or clause in every scene."""
    return lambda _: value
