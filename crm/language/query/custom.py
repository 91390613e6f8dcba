"""Fields that a workspace added itself, in filters: `custom:Region` after the field's name.

A value lies in a row of its own, in the column of its field's type; which of them a filter looks
at follows from the value: a number is compared with figures and amounts, a day with days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from crm.language.normal import name_key
from crm.language.query import match
from crm.language.query.filter import OWN
from crm.language.query.scene import Scene
from crm.language.query.stored import Field
from crm.models import CustomField, CustomValue

SIGN = OWN
LETTERS = {"text": "t", "number": "n", "money": "m", "date": "d", "choice": "c", "link": "t"}
DAY = re.compile(r"\d{4}-\d\d-\d\d$")


@dataclass(frozen=True, slots=True)
class Custom(Field):
    """A custom field of a kind by its name; one that is there no more has no values."""

    kind: str
    name: str
    model: type[Any]

    def where(self, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
        """The condition that the record's value passes the test."""
        if op == "not_empty":
            return self._held()
        if op == "in":
            return or_(match.NEVER, *(self.where("=", one, scene) for one in match.several(value)))
        return self._held(_test(op, value, scene))

    def _held(self, *tests: ColumnElement[bool]) -> ColumnElement[bool]:
        """The set of the records with a value that passes, made once and not for each record."""
        found = self._rows(CustomValue.record_id).where(*tests)
        return self.model.id.in_(found)  # type: ignore[no-any-return]  # a column of any model

    def _rows(self, what: Any) -> Any:
        return (
            select(what)
            .join(
                CustomField,
                and_(
                    CustomField.workspace_id == CustomValue.workspace_id,
                    CustomField.id == CustomValue.field_id,
                ),
            )
            .where(
                CustomValue.record_kind == self.kind,
                CustomField.kind == self.kind,
                CustomField.name_key == name_key(self.name),
                CustomField.archived_at.is_(None),
            )
        )

    def key(self, scene: Scene) -> Any:
        """The words of a text, a choice or a link."""
        del scene
        return self._value(CustomValue.text)

    def keys(self, scene: Scene) -> tuple[Any, ...]:
        """The column of each type: a field fills one of them, the others are all empty."""
        typed = (CustomValue.figure, CustomValue.amount, CustomValue.day)
        return (*(self._value(column) for column in typed), self.key(scene))

    def group(self, scene: Scene) -> Any:
        """What is grouped by: the words of a text, a choice or a link."""
        return self.key(scene)

    def _value(self, column: Any) -> Any:
        own = (
            CustomValue.workspace_id == self.model.workspace_id,
            CustomValue.record_id == self.model.id,
        )
        return self._rows(column).where(*own).correlate(self.model).limit(1).scalar_subquery()


def _test(op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
    """The test of a value in the columns that it may be meant for."""
    first = value[0] if isinstance(value, list | tuple) and value else value
    if isinstance(first, dict):
        return _money(op, value, scene)
    if isinstance(first, int | float):
        return or_(match.test("n", op, value, scene)(CustomValue.figure), _money(op, value, scene))
    if isinstance(first, str) and DAY.match(first):
        return match.test("d", op, value, scene)(CustomValue.day)
    return match.test("t" if op == "contains" else "w", op, value, scene)(CustomValue.text)


def _money(op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
    if op == "between":
        low, high = match.pair(value)
        return and_(_money(">=", low, scene), _money("<=", high, scene))
    currency, test = match.money(op, value, scene)
    return and_(CustomValue.currency == currency, test(CustomValue.amount))


def field(kind: str, name: str, model: type[Any]) -> Custom | None:
    """The custom field that a name like `custom:Region` stands for, or None for other names."""
    if not name.startswith(SIGN) or len(name) == len(SIGN):
        return None
    return Custom("w", lambda _: CustomValue.text, kind, name.removeprefix(SIGN), model)


def called(session: Session, kind: str, word: str) -> CustomField | None:
    """The workspace's field of a kind with that name; a `_` stands for a space."""
    keys = {name_key(word), name_key(word.replace("_", " "))}
    statement = select(CustomField).where(
        CustomField.kind == kind,
        CustomField.name_key.in_(keys),
        CustomField.archived_at.is_(None),
    )
    return session.scalars(statement).first()
