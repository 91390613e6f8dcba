"""Messages where the bot listens: commands in DMs, `!verb` in its threads, customers' words."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.slack import channels, mentions, parked, people, words
from bot.slack.answering import carry_out
from bot.slack.caller import call_of
from bot.slack.wiring import Ack, Incoming, Json
from crm.engine import threads
from crm.engine.call import Call
from crm.engine.command import REGISTRY
from crm.engine.run import Asked
from crm.models import User

# Messages of these kinds are people's words; all other kinds are Slack's own notes.
SPOKEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})
TICKET = "ticket"


def handle(incoming: Incoming) -> Ack:
    """Take a message: a command where it is one, a ticket's talk where it belongs to one."""
    event = incoming.body["event"]
    subtype = event.get("subtype")
    if subtype in {"message_changed", "message_deleted"}:
        return _corrected(incoming, event)
    if subtype not in SPOKEN or event.get("bot_id") or not event.get("user"):
        return None
    if event.get("channel_type") == "im":
        return _dm(incoming, event)
    if (event.get("user_team") or event.get("team")) not in {None, incoming.installed.team}:
        people.meet(incoming.wiring, incoming.installed, event["user"])
    return _thread(incoming, event) if event.get("thread_ts") else None


def _dm(incoming: Incoming, event: Json) -> Ack:
    channels.keep(
        incoming.wiring,
        incoming.installed,
        event["channel"],
        name=f"{channels.DM}{event['user']}",
        is_member=True,
    )
    text = event.get("text") or ""
    said = words.of_bang(text) or words.of_mention(text, incoming.installed.bot_user or "")
    return mentions.say(incoming, said, "thread")


def _thread(incoming: Incoming, event: Json) -> Ack:
    bound = _bound(incoming, event)
    if bound is None and parked.park_if_ours(incoming, event):
        bound = _bound(incoming, event)
    if bound is None:
        return None
    text = event.get("text") or ""
    is_command = words.of_bang(text)
    if is_command and not bound.is_outsider:
        return mentions.say(incoming, is_command, "thread")
    if bound.is_talk(f"<@{incoming.installed.bot_user}>" in text):
        _store(incoming, event)
    return None


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound thread, as far as its talk goes."""

    kind: str
    audience: str
    is_outsider: bool

    def is_talk(self, names_the_bot: bool) -> bool:
        """Whether a plain message is part of a ticket's talk with the customer.

        A member who names the bot gives it a command; a customer who does so still talks.
        """
        if self.kind != TICKET or (names_the_bot and not self.is_outsider):
            return False
        return self.audience == "everyone" or self.is_outsider


def _bound(incoming: Incoming, event: Json) -> Bound | None:
    with incoming.wiring.store.read(incoming.installed.workspace_id) as session:
        found = threads.of(session, event["channel"], str(event.get("thread_ts") or event["ts"]))
        if found is None:
            return None
        statement = select(User.is_outsider).where(User.slack_id == event.get("user"))
        team = event.get("user_team") or event.get("team")
        is_outsider = bool(session.scalar(statement)) or team not in {None, incoming.installed.team}
        return Bound(found.kind, found.audience, is_outsider)


def _store(incoming: Incoming, event: Json) -> None:
    call = call_of(incoming, *mentions.author(incoming.body, event), "event")
    _run(incoming, call, "ticket message", _said(call, event))


def _said(call: Call, event: Json) -> Json:
    """A message as the fields of the ticket's commands."""
    return {
        "channel": event["channel"],
        "ts": event["ts"],
        "thread_ts": event.get("thread_ts") or event["ts"],
        "author": event["user"],
        "author_name": call.caller.name,
        "text": words.plain(event.get("text") or ""),
    }


def _corrected(incoming: Incoming, event: Json) -> Ack:
    """A message of a ticket's talk was edited or deleted."""
    before = event.get("previous_message") or {}
    after = event.get("message") or {}
    was_edited = event["subtype"] == "message_changed"
    original = {**(after if was_edited else before), "channel": event["channel"]}
    if original.get("bot_id") or not original.get("user") or not original.get("ts"):
        return None
    if was_edited and after.get("text") == before.get("text"):
        return None
    bound = _bound(incoming, original)
    if bound is None or not bound.is_talk(names_the_bot=False):
        return None
    call = call_of(incoming, *mentions.author(incoming.body, original), "event")
    fields = _said(call, original)
    if was_edited:
        fields["edited_ts"] = (after.get("edited") or {}).get("ts") or event["ts"]
    _run(incoming, call, f"ticket message {'edited' if was_edited else 'deleted'}", fields)
    return None


def _run(incoming: Incoming, call: Call, name: str, fields: Json) -> None:
    if name in REGISTRY:
        carry_out(incoming, call, Asked(REGISTRY[name], fields=fields))
