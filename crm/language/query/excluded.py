"""Which filter of a list keeps a record out, and what the record has there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import permission
from crm.engine.money import Money
from crm.language.query import compile as compiled
from crm.language.query.filter import Node
from crm.language.query.scene import Scene
from crm.language.query.stored import Amount, Field, Linked, Many, Person
from crm.models import User


def first(
    session: Session, kind: str, nodes: Sequence[Node], row_id: int, scene: Scene
) -> int | None:
    """The place of the first filter that a visible record does not keep; None where it keeps all.

    Raises `LookupError` for a record that is not visible, and for one that does not exist: nobody
    can tell the two apart.
    """
    compiled.check_size(list(nodes))
    model = compiled.model_of(kind)
    tests = [compiled.condition(kind, node, scene) for node in nodes]
    statement = select(model.id, *tests).where(model.id == row_id)
    found = session.execute(permission.visible(statement, scene.caller, model)).first()
    if found is None:
        raise LookupError(row_id)
    return next((place for place, is_kept in enumerate(found[1:]) if not is_kept), None)


def value(session: Session, kind: str, name: str, row_id: int, scene: Scene) -> Any:
    """What a visible record has in a field, as a person is told it; None where it has nothing."""
    model = compiled.model_of(kind)
    head, dot, rest = name.partition(".")
    found = compiled.field(kind, head)
    if dot:
        assert isinstance(found, Linked)
        link = select(found.expression(scene)).where(model.id == row_id)
        target = session.scalar(permission.visible(link, scene.caller, model))
        return (
            None
            if target is None
            else value(session, found.target.__tablename__, rest, target, scene)
        )
    columns = _columns(found, scene)
    statement = select(*columns).select_from(model).where(model.id == row_id)
    row = session.execute(permission.visible(statement, scene.caller, model)).first()
    return None if row is None else _told(session, found, row, scene)


def _columns(found: Field, scene: Scene) -> tuple[Any, ...]:
    if isinstance(found, Amount):
        return found.expression(scene), found.currency(scene)
    if isinstance(found, Many):
        rows = found.mine(scene)
        return (rows.limit(1).scalar_subquery(),)
    return (found.expression(scene),)


def _told(session: Session, found: Field, row: Any, scene: Scene) -> Any:
    if row[0] is None:
        return None
    if isinstance(found, Amount):
        return Money(int(row[0]), row[1]) if row[1] else None
    if isinstance(found, Person):
        return session.scalar(select(User.name).where(User.id == row[0]))
    if isinstance(found, Linked):
        column = getattr(found.target, "name", found.name)
        named = select(column).where(found.target.id == row[0])
        return session.scalar(permission.visible(named, scene.caller, found.target))
    return row[0]
