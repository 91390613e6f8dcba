"""conversations.*: channels, their members and their messages."""

import re

from sandbox.api.call import KINDS, Call, cursor_metadata, method
from sandbox.values import Json, SlackError
from sandbox.workspace import messages, shapes
from sandbox.workspace.model import Channel, Message

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_WRITE = ("channels:manage", "groups:write", "im:write", "mpim:write")
_TYPES = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}
_NAME = re.compile(r"[\w\-]{1,80}")


@method("conversations.list", *_READ)
def list_all(call: Call) -> Json:
    """Conversations that the app may see, by `types`."""
    page, metadata = call.page(listed(call, None), 100)
    found = [shapes.conversation(call.workspace, c) for c in page]
    return {"channels": found, "response_metadata": metadata}


def listed(call: Call, member: str | None) -> list[Channel]:
    """The conversations of the wanted types, all of them or those of one member."""
    bot = call.workspace.bot.id
    kinds = []
    for name in (call.maybe("types") or "public_channel").split(","):
        if name.strip() not in _TYPES:
            raise SlackError("invalid_types")
        kinds.append(_TYPES[name.strip()])
        call.need(f"{KINDS[kinds[-1]]}:read")
    archived = not call.flag("exclude_archived")
    return [
        c
        for c in call.workspace.channels.values()
        if c.kind in kinds
        and (c.kind == "channel" or bot in c.members)
        and (archived or not c.is_archived)
        and (member is None or member in c.members)
    ]


@method("conversations.info", *_READ)
def info(call: Call) -> Json:
    """One conversation."""
    channel = call.channel(right="read")
    body = shapes.conversation(call.workspace, channel)
    if not call.flag("include_num_members"):
        body.pop("num_members", None)
    if call.flag("include_locale"):
        body["locale"] = "en-US"
    return {"channel": body}


@method("conversations.history", *_HISTORY)
def history(call: Call) -> Json:
    """Messages outside threads, newest first."""
    channel = _readable(call)
    window = _window(call)
    before = call.cursor("before")
    if before:
        window |= {"latest": f"{before // 1_000_000}.{before % 1_000_000:06d}", "inclusive": False}
    found, more = messages.history(channel, window)
    answer: Json = {"messages": _shown(call, found), "has_more": more, "pin_count": 0}
    if more:
        answer["response_metadata"] = cursor_metadata(f"before:{_micros(found[-1])}")
    return answer


@method("conversations.replies", *_HISTORY)
def replies(call: Call) -> Json:
    """A thread: its first message, then the replies, oldest first."""
    channel = _readable(call)
    first = channel.messages.get(call.text("ts"))
    if first is None or first.seen_by is not None:
        raise SlackError("thread_not_found")
    window = _window(call)
    after = call.cursor("after")
    if after:
        window |= {"oldest": f"{after // 1_000_000}.{after % 1_000_000:06d}", "inclusive": False}
    found, more = messages.thread(channel, first.thread_ts or first.ts, window)
    answer: Json = {"messages": _shown(call, found), "has_more": more}
    if more:
        answer["response_metadata"] = cursor_metadata(f"after:{_micros(found[-1])}")
    return answer


@method("conversations.members", *_READ)
def members(call: Call) -> Json:
    """The ids of a conversation's members."""
    page, metadata = call.page(call.channel(right="read").members)
    return {"members": page, "response_metadata": metadata}


@method("conversations.open", "im:write", "mpim:write")
def open_im(call: Call) -> Json:
    """The direct messages with a person, or with several."""
    if channel_id := call.maybe("channel"):
        channel = call.workspace.channels.get(channel_id)
        if channel is None:
            raise SlackError("channel_not_found")
        return {"channel": _opened(call, channel)}
    users = [u.strip() for u in call.text("users").split(",") if u.strip()]
    for user in users:
        if user not in call.workspace.people:
            raise SlackError("user_not_found")
        if call.workspace.people[user].deleted:
            raise SlackError("user_disabled")
    if len(users) == 1:
        call.need("im:write")
        return {"channel": _opened(call, call.workspace.im(call.workspace.bot.id, users[0]))}
    call.need("mpim:write")
    return {"channel": _opened(call, _group(call, users))}


@method("conversations.create", *_WRITE)
def create(call: Call) -> Json:
    """A new channel with the app as its only member."""
    name, kind = call.text("name"), "private" if call.flag("is_private") else "channel"
    call.need("groups:write" if kind == "private" else "channels:manage")
    if not _NAME.fullmatch(name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    if call.workspace.find_channel(name):
        raise SlackError("name_taken")
    bot, now = call.workspace.bot.id, int(call.core.clock.now())
    channel = Channel(call.workspace.ids.new("C"), name, kind, bot, now, [bot])
    call.workspace.put_channel(channel)
    return {"channel": shapes.conversation(call.workspace, channel)}


@method("conversations.join", "channels:join")
def join(call: Call) -> Json:
    """Make the app a member of a public channel."""
    channel = call.channel()
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    _add(call, channel, call.workspace.bot.id)
    return {"channel": shapes.conversation(call.workspace, channel)}


@method("conversations.invite", *_WRITE)
def invite(call: Call) -> Json:
    """Make people members of a channel that the app is in."""
    channel = _managed(call)
    for user in call.text("users").split(","):
        if user.strip() not in call.workspace.people:
            raise SlackError("user_not_found")
        if user.strip() in channel.members:
            raise SlackError("already_in_channel")
        _add(call, channel, user.strip())
    return {"channel": shapes.conversation(call.workspace, channel)}


@method("conversations.leave", *_WRITE)
def leave(call: Call) -> Json:
    """Take the app out of a channel."""
    channel = call.channel()
    if call.workspace.bot.id in channel.members:
        call.core.events.bot_removed(channel, call.workspace.bot.id)
        channel.members.remove(call.workspace.bot.id)
        call.workspace.touch("channel", channel.id)
    return {}


@method("conversations.setTopic", *_WRITE)
def set_topic(call: Call) -> Json:
    """Change a channel's topic, at most 250 characters."""
    channel = _managed(call)
    topic = call.maybe("topic") or ""
    if len(topic) > 250:
        raise SlackError("too_long")
    channel.topic = topic
    call.workspace.touch("channel", channel.id)
    return {"channel": shapes.conversation(call.workspace, channel)}


@method("conversations.setPurpose", *_WRITE)
def set_purpose(call: Call) -> Json:
    """Change a channel's purpose, at most 250 characters."""
    channel = _managed(call)
    purpose = call.maybe("purpose") or ""
    if len(purpose) > 250:
        raise SlackError("too_long")
    channel.purpose = purpose
    call.workspace.touch("channel", channel.id)
    return {"purpose": purpose}


@method("conversations.archive", *_WRITE)
def archive(call: Call) -> Json:
    """Close a channel."""
    channel = _managed(call, "already_archived")
    call.core.events.channel("channel_archive", channel, {"user": call.workspace.bot.id})
    channel.is_archived = True
    call.workspace.touch("channel", channel.id)
    return {}


@method("conversations.rename", *_WRITE)
def rename(call: Call) -> Json:
    """Give a channel another name."""
    channel, name = _managed(call), call.text("name")
    if call.workspace.find_channel(name):
        raise SlackError("name_taken")
    channel.name = name
    about = {"id": channel.id, "name": name, "created": channel.created}
    call.core.events.channel("channel_rename", channel, {"channel": about})
    call.workspace.touch("channel", channel.id)
    return {"channel": shapes.conversation(call.workspace, channel)}


def _managed(call: Call, archived: str = "is_archived") -> Channel:
    channel = call.channel()
    call.need("groups:write" if channel.kind == "private" else "channels:manage")
    if channel.kind == "im":
        raise SlackError("method_not_supported_for_channel_type")
    if call.workspace.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError(archived)
    return channel


def _readable(call: Call) -> Channel:
    channel = call.channel(right="history")
    if call.workspace.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _window(call: Call) -> Json:
    window: Json = {"limit": call.number("limit", 100, 999), "inclusive": call.flag("inclusive")}
    for key in ("oldest", "latest"):
        value = call.maybe(key)
        if value is not None:
            window[key] = _timestamp(value, key)
    return window


def _timestamp(value: str, key: str) -> str:
    whole, _, part = value.partition(".")
    if not whole.isdigit() or not (part.isdigit() or not part):
        raise SlackError(f"invalid_ts_{key}")
    return f"{whole.zfill(10)}.{part.ljust(6, '0')[:6]}"


def _micros(message: Message) -> str:
    return message.ts.replace(".", "")


def _shown(call: Call, found: list[Message]) -> list[Json]:
    with_metadata = call.flag("include_all_metadata")
    if with_metadata:
        call.need("metadata.message:read")
    hidden = () if with_metadata else ("metadata",)
    return [{k: v for k, v in m.body.items() if k not in hidden} for m in found]


def _opened(call: Call, channel: Channel) -> Json:
    if not call.flag("return_im"):
        return {"id": channel.id}
    return shapes.conversation(call.workspace, channel)


def _group(call: Call, users: list[str]) -> Channel:
    people = sorted({*users, call.workspace.bot.id})
    for channel in call.workspace.channels.values():
        if channel.kind == "mpim" and sorted(channel.members) == people:
            return channel
    names = "--".join(call.workspace.people[u].name for u in people)
    now = int(call.core.clock.now())
    group = Channel(call.workspace.ids.new("G"), f"mpdm-{names}-1", "mpim", users[0], now, people)
    call.workspace.put_channel(group)
    return group


def _add(call: Call, channel: Channel, user: str) -> None:
    if user not in channel.members:
        channel.members.append(user)
        call.workspace.touch("channel", channel.id)
        call.core.events.member(channel, user, call.workspace.bot.id, joined=True)
