"""Fields that are compared or sorted in a way of their own: ranks, names, references."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, true

from crm.engine import refs
from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.language.query import match
from crm.language.query.scene import Scene
from crm.language.query.stored import Field, constant

PRIORITIES = ("low", "normal", "high", "urgent")


class Ranked(Field):
    """A choice that is sorted by its rank, not by its letters."""

    def key(self, scene: Scene) -> Any:
        """The place of the value among its choices."""
        ranks = {name: place for place, name in enumerate(PRIORITIES)}
        return case(ranks, value=self.expression(scene))


@dataclass(frozen=True, slots=True)
class Named(Field):
    """A name, sorted by its key: without case and width, and along its index."""

    sorted_by: Any

    def key(self, scene: Scene) -> Any:
        """The name's key."""
        del scene
        return self.sorted_by


def named(of: Any) -> Named:
    """The name of a table's rows."""
    return Named("t", constant(of.name), of.name_key)


class Reference(Field):
    """A record's own reference: `D-42`, or its number alone."""

    def where(self, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
        """The condition on the number behind the reference."""
        if op == "not_empty":
            return true()
        tests = [self._one(one) for one in match.several(value)]
        return self.expression(scene).in_(tests)  # type: ignore[no-any-return]  # a column

    def _one(self, value: Any) -> int:
        named = refs.read(str(value))
        if named is None:
            raise NotUnderstood(T("“{value}” is no reference such as D-42.", value=str(value)[:60]))
        return named[1]
