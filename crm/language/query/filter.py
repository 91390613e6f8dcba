"""A question as data: filters, sort, limit, aggregate and group, as JSON both ways (ask.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as _beside
from typing import Any, Literal

Direction = Literal["asc", "desc"]
# What stands before the name of a field that the workspace added itself.
OWN = "custom:"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One field, operator and value; `between` has [low, high], `empty` has None.

    `said` is how a day was said that goes on with time (see `ask/rolling`).
    """

    field: str
    op: str
    value: Any = None
    said: str | None = _beside(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Any_:  # noqa: N801 - the operator's name in the language, kept apart from typing's
    """Filters of which one must hold."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Filters that must hold together."""

    items: tuple[Node, ...]


Node = Leaf | Any_ | All


@dataclass(frozen=True, slots=True)
class Sort:
    """A field (or `aggregate`) and its direction."""

    field: str
    direction: Direction = "asc"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """count, sum, avg, max or min, of a field; count has none."""

    function: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A list of a kind: its command (`deal list`), filters, sort, limit, aggregate and group."""

    command: str
    filters: tuple[Node, ...] = ()
    sort: tuple[Sort, ...] = ()
    limit: int | None = None
    aggregate: Aggregate | None = None
    group_by: str | None = None

    @property
    def kind(self) -> str:
        """The kind that is listed."""
        return self.command.split()[0]

    @property
    def grouping(self) -> tuple[str, str]:
        """The field that is grouped by and the grain of a date; empty where there is none."""
        said = self.group_by or ""
        name, _, grain = (said, "", "") if said.startswith(OWN) else said.partition(":")
        return name, grain


def to_json(question: Question) -> dict[str, Any]:
    """A question as JSON."""
    aggregate = question.aggregate
    return {
        "command": question.command,
        "filters": [node_to_json(node) for node in question.filters],
        "sort": [{"field": s.field, "direction": s.direction} for s in question.sort],
        "limit": question.limit,
        "aggregate": aggregate and {"function": aggregate.function, "field": aggregate.field},
        "group_by": question.group_by,
    }


def from_json(stored: Mapping[str, Any]) -> Question:
    """The question that `to_json` wrote."""
    aggregate = stored.get("aggregate")
    return Question(
        stored["command"],
        tuple(node_from_json(node) for node in stored.get("filters", ())),
        tuple(Sort(s["field"], s["direction"]) for s in stored.get("sort", ())),
        stored.get("limit"),
        Aggregate(aggregate["function"], aggregate["field"]) if aggregate else None,
        stored.get("group_by"),
    )


def node_to_json(node: Node) -> dict[str, Any]:
    """One filter as JSON."""
    if isinstance(node, Leaf):
        said = {"said": node.said} if node.said else {}
        return {"field": node.field, "op": node.op, "value": node.value, **said}
    name = "any" if isinstance(node, Any_) else "all"
    return {name: [node_to_json(one) for one in node.items]}


def node_from_json(stored: Mapping[str, Any]) -> Node:
    """The filter that `node_to_json` wrote."""
    if "any" in stored:
        return Any_(tuple(node_from_json(one) for one in stored["any"]))
    if "all" in stored:
        return All(tuple(node_from_json(one) for one in stored["all"]))
    said = stored.get("said")
    kept = said if isinstance(said, str) else None
    return Leaf(stored["field"], stored["op"], stored.get("value"), kept)
