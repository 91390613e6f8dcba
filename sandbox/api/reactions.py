"""reactions.* and emoji.list."""

from sandbox import reacting
from sandbox.api.call import Call, method
from sandbox.values import Json, SlackError
from sandbox.workspace.model import Channel


@method("reactions.add", "reactions:write")
def add(call: Call) -> Json:
    """Put an emoji on a message."""
    message = call.message(_joined(call), "timestamp")
    reacting.add(call.core, message, call.workspace.bot.id, call.text("name"))
    return {}


@method("reactions.remove", "reactions:write")
def remove(call: Call) -> Json:
    """Take the app's emoji off a message."""
    message = call.message(_joined(call), "timestamp")
    reacting.remove(call.core, message, call.workspace.bot.id, call.text("name"))
    return {}


@method("reactions.get", "reactions:read")
def get(call: Call) -> Json:
    """A message with all its reactions."""
    channel = call.channel()
    message = call.message(channel, "timestamp")
    return {"type": "message", "channel": channel.id, "message": message.body}


@method("emoji.list", "emoji:read")
def emoji(_call: Call) -> Json:
    """The workspace's own emoji: none."""
    return {"emoji": {}, "cache_ts": "0"}


def _joined(call: Call) -> Channel:
    channel = call.channel()
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.workspace.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel
