"""Putting messages into channels, whoever writes them, and telling the app about it."""

import json
from collections.abc import Iterator

from sandbox.core import Core
from sandbox.deliveries.events import Sent
from sandbox.deliveries.tickets import ResponseUrl
from sandbox.rules import check_message
from sandbox.values import Json, SlackError
from sandbox.workspace import messages, shapes
from sandbox.workspace.model import Channel, Message, Person
from sandbox.workspace.text import composed


def named(core: Core, blocks: list[Json]) -> list[Json]:
    """A copy of blocks in which every block and interactive element has an id."""
    copy: list[Json] = json.loads(json.dumps(blocks))
    for block in copy:
        block.setdefault("block_id", core.workspace.ids.new("")[-6:])
        for element in _interactive(block):
            element.setdefault("action_id", core.workspace.ids.new("")[-6:])
    return copy


def bot_body(core: Core, given: Json) -> Json:
    """What Slack stores of a message that the app sends; `given` are the method's arguments."""
    app, team = core.workspace.seed.app, core.workspace.team
    body: Json = {
        "type": "message",
        "user": app.user_id,
        "text": given.get("text") or "",
        "team": team.id,
        "bot_id": app.bot_id,
        "app_id": app.app_id,
        "bot_profile": bot_profile(core),
    }
    if given.get("blocks"):
        body["blocks"] = named(core, given["blocks"])
    for key in ("thread_ts", "metadata", "attachments", "files", "username", "icons"):
        if given.get(key):
            body[key] = given[key]
    if given.get("reply_broadcast") and given.get("thread_ts"):
        body["subtype"] = "thread_broadcast"
    return body


def bot_profile(core: Core) -> Json:
    """The app as messages name it."""
    app = core.workspace.seed.app
    return {
        "id": app.bot_id,
        "app_id": app.app_id,
        "user_id": app.user_id,
        "name": app.name,
        "deleted": False,
        "updated": 0,
        "team_id": core.workspace.team.id,
        "icons": {},
    }


def person_body(core: Core, person: Person, typed: str, given: Json) -> Json:
    """What Slack stores of words a person typed; `raw` in `given` leaves them as they are."""
    text = typed if given.get("raw") else composed(core.workspace, typed)
    body: Json = {
        "type": "message",
        "user": person.id,
        "text": text,
        "team": person.team,
        "client_msg_id": core.workspace.ids.new("m"),
    }
    for key in ("thread_ts", "files", "subtype"):
        if given.get(key):
            body[key] = given[key]
    return body


def post(core: Core, channel: Channel, body: Json, *, hidden: bool = False) -> tuple[Message, Sent]:
    """Store a message with a new timestamp and tell the app; events run in the background."""
    body["ts"] = core.workspace.ids.ts(core.clock.now())
    message = messages.add(core.workspace, Message(channel.id, body, hidden=hidden))
    channel.read[message.user] = message.ts
    _quiet(core, message)
    return message, core.events.posted(message)


def _quiet(core: Core, message: Message) -> None:
    """The app's post takes its status in an assistant's thread away."""
    thread = core.workspace.assistants.get((message.channel, message.thread_ts or ""))
    if thread and thread.status and message.user == core.workspace.bot.id:
        thread.status = ""
        core.workspace.touch("assistant", thread.key, thread.user)


def whisper(core: Core, channel: Channel, body: Json, user: str) -> Message:
    """Show a message to one person only; nobody is told."""
    body |= {"ts": core.workspace.ids.ts(core.clock.now()), "is_ephemeral": True}
    return messages.add(core.workspace, Message(channel.id, body, seen_by=user))


def change(core: Core, message: Message, given: Json, editor: str) -> Sent:
    """Edit a message: text, blocks (kept when absent, removed by `[]`), metadata, attachments."""
    before = json.loads(json.dumps(message.body))
    if given.get("text") is not None:
        message.body["text"] = given["text"]
    for key in ("blocks", "attachments", "files", "metadata"):
        _replace(core, message, key, given.get(key))
    if message.seen_by is None:
        edited = {"user": editor, "ts": core.workspace.ids.ts(core.clock.now())}
        message.body["edited"] = edited
    messages.touch(core.workspace, message)
    return core.events.changed(message, before) if message.seen_by is None else []


def delete(core: Core, message: Message) -> Sent:
    """Take a message away."""
    sent = core.events.deleted(message) if message.seen_by is None else []
    messages.remove(core.workspace, message)
    return sent


def answer(core: Core, right: ResponseUrl, given: Json) -> Message | None:
    """Carry out what a response URL or an acknowledgement asks for; raises SlackError.

    Without `response_type` the answer is private; `replace_original` and `delete_original` act on
    the message that the interaction stood in.
    """
    channel = core.workspace.channels[right.channel]
    original = core.workspace.message(right.channel, right.message or "")
    if given.get("delete_original") and original:
        delete(core, original)
        return None
    check_message(given)
    check_files(core, given.get("blocks") or [])
    if given.get("replace_original") and original:
        change(core, original, {"blocks": [], **given}, core.workspace.bot.id)
        return original
    threaded = {"thread_ts": right.thread} if right.thread else {}
    body = bot_body(core, {**threaded, **given})
    if given.get("response_type") == "in_channel":
        return post(core, channel, body)[0]
    return whisper(core, channel, body, right.user)


def check_files(core: Core, blocks: list[Json]) -> None:
    """Refuse images whose `slack_file` is not an uploaded image; raises SlackError."""
    for path, wanted in _slack_files(blocks, "blocks"):
        found = core.workspace.files.get(str(wanted.get("id")))
        if "id" in wanted and (found is None or found.mimetype not in shapes.IMAGES):
            raise SlackError("invalid_blocks", [f"[ERROR] {path}.slack_file: invalid slack file"])


def _slack_files(node: object, path: str) -> Iterator[tuple[str, Json]]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _slack_files(item, f"{path}[{index}]")
    elif isinstance(node, dict):
        if isinstance(node.get("slack_file"), dict):
            yield path, node["slack_file"]
        for key in ("elements", "accessory", "child_blocks", "hero_image", "icon"):
            yield from _slack_files(node.get(key), f"{path}.{key}")


def _replace(core: Core, message: Message, key: str, value: object) -> None:
    if value is None:
        return
    if not value:
        message.body.pop(key, None)
    else:
        blocks = key == "blocks" and isinstance(value, list)
        message.body[key] = named(core, value) if blocks else value  # type: ignore[arg-type]  # a list, by the line above


def _interactive(block: Json) -> Iterator[Json]:
    for key in ("element", "accessory"):
        if _acts(block.get(key)):
            yield block[key]
    for key in ("elements", "actions"):
        for element in block.get(key) or []:
            if element.get("type") == "card":
                yield from _interactive(element)
            elif _acts(element):
                yield element
    for child in block.get("child_blocks") or []:
        yield from _interactive(child)


def _acts(element: object) -> bool:
    passive = ("image", "mrkdwn", "plain_text")
    if not isinstance(element, dict) or str(element.get("type")) in passive:
        return False
    return not str(element.get("type")).startswith("rich_text_") or "input" in element["type"]
