"""Messages of a channel: adding, removing, threads and pages of history."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sandbox.values import Json
from sandbox.workspace.model import Channel, Message
from sandbox.workspace.state import Workspace

LATEST = "9999999999.999999"


def add(workspace: Workspace, message: Message) -> Message:
    """Store a message and, for a reply, count it at the first message of its thread."""
    channel = workspace.channels[message.channel]
    channel.messages[message.ts] = message
    file_under(channel, message)
    if message.is_reply and message.seen_by is None:
        _count_reply(workspace, channel, message)
    touch(workspace, message)
    return message


def file_under(channel: Channel, message: Message) -> None:
    """Give a message its place in the channel, in its thread, or in both."""
    insort(_line(channel, message), message.ts)
    if message.body.get("subtype") == "thread_broadcast":
        insort(channel.order, message.ts)


def touch(workspace: Workspace, message: Message) -> None:
    """Note that a message changed."""
    workspace.touch("message", f"{message.channel}:{message.ts}", message.channel)


def remove(workspace: Workspace, message: Message) -> None:
    """Take a message out; a thread's first message stays as Slack's tombstone."""
    channel = workspace.channels[message.channel]
    if channel.replies.get(message.ts):
        message.body.update(text="This message was deleted.", subtype="tombstone", hidden=True)
        message.body.pop("blocks", None)
    else:
        del channel.messages[message.ts]
        for line in (_line(channel, message), channel.order):
            if message.ts in line:
                line.remove(message.ts)
        if message.is_reply and message.seen_by is None:
            _recount(workspace, channel, str(message.thread_ts))
    touch(workspace, message)


def history(channel: Channel, window: Json) -> tuple[list[Message], bool]:
    """Top-level messages, newest first, at most `limit`, and whether there are more.

    `window` may hold oldest, latest (timestamps), inclusive and limit.
    """
    start, end = _between(channel.order, window)
    line = (channel.order[i] for i in range(end - 1, start - 1, -1))
    return _page(_shown(channel, line, None), window["limit"])


def thread(channel: Channel, parent: str, window: Json) -> tuple[list[Message], bool]:
    """The first message, then its replies, oldest first, at most `limit`; and whether more."""
    replies = channel.replies.get(parent, [])
    start, end = _between(replies, window)
    line = (replies[i] for i in range(start, end))
    page, more = _page(_shown(channel, line, None), window["limit"])
    first = channel.messages.get(parent)
    return ([first] if first else []) + page, more


def visible(
    channel: Channel, user: str, parent: str | None = None, limit: int = 1000
) -> list[Message]:
    """The last `limit` messages a person sees in a channel or thread, oldest first.

    Their own ephemeral messages are among them; a thread begins with its first message.
    """
    line = channel.order if parent is None else channel.replies.get(parent, [])
    newest = list(islice(_shown(channel, reversed(line), user), limit))[::-1]
    first = channel.messages.get(parent) if parent else None
    return ([first] if first else []) + newest


def written_since(channel: Channel, user: str, moment: str) -> list[Message]:
    """What a person sees that was written or edited after a `ts`, replies too, oldest first."""
    found = _shown(channel, sorted(channel.messages), user)
    return [m for m in found if max(m.ts, _edited(m)) > moment]


def _edited(message: Message) -> str:
    return str((message.body.get("edited") or {}).get("ts", ""))


def _shown(channel: Channel, line: Iterable[str], user: str | None) -> Iterator[Message]:
    messages = (channel.messages[ts] for ts in line)
    return (m for m in messages if not m.hidden and m.seen_by in (None, user))


def _page(shown: Iterator[Message], limit: int) -> tuple[list[Message], bool]:
    page = list(islice(shown, limit + 1))
    return page[:limit], len(page) > limit


def _between(line: Sequence[str], window: Json) -> tuple[int, int]:
    oldest, latest = window.get("oldest") or "0", window.get("latest") or LATEST
    inclusive = window.get("inclusive", False)
    start = (bisect_left if inclusive else bisect_right)(line, oldest)
    return start, (bisect_right if inclusive else bisect_left)(line, latest)


def _line(channel: Channel, message: Message) -> list[str]:
    if message.is_reply:
        return channel.replies.setdefault(str(message.thread_ts), [])
    return channel.order


def _count_reply(workspace: Workspace, channel: Channel, reply: Message) -> None:
    parent = channel.messages.get(str(reply.thread_ts))
    if parent is None:
        return
    users: list[str] = parent.body.get("reply_users", [])
    if reply.user not in users:
        users = [*users, reply.user]
    parent.body.update(
        thread_ts=parent.ts,
        reply_count=parent.body.get("reply_count", 0) + 1,
        reply_users_count=len(users),
        latest_reply=max(reply.ts, parent.body.get("latest_reply", "")),
        reply_users=users,
        subscribed=False,
        is_locked=False,
    )
    touch(workspace, parent)


def _recount(workspace: Workspace, channel: Channel, parent_ts: str) -> None:
    parent = channel.messages.get(parent_ts)
    if parent is None:
        return
    counted = ("reply_count", "reply_users", "latest_reply", "reply_users_count")
    for key in (*counted, "subscribed", "is_locked", "thread_ts"):
        parent.body.pop(key, None)
    for reply in _shown(channel, channel.replies.get(parent_ts, []), None):
        _count_reply(workspace, channel, reply)
    touch(workspace, parent)
