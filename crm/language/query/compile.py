"""A question becomes a select: filters as conditions, over the rows that the reader may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select, true

from crm.engine import permission
from crm.engine.errors import NotUnderstood
from crm.engine.texts import T, Term
from crm.language.query import kinds, match, records
from crm.language.query.filter import All, Leaf, Node, Sort
from crm.language.query.scene import Scene
from crm.language.query.stored import Field, Linked

DEEPEST = 12
MOST_LEAVES = 200
MOST_VALUES = 500


def rows(kind: str, nodes: Iterable[Node], scene: Scene, *what: Any) -> Select[Any]:
    """The select of `what` (columns) over a kind's visible rows that keep all the filters.

    Archived records are left out. Raises `NotUnderstood` for a kind, field or value that is none.
    """
    model = model_of(kind)
    statement = select(*what).select_from(model).where(*conditions(kind, nodes, scene))
    return permission.visible(statement, scene.caller, model)


def conditions(kind: str, nodes: Iterable[Node], scene: Scene) -> list[ColumnElement[bool]]:
    """The filters of a list as conditions that hold together, without the reader's rights."""
    found = list(nodes)
    check_size(found)
    archived = getattr(model_of(kind), "archived_at", None)
    kept = [] if archived is None else [archived.is_(None)]
    return [*kept, *(condition(kind, node, scene) for node in found)]


def condition(kind: str, node: Node, scene: Scene) -> ColumnElement[bool]:
    """One filter as a condition that is true or false, never unknown."""
    if isinstance(node, Leaf):
        return _leaf(kind, node, scene)
    parts = [condition(kind, one, scene) for one in node.items]
    return and_(true(), *parts) if isinstance(node, All) else or_(match.NEVER, *parts)


def order(kind: str, sorts: Iterable[Sort], scene: Scene) -> list[Any]:
    """The order of a list: empty values last, whichever way; equals by id, the newest first."""
    keys: list[Any] = []
    for sort in sorts:
        for value in field(kind, sort.field).keys(scene):
            ordered = value.desc() if sort.direction == "desc" else value.asc()
            keys.append(ordered.nulls_last() if _may_be_empty(value) else ordered)
    return [*keys, model_of(kind).id.desc()]


def _may_be_empty(value: Any) -> bool:
    """Whether a key may be null; where it may not, any database's index can give the order."""
    columns = getattr(getattr(value, "property", None), "columns", ())
    return not (columns and columns[0].nullable is False)


def model_of(kind: str) -> type[Any]:
    """The table of a kind; raises `NotUnderstood` where there is none."""
    if kind not in records.MODELS:
        raise NotUnderstood(T("There is no list of {kind} yet.", kind=kind[:40]))
    return records.MODELS[kind]


def field(kind: str, name: str) -> Field:
    """The field of a kind; raises `NotUnderstood` where there is none of that name."""
    found = records.field(kind, name)
    if found is None and kinds.field(kind, name) is not None:
        raise NotUnderstood(
            T("Rapport does not collect {name} of a {kind} yet.", kind=kind, name=Term(name)),
            next_step=T("Ask for another field; nothing is stored there."),
        )
    if found is None:
        raise NotUnderstood(
            T("A {kind} has no field {name} that can be asked for.", kind=kind, name=name[:60])
        )
    return found


def _leaf(kind: str, leaf: Leaf, scene: Scene) -> ColumnElement[bool]:
    op, is_negated = match.positive(leaf.op)
    found = _where(kind, leaf.field, op, leaf.value, scene)
    return not_(func.coalesce(found, false())) if is_negated else found


def _where(kind: str, name: str, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
    head, dot, rest = name.partition(".")
    if not dot:
        return field(kind, name).where(op, value, scene)
    link = field(kind, head)
    target = getattr(getattr(link, "target", None), "__tablename__", "")
    if not isinstance(link, Linked) or "." in rest or target not in records.MODELS:
        raise NotUnderstood(T("There is no field {name} there.", name=name[:60]))
    return link.through(field(target, rest).where(op, value, scene), scene)


def check_size(nodes: list[Node]) -> None:
    """Refuse filters that no person would write; raises `NotUnderstood`."""
    count, deepest = _size(nodes)
    if deepest > DEEPEST or count > MOST_LEAVES:
        raise NotUnderstood(
            T("Those are too many filters at once."),
            next_step=T("Leave some of them out, or ask in two steps."),
        )


def _size(nodes: list[Node]) -> tuple[int, int]:
    """How many values there are in all filters, and how deep they are nested, without recursion."""
    count, deepest, todo = 0, 0, [(node, 1) for node in nodes]
    while todo:
        node, depth = todo.pop()
        deepest = max(deepest, depth)
        if isinstance(node, Leaf):
            many = isinstance(node.value, list | tuple)
            count += 1 + (len(node.value) * MOST_LEAVES // MOST_VALUES if many else 0)
        else:
            todo += [(one, depth + 1) for one in node.items]
    return count, deepest
