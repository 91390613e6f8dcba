"""A question while it is read: its spans, what was understood so far, and what is left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from crm.language.ask.spans import Span
from crm.language.ask.world import World
from crm.language.query import kinds
from crm.language.query.filter import Aggregate, Leaf, Sort

Reason = Literal["out_of_scope", "ambiguous"]
LINKS = ("company", "contact", "deal")


class Refused(Exception):
    """The sentence has no reading."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(slots=True)
class Item:
    """A filter and the place of its words; `after` is its first span, for *or* and *not*."""

    place: int
    leaf: Leaf


@dataclass(slots=True)
class Draft:
    """The state that the rules share."""

    kind: str
    spans: list[Span]
    world: World
    items: list[Item] = field(default_factory=list)
    sort: list[Sort] = field(default_factory=list)
    limit: int | None = None
    aggregate: Aggregate | None = None
    group_by: str | None = None
    is_any_status: bool = False
    is_chinese: bool = False

    @property
    def about(self) -> kinds.Kind:
        """The kind that is asked for."""
        return kinds.KINDS[self.kind]

    def has_field(self, name: str) -> bool:
        """Whether the kind itself has a field."""
        return name in self.about.fields

    def resolve(self, names: str) -> str | None:
        """The first of some fields (`a|b`) that the kind has, or a linked record of it has."""
        options = names.split("|")
        own = next((name for name in options if self.has_field(name)), None)
        return own or next((path for name in options if (path := self._linked(name))), None)

    def _linked(self, name: str) -> str | None:
        for link in LINKS:
            if link != self.kind and self.has_field(link) and kinds.field(link, name):
                return f"{link}.{name}"
        return None

    def add(
        self, place: int, name: str, op: str, value: Any = None, said: str | None = None
    ) -> None:
        """Take a filter, unless the same is there already; `said` as a leaf has it."""
        leaf = Leaf(name, op, value, said)
        if all(item.leaf != leaf for item in self.items):
            self.items.append(Item(place, leaf))

    def after(self, place: int, *types: str, reach: int = 1) -> int | None:
        """The next free span of some types behind a place, past words that say nothing."""
        return self._seek(range(place + 1, len(self.spans)), types, reach)

    def before(self, place: int, *types: str, reach: int = 1) -> int | None:
        """The free span of some types before a place."""
        return self._seek(range(place - 1, -1, -1), types, reach)

    def _seek(self, places: range, types: tuple[str, ...], reach: int) -> int | None:
        for place in places:
            span = self.spans[place]
            if span.has(*types) and not span.is_used:
                return place
            if not self.is_skipped(span):
                reach -= 1
            if reach <= 0:
                return None
        return None

    @staticmethod
    def is_skipped(span: Span) -> bool:
        """Whether a span stands in nobody's way."""
        return span.has("stop")

    def use(self, *places: int | None) -> None:
        """Account for spans."""
        for place in places:
            if place is not None:
                self.spans[place].is_used = True

    def free(self, *types: str) -> list[int]:
        """The places of spans of some types that nothing has used."""
        return [i for i, span in enumerate(self.spans) if span.has(*types) and not span.is_used]

    def filtered(self, name: str) -> bool:
        """Whether a filter on a field is there."""
        return any(item.leaf.field == name for item in self.items)
