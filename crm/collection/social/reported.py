"""The adapter of reports: objects with network, id, kind, author, name, text, at and url."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from crm.collection.item import Item
from crm.collection.social.message import SocialPost, Unreadable
from crm.engine.errors import NotUnderstood

COMMENTS = frozenset({"comment", "reply", "mention", "评论", "回复"})


class Reported:
    """Posts of a report, each with its place."""

    def __init__(self, given: Iterable[tuple[int, object]]) -> None:
        """Take objects with the place at which each stands."""
        self._given = given

    def posts(self, now: datetime) -> Iterator[SocialPost | Unreadable]:
        """Every post; what cannot be read with its place."""
        for place, each in self._given:
            try:
                yield read(each, now)
            except NotUnderstood as error:
                yield Unreadable(place, error)


def read(given: object, now: datetime) -> SocialPost:
    """A post of an object; raises `NotUnderstood` with the field that is wrong."""
    item = Item(given)
    said = (item.text("kind", 20) or "message").casefold()
    kind: Literal["message", "comment"] = "comment" if said in COMMENTS else "message"
    author = item.needed("author", 200)
    return SocialPost(
        network=item.needed("network", 30).casefold(),
        id=item.needed("id", 200),
        kind=kind,
        author=author,
        name=item.text("name", 200) or author.lstrip("@"),
        text=item.text("text", 20_000, multiline=True) or "",
        at=item.moment("at", now),
        url=item.text("url", 1_000),
    )
