"""chat.*: posting, editing, private messages, links."""

from sandbox import posting
from sandbox.api.call import Call, method
from sandbox.rules import check_message
from sandbox.values import Json, RateLimited, SlackError
from sandbox.workspace import messages
from sandbox.workspace.model import Channel, Message
from sandbox.workspace.text import unescape

_JSON = (
    ("blocks", "invalid_blocks_format"),
    ("attachments", "invalid_attachments"),
    ("metadata", "invalid_metadata_format"),
)


@method("chat.postMessage", "chat:write")
def post_message(call: Call) -> Json:
    """Post to a channel, a thread or a person's direct messages."""
    channel = _target(call)
    given = _given(call)
    check_message(given)
    posting.check_files(call.core, given.get("blocks") or [])
    _check_thread(channel, given)
    wait = call.core.rates.wait(channel.id)
    if wait and call.core.options.rate == "refuse":
        raise RateLimited(wait)
    body = posting.bot_body(call.core, given)
    message, _ = posting.post(call.core, channel, body, hidden=bool(wait))
    return {"channel": channel.id, "ts": message.ts, "message": message.body}


@method("chat.update", "chat:write")
def update(call: Call) -> Json:
    """Edit one of the app's own messages."""
    channel = call.channel()
    message = call.message(channel)
    if message.user != call.workspace.bot.id:
        raise SlackError("cant_update_message")
    given = _given(call)
    kept = {"blocks": message.body.get("blocks")} if given.get("blocks") is None else {}
    check_message({**given, **kept})
    posting.check_files(call.core, given.get("blocks") or [])
    posting.change(call.core, message, given, call.workspace.bot.id)
    text = message.body["text"]
    return {"channel": channel.id, "ts": message.ts, "text": text, "message": message.body}


@method("chat.delete", "chat:write")
def delete(call: Call) -> Json:
    """Delete one of the app's own messages."""
    channel = call.channel()
    message = call.message(channel)
    if message.user != call.workspace.bot.id:
        raise SlackError("cant_delete_message")
    posting.delete(call.core, message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(call: Call) -> Json:
    """Show a message to one member of a channel."""
    channel, user = call.channel(), call.person()
    _check_open(call, channel)
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    given = _given(call)
    check_message(given)
    posting.check_files(call.core, given.get("blocks") or [])
    body = posting.bot_body(call.core, {k: v for k, v in given.items() if k != "metadata"})
    return {"message_ts": posting.whisper(call.core, channel, body, user.id).ts}


@method("chat.getPermalink")
def get_permalink(call: Call) -> Json:
    """The address of a message on the sandbox's page."""
    channel = call.channel()
    message = call.message(channel, "message_ts")
    return {"channel": channel.id, "permalink": permalink(call, channel, message)}


@method("chat.unfurl", "links:write")
def unfurl(call: Call) -> Json:
    """Put cards under the links of a message: by channel and ts, or by unfurl_id and source."""
    message = _unfurled(call)
    unfurls = call.json("unfurls", "invalid_unfurls_format")
    if not unfurls:
        raise SlackError("missing_unfurls")
    if not isinstance(unfurls, dict) or not all(isinstance(u, dict) for u in unfurls.values()):
        raise SlackError("invalid_unfurls_format")
    attachments = []
    for url, card in unfurls.items():
        if url not in unescape(str(message.body.get("text"))):
            raise SlackError("cannot_unfurl_url")
        check_message({"text": "link", "attachments": [card]})
        attachments.append({**card, "from_url": url, "app_unfurl_url": url, "is_app_unfurl": True})
    message.body["attachments"] = attachments
    messages.touch(call.workspace, message)
    return {}


def _unfurled(call: Call) -> Message:
    if not call.maybe("unfurl_id"):
        return call.message(call.channel())
    if call.text("source") not in ("composer", "conversations_history"):
        raise SlackError("invalid_source")
    channel, _, ts = call.text("unfurl_id").partition(".")
    found = call.workspace.message(channel, ts)
    if found is None:
        raise SlackError("invalid_unfurl_id")
    return found


def permalink(call: Call, channel: Channel, message: Message) -> str:
    """The address under which the page shows a message."""
    address = f"{call.core.base}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        return f"{address}?thread_ts={message.thread_ts}&cid={channel.id}"
    return address


def _given(call: Call) -> Json:
    given: Json = {key: call.json(key, word) for key, word in _JSON}
    for key in ("text", "thread_ts", "username", "icon_emoji"):
        given[key] = call.args.get(key)
    if given["username"] or given.pop("icon_emoji"):
        call.need("chat:write.customize")
    given["reply_broadcast"] = call.flag("reply_broadcast")
    return given


def _target(call: Call) -> Channel:
    ref = call.text("channel")
    person = call.workspace.people.get(ref)
    if person is not None:
        if person.deleted or person.is_bot:
            raise SlackError("channel_not_found")
        return call.workspace.im(call.workspace.bot.id, person.id)
    found = call.workspace.find_channel(ref)
    bot = call.workspace.bot.id
    if found is None or (found.kind != "channel" and bot not in found.members):
        raise SlackError("channel_not_found")
    _check_open(call, found)
    return found


def _check_open(call: Call, channel: Channel) -> None:
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.workspace.bot.id in channel.members:
        return
    if "chat:write.public" not in call.core.options.scopes:
        raise SlackError("not_in_channel")


def _check_thread(channel: Channel, given: Json) -> None:
    parent = given.get("thread_ts")
    if parent is None:
        return
    found = channel.messages.get(str(parent))
    if found is None or found.is_reply or found.seen_by is not None:
        raise SlackError("thread_not_found")
