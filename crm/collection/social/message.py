"""What an adapter gives: one message or comment, whatever network it is from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from crm.engine.errors import RapportError


@dataclass(frozen=True, slots=True)
class SocialPost:
    """A message or a comment; `author` is a handle or a profile's address, `at` aware UTC."""

    network: str
    id: str
    kind: Literal["message", "comment"]
    author: str
    name: str
    text: str
    at: datetime
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A place (a line, an index) at which nothing could be read, and why."""

    place: int
    reason: RapportError


class Adapter(Protocol):
    """A way in which posts come: a file, a report, a network's own interface."""

    def posts(self, now: datetime) -> Iterator[SocialPost | Unreadable]:
        """Every post in its order; what cannot be read is named and the rest goes on."""
        ...


@dataclass(frozen=True, slots=True)
class Several:
    """Posts that were read already: a part of an adapter's, for one transaction."""

    found: tuple[SocialPost | Unreadable, ...]

    def posts(self, now: datetime) -> Iterator[SocialPost | Unreadable]:
        """The posts."""
        del now
        yield from self.found
