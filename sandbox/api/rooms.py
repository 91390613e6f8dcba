"""conversations.*: making channels, changing them, and who is in them."""

import re

from sandbox.api.call import Call, method
from sandbox.values import Json, SlackError
from sandbox.workspace import shapes
from sandbox.workspace.model import Channel, Person

_WRITE = ("channels:manage", "groups:write", "im:write", "mpim:write")
_NAME = re.compile(r"[^\W_A-Z]|[\w\-]*[^\W_A-Z][\w\-]*")
_LONGEST_NAME = 80
_LONGEST_TOPIC = 250
_MOST_INVITED = 1_000


@method("conversations.create", *_WRITE)
def create(call: Call) -> Json:
    """A new channel with the app as its only member."""
    kind = "private" if call.flag("is_private") else "channel"
    call.need("groups:write" if kind == "private" else "channels:manage")
    name = _name(call)
    bot, now = call.workspace.bot.id, int(call.core.clock.now())
    channel = Channel(call.workspace.ids.new("C"), name, kind, bot, now, [bot])
    call.workspace.put_channel(channel)
    return {"channel": shapes.conversation(call.workspace, channel)}


@method("conversations.rename", *_WRITE)
def rename(call: Call) -> Json:
    """Give a channel that the app made another name."""
    channel = _changed(call)
    if channel.creator != call.workspace.bot.id:
        raise SlackError("not_authorized")
    channel.name = _name(call)
    about = {"id": channel.id, "name": channel.name, "created": channel.created}
    call.core.events.channel("channel_rename", channel, {"channel": about})
    return _touched(call, channel)


@method("conversations.join", "channels:join")
def join(call: Call) -> Json:
    """Make the app a member of a public channel."""
    channel = call.channel()
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    answer: Json = {}
    if call.workspace.bot.id in channel.members:
        warning = "already_in_channel"
        answer = {"warning": warning, "response_metadata": {"warnings": [warning]}}
    _add(call, channel, call.workspace.bot.id)
    return {"channel": shapes.conversation(call.workspace, channel), **answer}


@method("conversations.invite", *_WRITE)
def invite(call: Call) -> Json:
    """Make people members of a channel that the app is in; nobody comes in if one may not."""
    channel = _changed(call)
    users = [u.strip() for u in (call.maybe("users") or "").split(",") if u.strip()]
    if not users:
        raise SlackError("no_user")
    if len(users) > _MOST_INVITED:
        raise SlackError("too_many_users")
    refused = [{"user": u, "ok": False, "error": w} for u in users if (w := _why(call, channel, u))]
    if refused and not call.flag("force"):
        raise SlackError(str(refused[0]["error"]), (), {"errors": refused})
    for user in set(users) - {r["user"] for r in refused}:
        _add(call, channel, user)
    return {"channel": shapes.conversation(call.workspace, channel)}


@method("conversations.kick", *_WRITE)
def kick(call: Call) -> Json:
    """Take a person out of a channel that the app is in."""
    channel, user = _changed(call), call.person().id
    if user == call.workspace.bot.id:
        raise SlackError("cant_kick_self")
    if user not in channel.members:
        raise SlackError("not_in_channel")
    call.core.events.member(channel, user, None, joined=False)
    channel.members.remove(user)
    call.workspace.touch("channel", channel.id)
    return {"errors": {}}


@method("conversations.leave", *_WRITE)
def leave(call: Call) -> Json:
    """Take the app out of a channel."""
    channel = call.channel()
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.workspace.bot.id not in channel.members:
        return {"not_in_channel": True}
    call.core.events.bot_removed(channel, call.workspace.bot.id)
    channel.members.remove(call.workspace.bot.id)
    call.workspace.touch("channel", channel.id)
    return {}


@method("conversations.setTopic", *_WRITE)
def set_topic(call: Call) -> Json:
    """Change a channel's topic, at most 250 characters."""
    channel = _changed(call)
    channel.topic = _short(call.maybe("topic"))
    return _touched(call, channel)


@method("conversations.setPurpose", *_WRITE)
def set_purpose(call: Call) -> Json:
    """Change a channel's purpose, at most 250 characters."""
    channel = _changed(call)
    channel.purpose = _short(call.maybe("purpose"))
    return _touched(call, channel) | {"purpose": channel.purpose}


@method("conversations.archive", *_WRITE)
def archive(call: Call) -> Json:
    """Close a channel."""
    channel = _changed(call, "already_archived")
    call.core.events.channel("channel_archive", channel, {"user": call.workspace.bot.id})
    channel.is_archived = True
    call.workspace.touch("channel", channel.id)
    return {}


@method("conversations.unarchive", *_WRITE)
def unarchive(call: Call) -> Json:
    """Open a closed channel again."""
    channel = _managed(call)
    if not channel.is_archived:
        raise SlackError("not_archived")
    channel.is_archived = False
    call.core.events.channel("channel_unarchive", channel, {"user": call.workspace.bot.id})
    call.workspace.touch("channel", channel.id)
    return {}


def _name(call: Call) -> str:
    name = call.maybe("name") or ""
    if not name.strip():
        raise SlackError("invalid_name_required")
    if len(name) > _LONGEST_NAME:
        raise SlackError("invalid_name_maxlength")
    if not any(c.isalnum() for c in name):
        raise SlackError("invalid_name_punctuation")
    if name != name.lower() or not _NAME.fullmatch(name):
        raise SlackError("invalid_name_specials")
    if call.workspace.find_channel(name):
        raise SlackError("name_taken")
    return name


def _short(words: str | None) -> str:
    if words and len(words) > _LONGEST_TOPIC:
        raise SlackError("too_long")
    return words or ""


def _managed(call: Call) -> Channel:
    channel = call.channel()
    if channel.kind in ("im", "mpim"):
        raise SlackError("method_not_supported_for_channel_type")
    call.need("groups:write" if channel.kind == "private" else "channels:manage")
    if call.workspace.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _changed(call: Call, archived: str = "is_archived") -> Channel:
    channel = _managed(call)
    if channel.is_archived:
        raise SlackError(archived)
    return channel


def _touched(call: Call, channel: Channel) -> Json:
    call.workspace.touch("channel", channel.id)
    return {"channel": shapes.conversation(call.workspace, channel)}


def _why(call: Call, channel: Channel, user: str) -> str:
    """Slack's word for why somebody cannot be invited, empty where they can."""
    found = call.workspace.people.get(user)
    if found is None:
        return "user_not_found"
    if user == call.workspace.bot.id:
        return "cant_invite_self"
    if user in channel.members:
        return "already_in_channel"
    return "cant_invite" if found.deleted else _stranger(call, channel, found)


def _stranger(call: Call, channel: Channel, person: Person) -> str:
    if person.team == call.workspace.team.id:
        return ""
    teams = {call.workspace.people[m].team for m in channel.members}
    there = channel.is_ext_shared and person.team in teams
    return "" if there else "user_team_not_in_channel"


def _add(call: Call, channel: Channel, user: str) -> None:
    if user not in channel.members:
        channel.members.append(user)
        call.workspace.touch("channel", channel.id)
        call.core.events.member(channel, user, call.workspace.bot.id, joined=True)
