"""Events that keep what we know of people, channels and installations up to date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.slack import (
    assistant,
    cards,
    channels,
    files,
    home,
    installing,
    mentions,
    notices,
    people,
    reactions,
    threads,
    unfurls,
    workflow,
)
from bot.slack.wiring import Ack, Incoming, Json
from crm.engine.reply import Notice, Reply
from crm.engine.texts import T

log = structlog.get_logger("events")


def handle(incoming: Incoming) -> Ack:
    """Take an event of a kind we know; raises `KeyError` for any other."""
    return HANDLERS[incoming.body["event"]["type"]](incoming)


def knows(kind: str) -> bool:
    """Whether anybody handles events of this kind."""
    return kind in HANDLERS


def _person(incoming: Incoming) -> Ack:
    given = incoming.body["event"]["user"]
    if isinstance(given, dict) and not given.get("is_bot"):
        people.keep(incoming.wiring, incoming.installed, [given])
    return None


def _home(incoming: Incoming) -> Ack:
    event = incoming.body["event"]
    if str(event.get("channel", "")).startswith("D"):
        _home_of(incoming)
    return home.opened(incoming)


def _mention(incoming: Incoming) -> Ack:
    """A table that is sent with our name is to be imported; else the words are a command."""
    return None if files.take(incoming) else mentions.handle(incoming)


def _message(incoming: Incoming) -> Ack:
    """A table in our direct messages is to be imported; in a channel we ask whether it is."""
    event = incoming.body["event"]
    if event.get("subtype") == "file_share" and event.get("user") and not event.get("bot_id"):
        names_us = f"<@{incoming.installed.bot_user}" in (event.get("text") or "")
        if event.get("channel_type") == "im":
            _home_of(incoming)
            if files.take(incoming):
                return None
        elif not names_us:
            files.offer(incoming)
    if event.get("subtype") == "message_deleted":
        cards.deleted(incoming)
    if event.get("subtype") in threads.SPOKEN:
        unfurls.mentioned(incoming)
    return threads.handle(incoming)


def _home_of(incoming: Incoming) -> None:
    event = incoming.body["event"]
    values = {"name": f"{channels.DM}{event['user']}", "is_member": True}
    channels.keep(incoming.wiring, incoming.installed, event["channel"], **values)


def _joined(incoming: Incoming) -> Ack:
    """We were invited: note it, and ask Slack who else reads there."""
    event = incoming.body["event"]
    if event["user"] == incoming.installed.bot_user:
        _note(incoming, event["channel"], is_member=True)
        _ask(incoming, event["channel"])
    return None


def _left(incoming: Incoming) -> Ack:
    event = incoming.body["event"]
    if event.get("user", incoming.installed.bot_user) == incoming.installed.bot_user:
        _note(incoming, _channel(event), is_member=False)
    return None


def _renamed(incoming: Incoming) -> Ack:
    channel = incoming.body["event"]["channel"]
    _note(incoming, channel["id"], name=str(channel.get("name") or "")[:80])
    return None


def _becomes(**values: Any) -> Callable[[Incoming], Ack]:
    """A handler that notes `values` of the event's channel."""

    def note(incoming: Incoming) -> Ack:
        _note(incoming, _channel(incoming.body["event"]), **values)
        return None

    return note


def _shared(incoming: Incoming) -> Ack:
    """Strangers read there from now on: noted at once, said there, and rooms lose their header."""
    channel = _channel(incoming.body["event"])
    _note(incoming, channel, is_external=True)
    channels.tell_shared(incoming.wiring, incoming.installed, channel, incoming.key)
    return None


def _unshared(incoming: Incoming) -> Ack:
    """Strangers may still be there by another connection: Slack knows."""
    _ask(incoming, _channel(incoming.body["event"]))
    return None


def _channel(event: Json) -> str:
    channel = event["channel"]
    return str(channel["id"] if isinstance(channel, dict) else channel)


def _note(incoming: Incoming, channel: str, **values: Any) -> None:
    channels.keep(incoming.wiring, incoming.installed, channel, **values)


def _ask(incoming: Incoming, channel: str) -> None:
    wiring, installed = incoming.wiring, incoming.installed
    wiring.looked_up.discard((installed.workspace_id, channel))
    channels.look_up(wiring, installed, channel)


def _uninstalled(incoming: Incoming) -> Ack:
    wiring, now = incoming.wiring, incoming.wiring.clock()
    said = incoming.body.get("event_time")
    said_at = datetime.fromtimestamp(int(said), UTC) if said else now
    installing.revoke(wiring.store, incoming.installed.team, now, said_at)
    wiring.installations.forget()
    log.warning("uninstalled", workspace=incoming.installed.workspace_id)
    return None


def _revoked(incoming: Incoming) -> Ack:
    """Some tokens were taken back; only the bot's own ends our work."""
    tokens = incoming.body["event"].get("tokens") or {}
    return _uninstalled(incoming) if tokens.get("bot") else None


def limited(incoming: Incoming) -> Ack:
    """Slack holds events back: the admins are told, once an hour."""
    minute = int(incoming.body.get("minute_rate_limited") or 0)
    told = Notice(
        T("Slack sends me fewer events than there are: more than 30,000 came in an hour."),
        "warning",
    )
    notices.to_admins(
        incoming.wiring, incoming.installed, ("rate_limited", str(minute // 3600)), Reply((told,))
    )
    return None


HANDLERS: dict[str, Callable[[Incoming], Ack]] = {
    "app_mention": _mention,
    "message": _message,
    "app_home_opened": _home,
    "reaction_added": reactions.handle,
    "link_shared": unfurls.shared,
    "user_change": _person,
    "team_join": _person,
    "member_joined_channel": _joined,
    "member_left_channel": _left,
    "channel_left": _left,
    "group_left": _left,
    "channel_rename": _renamed,
    "group_rename": _renamed,
    "channel_archive": _becomes(is_archived=True),
    "group_archive": _becomes(is_archived=True),
    "channel_unarchive": _becomes(is_archived=False),
    "group_unarchive": _becomes(is_archived=False),
    "channel_deleted": _becomes(is_archived=True, is_member=False),
    "group_deleted": _becomes(is_archived=True, is_member=False),
    "channel_shared": _shared,
    "channel_unshared": _unshared,
    "assistant_thread_started": assistant.began,
    "assistant_thread_context_changed": assistant.began,
    "function_executed": workflow.handle,
    "app_uninstalled": _uninstalled,
    "tokens_revoked": _revoked,
}
