"""One call of a Web API method: its arguments, typed, and the methods that there are."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sandbox.core import Core
from sandbox.options import Options
from sandbox.values import Json, SlackError
from sandbox.workspace.model import Channel, Message, Person

Item = TypeVar("Item")
KINDS = {"channel": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


class Call:
    """A method call that carried a right token."""

    def __init__(self, core: Core, args: Json) -> None:
        self.core = core
        self.workspace = core.workspace
        self.args = args

    def text(self, key: str) -> str:
        """An argument that must be there; raises `invalid_arguments`."""
        value = self.args.get(key)
        if value in (None, ""):
            raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {key}"])
        return str(value)

    def maybe(self, key: str) -> str | None:
        """An argument that may be left out."""
        value = self.args.get(key)
        return None if value in (None, "") else str(value)

    def flag(self, key: str, default: bool = False) -> bool:
        """A yes or no, in any of the forms Slack takes."""
        value = self.args.get(key)
        return default if value is None else str(value).lower() in ("1", "true")

    def number(self, key: str, default: int, most: int) -> int:
        """A whole number from 1 to `most`; raises `invalid_limit`."""
        try:
            value = int(str(self.args.get(key) or default))
        except ValueError:
            raise SlackError("invalid_limit") from None
        if value < 0:
            raise SlackError("invalid_limit")
        return min(value or default, most)

    def json(self, key: str, word: str = "invalid_arguments") -> object:
        """An argument given as JSON or as a string of it; raises `word`."""
        value = self.args.get(key)
        if isinstance(value, str) and value:
            try:
                return json.loads(value)
            except ValueError:
                raise SlackError(word, [f"[ERROR] {key}: must be valid json"]) from None
        return None if value == "" else value

    def need(self, *scopes: str) -> None:
        """Any of `scopes` must be granted; raises `missing_scope`."""
        need(self.core.options, scopes)

    def channel(self, key: str = "channel", right: str = "") -> Channel:
        """The conversation by its id, as far as the app may see it; raises channel_not_found.

        `right` (`read`, `history` …) is the scope wanted for its kind.
        """
        found = self.workspace.channels.get(self.text(key))
        bot = self.workspace.bot.id
        if found is None or (found.kind != "channel" and bot not in found.members):
            raise SlackError("channel_not_found")
        if right:
            self.need(f"{KINDS[found.kind]}:{right}")
        return found

    def person(self, key: str = "user") -> Person:
        """The person by id; raises `user_not_found`."""
        found = self.workspace.people.get(self.text(key))
        if found is None:
            raise SlackError("user_not_found")
        return found

    def message(self, channel: Channel, key: str = "ts") -> Message:
        """A message that is not ephemeral; raises `message_not_found`."""
        found = channel.messages.get(self.text(key))
        if found is None or found.seen_by is not None or found.body.get("subtype") == "tombstone":
            raise SlackError("message_not_found")
        return found

    def page(self, items: Sequence[Item], default: int = 100) -> tuple[list[Item], Json]:
        """The part of a list that `cursor` and `limit` ask for, and the metadata to answer."""
        limit = self.number("limit", default, 1000)
        start = self.cursor("offset")
        following = f"offset:{start + limit}" if start + limit < len(items) else ""
        return list(items[start : start + limit]), cursor_metadata(following)

    def cursor(self, kind: str) -> int:
        """The number in a cursor made by `cursor_metadata`, 0 without; raises invalid_cursor."""
        given = self.maybe("cursor")
        if given is None:
            return 0
        try:
            name, _, number = base64.b64decode(given, validate=True).decode().partition(":")
            if name == kind:
                return int(number)
        except ValueError:
            pass
        raise SlackError("invalid_cursor")


@dataclass(frozen=True)
class Method:
    """A method: who may call it, and what it does. It returns the answer without `ok`."""

    name: str
    scopes: tuple[str, ...]
    bearer: str
    run: Callable[[Call], Json]


METHODS: dict[str, Method] = {}


def method(
    name: str, *scopes: str, bearer: str = "bot"
) -> Callable[[Callable[[Call], Json]], Callable[[Call], Json]]:
    """Register a method that needs any of `scopes` and the token of a kind of `bearer`."""

    def register(run: Callable[[Call], Json]) -> Callable[[Call], Json]:
        METHODS[name] = Method(name, scopes, bearer, run)
        return run

    return register


def need(options: Options, scopes: Sequence[str]) -> None:
    """Raise `missing_scope` unless any of `scopes` is granted."""
    if scopes and not any(scope in options.scopes for scope in scopes):
        granted = ",".join(options.scopes)
        raise SlackError("missing_scope", (), {"needed": ",".join(scopes), "provided": granted})


def cursor_metadata(following: str) -> Json:
    """`response_metadata` with the cursor to the next page, empty on the last."""
    return {"next_cursor": base64.b64encode(following.encode()).decode() if following else ""}
