"""Carrying a call out, and answering the person alone: directly, and never retried."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot import render
from bot.following import follow
from bot.slack import home, uploads
from bot.slack.installations import TIMEOUT, is_loopback
from bot.slack.wiring import Ack, Incoming, Json
from crm.engine.call import Call
from crm.engine.reply import Audience, Reply
from crm.engine.run import Answer, Asked, run
from crm.insight import dialogue

log = structlog.get_logger("answering")


def carry_out(incoming: Incoming, call: Call, asked: Asked) -> Answer:
    """Run a command, commit it, and set going what follows; raises what `run` raises."""
    wiring = incoming.wiring
    answer = run(wiring.store, call, asked)
    if answer.reply.then and not answer.is_repeat:
        wiring.pool.behind("following", lambda: _follow(incoming, call, answer.reply))
    wiring.nudge()
    if asked.command.name.startswith("import "):
        uploads.kick(wiring, call.workspace_id)
    if dialogue.is_kept(call):
        wiring.pool.submit("dialogue", lambda: _remember(incoming, call))
    home.changed(wiring, call.workspace_id, answer.changeset_id)
    return answer


def _follow(incoming: Incoming, call: Call, reply: Reply) -> None:
    follow(incoming.wiring.store, replace(call, now=incoming.wiring.clock()), reply)
    incoming.wiring.nudge()


def _remember(incoming: Incoming, call: Call) -> None:
    """Keep the question for what is said next, and what unclear words were said to mean."""
    with incoming.wiring.store.write(call.workspace_id) as session:
        dialogue.keep(session, call)


def message(reply: Reply, call: Call) -> Json | None:
    """A reply as text and blocks for the person who called; None where they may see nothing."""
    audience: Audience = "everyone" if call.caller.is_outsider else "internal"
    shown = render.blocks(reply, call.reader, audience)
    if not shown:
        return None
    return {"text": render.fallback(reply, call.reader, audience), "blocks": shown}


def private(answer: Answer, call: Call) -> Ack:
    """An answer as the body of an acknowledgement, seen by the person alone."""
    return None if answer.is_posted else ephemeral(answer.reply, call)


def ephemeral(reply: Reply, call: Call) -> Ack:
    """A reply as the body of an acknowledgement or for a response URL."""
    shown = message(reply, call)
    if shown is None:
        return None
    return {"response_type": "ephemeral", "replace_original": False} | shown


def whisper(incoming: Incoming, call: Call, reply: Reply, response_url: str | None = None) -> None:
    """Show a reply to the person alone, soon: by the response URL where there is one."""
    body = ephemeral(reply, call)
    if body is None:
        return
    wiring = incoming.wiring
    if response_url:
        wiring.pool.submit("answer", lambda: respond(response_url, body))
        return
    client = wiring.installations.client(call.workspace_id)
    if client is not None:
        wiring.pool.submit("answer", lambda: _post(client, call, body))


def respond(response_url: str, body: Json) -> None:
    """Post to a response URL, once."""
    hook = WebhookClient(response_url, timeout=TIMEOUT, retry_handlers=[])
    if is_loopback(response_url):
        hook.proxy = None
    try:
        answer = hook.send_dict(body)
    except OSError as error:
        log.warning("unanswered", error=type(error).__name__)
        return
    if answer.status_code != 200:
        log.warning("unanswered", status=answer.status_code, error=answer.body[:80])


def _post(client: WebClient, call: Call, body: Json) -> None:
    place = call.place
    said: dict[str, Any] = {"text": body["text"], "blocks": body["blocks"]}
    if place.thread_ts:
        said["thread_ts"] = place.thread_ts
    try:
        if place.is_dm or place.channel is None:
            client.chat_postMessage(channel=place.channel or call.caller.slack_id or "", **said)
        else:
            client.chat_postEphemeral(
                channel=place.channel, user=call.caller.slack_id or "", **said
            )
    except (SlackApiError, OSError) as error:
        log.warning("unanswered", error=type(error).__name__)
