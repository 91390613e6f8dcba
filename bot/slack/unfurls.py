"""Records named in messages, and our own links: shown as cards to those who may see them.

Everybody in a channel sees what unfurls there, so a card is only shown to all where all may see
the record; else the writer sees it alone. In channels shared with another company nothing is.
"""

from __future__ import annotations

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import render
from bot.slack import mentions
from bot.slack.answering import whisper
from bot.slack.caller import Stranger, call_of
from bot.slack.wiring import Ack, Incoming, Json
from crm.engine import buttons
from crm.engine.call import Call
from crm.engine.post import reader_of
from crm.engine.reply import Reply
from crm.models import Numbered
from crm.outreach import unfurl

log = structlog.get_logger("unfurls")


def mentioned(incoming: Incoming) -> None:
    """A message names records: they are shown soon, after it was acknowledged."""
    event = incoming.body["event"]
    text = event.get("text") or ""
    is_command = text.lstrip().startswith("!") or f"<@{incoming.installed.bot_user}" in text
    if event.get("bot_id") or not event.get("user") or event.get("channel_type") == "im":
        return
    if is_command or incoming.body.get("is_ext_shared_channel"):
        return
    said = unfurl.named(text)
    call = _call(incoming) if said else None
    if call is not None:
        incoming.wiring.pool.submit("unfurl", lambda: _show(incoming, call, said))


def shared(incoming: Incoming) -> Ack:
    """Our own links were posted: they unfurl, where we are and all may see them."""
    event = incoming.body["event"]
    links = {link["url"]: unfurl.linked(link["url"]) for link in event.get("links") or ()}
    ours = {url: ref for url, ref in links.items() if ref}
    if not ours or incoming.body.get("is_ext_shared_channel") or event["channel"][0] == "D":
        return None
    if event.get("user") in {None, incoming.installed.bot_user}:
        return None
    call = _call(incoming)
    if call is not None:
        incoming.wiring.pool.submit("unfurl", lambda: _unfurl(incoming, call, ours))
    return None


def _call(incoming: Incoming) -> Call | None:
    """The call of whoever wrote it; None for somebody whom we have not met: nothing is lost."""
    event = incoming.body["event"]
    try:
        return call_of(incoming, *mentions.author(incoming.body, event), "event")
    except Stranger:
        return None


def _show(incoming: Incoming, call: Call, said: list[str]) -> None:
    event = incoming.body["event"]
    channel, thread = event["channel"], event.get("thread_ts")
    open_ones, private = _sorted(incoming, call, said)
    if open_ones:
        with incoming.wiring.store.write(call.workspace_id) as session:
            bound = call.bound(session, None)
            for row in open_ones:
                if unfurl.is_news(bound, row, channel, thread):
                    unfurl.show(bound, row, (channel, thread or event["ts"]), event["ts"])
        incoming.wiring.nudge()
    _alone(incoming, call, private)


def _sorted(
    incoming: Incoming, call: Call, said: list[str]
) -> tuple[list[Numbered], list[Numbered]]:
    """The records that the writer sees: those that all readers see, and those that not all do."""
    channel = str(incoming.body["event"]["channel"])
    with incoming.wiring.store.read(call.workspace_id) as session:
        if call.caller.is_outsider or not unfurl.is_ours_alone(session, channel):
            return [], []
        rows = list(unfurl.visible(call.bound(session, None), said))
    readers = _readers(incoming, call, channel) if rows else []
    with incoming.wiring.store.read(call.workspace_id) as session:
        seen = [row for row in rows if unfurl.all_see(session, row, readers)]
    return seen, [row for row in rows if row not in seen]


def _readers(incoming: Incoming, call: Call, channel: str) -> list[str]:
    """Who reads a channel, without us; nobody where Slack does not say or it is a crowd."""
    client = incoming.wiring.installations.client(call.workspace_id)
    if client is None:
        return []
    try:
        answer = client.conversations_members(channel=channel, limit=unfurl.MOST_READERS)
    except (SlackApiError, OSError) as error:
        log.info("readers_unknown", error=type(error).__name__)
        return []
    if (answer.get("response_metadata") or {}).get("next_cursor"):
        return []
    return [one for one in answer["members"] if one != incoming.installed.bot_user]


def _alone(incoming: Incoming, call: Call, rows: list[Numbered]) -> None:
    """Show the writer alone what not everybody there may see; *Share* is theirs to press."""
    if not rows:
        return
    with incoming.wiring.store.write(call.workspace_id) as session:
        bound = call.bound(session, None)
        cards = (unfurl.card(bound, row) for row in rows)
        reply = buttons.arm(session, Reply(tuple(card for card in cards if card)), bound)
    whisper(incoming, call, reply)


def _unfurl(incoming: Incoming, call: Call, ours: dict[str, str]) -> None:
    event = incoming.body["event"]
    open_ones, private = _sorted(incoming, call, list(dict.fromkeys(ours.values()))[: unfurl.MOST])
    client = incoming.wiring.installations.client(call.workspace_id)
    shown = _blocks(incoming, call, ours, open_ones)
    if shown and client is not None:
        _tell(client, event, shown)
    _alone(incoming, call, private)


def _blocks(
    incoming: Incoming, call: Call, ours: dict[str, str], rows: list[Numbered]
) -> dict[str, Json]:
    """What stands under each link; without buttons, which would not say where they stand."""
    found: dict[str, Json] = {}
    reader = reader_of(call.place, call)
    with incoming.wiring.store.read(call.workspace_id) as session:
        bound = call.bound(session, None)
        by_ref = {card.ref: card for row in rows if (card := unfurl.card(bound, row))}
    for url, ref in ours.items():
        if ref in by_ref:
            found[url] = {"blocks": render.blocks(Reply((by_ref[ref],)), reader)}
    return found


def _tell(client: WebClient, event: Json, shown: dict[str, Json]) -> None:
    try:
        client.chat_unfurl(channel=event["channel"], ts=event["message_ts"], unfurls=shown)
    except (SlackApiError, OSError) as error:
        word = error.response.get("error") if isinstance(error, SlackApiError) else None
        log.info("not_unfurled", error=word or type(error).__name__)
