"""Emoji on messages."""

import re

from sandbox.core import Core
from sandbox.deliveries.events import Sent
from sandbox.values import Json, SlackError
from sandbox.workspace import messages
from sandbox.workspace.model import Message

_NAME = re.compile(r"[\w+'\-]{1,100}(::skin-tone-[2-6])?")


def add(core: Core, message: Message, user: str, name: str) -> Sent:
    """Put an emoji on a message; raises `invalid_name`, `already_reacted`."""
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    reactions: list[Json] = message.body.setdefault("reactions", [])
    found = next((r for r in reactions if r["name"] == name), None)
    if found is None:
        reactions.append({"name": name, "users": [user], "count": 1})
    elif user in found["users"]:
        raise SlackError("already_reacted")
    else:
        found["users"].append(user)
        found["count"] += 1
    messages.touch(core.workspace, message)
    return core.events.reaction(user, message, name, added=True)


def remove(core: Core, message: Message, user: str, name: str) -> Sent:
    """Take one's own emoji off; raises `no_reaction`."""
    reactions: list[Json] = message.body.get("reactions", [])
    found = next((r for r in reactions if r["name"] == name and user in r["users"]), None)
    if found is None:
        raise SlackError("no_reaction")
    found["users"].remove(user)
    found["count"] -= 1
    message.body["reactions"] = [r for r in reactions if r["count"]]
    if not message.body["reactions"]:
        del message.body["reactions"]
    messages.touch(core.workspace, message)
    return core.events.reaction(user, message, name, added=False)
