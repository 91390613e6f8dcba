"""conversations.*: reading channels, their members and messages; opening direct messages."""

from sandbox.api.call import KINDS, Call, cursor_metadata, method
from sandbox.values import Json, SlackError
from sandbox.workspace import messages, shapes
from sandbox.workspace.model import Channel, Message

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
MOST_IN_GROUP = 8  # people in group direct messages, the app not counted
_TYPES = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}


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
    users = _wanted(call)
    if len(users) == 1:
        call.need("im:write")
        return {"channel": _opened(call, call.workspace.im(call.workspace.bot.id, users[0]))}
    call.need("mpim:write")
    return {"channel": _opened(call, _group(call, users))}


@method("conversations.close", "im:write", "mpim:write")
def close(call: Call) -> Json:
    """Put direct messages out of sight; nothing is lost."""
    if call.channel().kind not in ("im", "mpim"):
        raise SlackError("method_not_supported_for_channel_type")
    return {}


def _wanted(call: Call) -> list[str]:
    users = [u.strip() for u in (call.maybe("users") or "").split(",") if u.strip()]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > MOST_IN_GROUP:
        raise SlackError("too_many_users")
    for user in users:
        if user not in call.workspace.people:
            raise SlackError("user_not_found")
        if call.workspace.people[user].deleted:
            raise SlackError("user_disabled")
    return users


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
