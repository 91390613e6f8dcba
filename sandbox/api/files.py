"""files.*: uploads in Slack's three steps, and what is known of a file."""

import mimetypes

from sandbox import posting
from sandbox.api.call import Call, method
from sandbox.rules import check_message
from sandbox.values import Json, SlackError
from sandbox.workspace import shapes
from sandbox.workspace.model import Channel, File

MOST_BYTES = 100_000_000


@method("files.getUploadURLExternal", "files:write")
def get_upload_url(call: Call) -> Json:
    """Step one: an address for `length` bytes."""
    name, length = call.text("filename"), call.number("length", 0, MOST_BYTES + 1)
    if length <= 0:
        raise SlackError("invalid_arguments", ["[ERROR] length: must be greater than 0"])
    if length > MOST_BYTES:
        raise SlackError("file_upload_size_restricted")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    found = File(
        call.workspace.ids.new("F"),
        name,
        name,
        kind,
        length,
        call.workspace.bot.id,
        int(call.core.clock.now()),
        alt_text=call.maybe("alt_txt") or "",
    )
    call.workspace.files[found.id] = found
    call.workspace.touch("file", found.id)
    return {"upload_url": f"{call.core.base}/upload/{found.id}", "file_id": found.id}


@method("files.completeUploadExternal", "files:write")
def complete(call: Call) -> Json:
    """Step three: files become visible, in a channel or thread where one is named."""
    found = _uploaded(call)
    channel_id = call.maybe("channel_id") or (call.maybe("channels") or "").split(",")[0] or None
    if channel_id:
        _share(call, _channel(call, channel_id), found)
    for one in found:
        one.done = True
        call.workspace.touch("file", one.id)
    return {"files": [shapes.file(call.core.base, f) for f in found]}


@method("files.info", "files:read")
def info(call: Call) -> Json:
    """What is known of a file."""
    found = _file(call, call.text("file"))
    return {"file": shapes.file(call.core.base, found), "comments": []}


@method("files.delete", "files:write")
def delete(call: Call) -> Json:
    """Delete one of the app's files."""
    found = _file(call, call.text("file"))
    if found.user != call.workspace.bot.id:
        raise SlackError("cant_delete_file")
    del call.workspace.files[found.id]
    call.workspace.touch("file", found.id)
    return {}


def _uploaded(call: Call) -> list[File]:
    wanted = call.json("files")
    if not isinstance(wanted, list) or not wanted:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: files"])
    found = []
    for one in wanted:
        file = call.workspace.files.get(str(one.get("id"))) if isinstance(one, dict) else None
        if file is None or not file.data or file.done:
            raise SlackError("file_not_found")
        file.title = str(one.get("title") or file.name)
        found.append(file)
    return found


def _channel(call: Call, channel_id: str) -> Channel:
    channel = call.workspace.channels.get(channel_id)
    if channel is None:
        raise SlackError("channel_not_found")
    if call.workspace.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def _share(call: Call, channel: Channel, found: list[File]) -> None:
    given: Json = {
        "text": call.maybe("initial_comment"),
        "blocks": call.json("blocks", "invalid_blocks_format"),
        "thread_ts": call.maybe("thread_ts"),
        "files": [shapes.file(call.core.base, f) for f in found],
    }
    check_message(given)
    posting.post(call.core, channel, posting.bot_body(call.core, given))
    for one in found:
        one.shared_in.append(channel.id)


def _file(call: Call, file_id: str) -> File:
    found = call.workspace.files.get(file_id)
    if found is None:
        raise SlackError("file_not_found")
    return found
