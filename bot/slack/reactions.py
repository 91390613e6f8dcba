"""Emoji as verbs, where a channel has turned them on: 👀 take, ✅ resolve, 🎫 make a ticket.

Each runs the command of that name; its card, with *Undo*, answers in the thread.
"""

from __future__ import annotations

import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy import select

from bot.slack import failures, people, shortcuts, words
from bot.slack.answering import carry_out, whisper
from bot.slack.caller import Stranger, Where, Who, call_of
from bot.slack.wiring import Ack, Incoming, Json
from crm.engine import threads
from crm.engine.call import Call
from crm.engine.command import REGISTRY
from crm.engine.errors import Busy, RapportError
from crm.engine.run import Asked
from crm.models import Channel

log = structlog.get_logger("reactions")
VERBS = {
    "eyes": "ticket assign",
    "white_check_mark": "ticket resolve",
    "heavy_check_mark": "ticket resolve",
    "ticket": "ticket make",
}
MAKES = "ticket make"


def handle(incoming: Incoming) -> Ack:
    """Do what an emoji stands for here; most emoji stand for nothing."""
    event = incoming.body["event"]
    name = VERBS.get(str(event.get("reaction") or ""))
    item = event.get("item") or {}
    if name is None or item.get("type") != "message" or not _is_on(incoming, item["channel"]):
        return None
    if name == MAKES:
        incoming.wiring.pool.submit("emoji", lambda: _make(incoming, item))
        return None
    bound = _bound(incoming, item)
    if "ticket" in bound:
        _run(incoming, _call(incoming, item), Asked(REGISTRY[name], text=""))
    return None


def _is_on(incoming: Incoming, channel: str) -> bool:
    with incoming.wiring.store.read(incoming.installed.workspace_id) as session:
        statement = select(Channel.emoji_verbs).where(Channel.slack_id == channel)
        return bool(session.scalar(statement))


def _bound(incoming: Incoming, item: Json) -> dict[str, int]:
    with incoming.wiring.store.read(incoming.installed.workspace_id) as session:
        return threads.records(session, item["channel"], item["ts"])


def _call(incoming: Incoming, item: Json) -> Call:
    event = incoming.body["event"]
    who = Who(event["user"], None)
    is_external = bool(incoming.body.get("is_ext_shared_channel"))
    where = Where(item["channel"], item["ts"], is_member=True, is_external=is_external)
    return call_of(incoming, who, where, "thread")


def _make(incoming: Incoming, item: Json) -> None:
    """Make a ticket of a message, which Slack has to be asked for: the event holds no text."""
    client = incoming.wiring.installations.client(incoming.installed.workspace_id)
    if client is None:
        return
    try:
        answer = client.reactions_get(channel=item["channel"], timestamp=item["ts"])
    except (SlackApiError, OSError) as error:
        log.warning("not_read", error=type(error).__name__)
        return
    message = answer["message"]
    fields = {
        "channel": item["channel"],
        "ts": item["ts"],
        "thread_ts": str(message.get("thread_ts") or item["ts"]),
        "text": words.plain(message.get("text") or ""),
        **_author(incoming, message),
    }
    _run(incoming, _call(incoming, item), Asked(REGISTRY[MAKES], fields=fields))


def _author(incoming: Incoming, message: Json) -> Json:
    """Who wrote it; somebody not met yet is asked for at once, because nobody waits here."""
    try:
        return shortcuts.author(incoming, message)
    except Stranger as stranger:
        people.refresh(incoming.wiring, incoming.installed, stranger.slack_id)
        return shortcuts.author(incoming, message)


def _run(incoming: Incoming, call: Call, asked: Asked) -> None:
    """Run it; a refusal is told to the person alone, and only where they may do such things."""
    try:
        answer = carry_out(incoming, call, asked)
    except Busy:
        raise
    except RapportError as error:
        if not call.caller.is_outsider:
            whisper(incoming, call, failures.refused(error))
        return
    if not answer.is_posted and not answer.is_repeat:
        whisper(incoming, call, answer.reply)
