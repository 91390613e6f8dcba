"""bookmarks.*: the links at the head of a channel."""

from sandbox.api.call import Call, method
from sandbox.values import Json, SlackError
from sandbox.workspace.model import Channel


@method("bookmarks.add", "bookmarks:write")
def add(call: Call) -> Json:
    """Put a link there."""
    channel, title = _channel(call), call.text("title")
    if call.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    link = call.text("link")
    if not link.startswith(("http://", "https://")):
        raise SlackError("invalid_link")
    bookmark: Json = {
        "id": call.workspace.ids.new("Bk"),
        "channel_id": channel.id,
        "title": title,
        "link": link,
        "emoji": call.maybe("emoji") or "",
        "type": "link",
        "date_created": int(call.core.clock.now()),
        "app_id": call.workspace.seed.app.app_id,
    }
    channel.bookmarks.append(bookmark)
    call.workspace.touch("channel", channel.id)
    return {"bookmark": bookmark}


@method("bookmarks.edit", "bookmarks:write")
def edit(call: Call) -> Json:
    """Change title, link or emoji."""
    channel = _channel(call)
    bookmark = _bookmark(call, channel)
    bookmark |= {k: call.text(k) for k in ("title", "link", "emoji") if call.maybe(k)}
    call.workspace.touch("channel", channel.id)
    return {"bookmark": bookmark}


@method("bookmarks.remove", "bookmarks:write")
def remove(call: Call) -> Json:
    """Take a link away."""
    channel = _channel(call)
    channel.bookmarks.remove(_bookmark(call, channel))
    call.workspace.touch("channel", channel.id)
    return {}


@method("bookmarks.list", "bookmarks:read")
def list_all(call: Call) -> Json:
    """The links of a channel."""
    return {"bookmarks": _channel(call).bookmarks}


def _channel(call: Call) -> Channel:
    return call.channel("channel_id")


def _bookmark(call: Call, channel: Channel) -> Json:
    wanted = call.text("bookmark_id")
    found = next((b for b in channel.bookmarks if b["id"] == wanted), None)
    if found is None:
        raise SlackError("bookmark_not_found")
    return found
