"""Surfaces without messages: what is pressed on the Home tab or in a modal is answered there."""

from __future__ import annotations

import structlog
from slack_sdk.errors import SlackApiError

from bot import render
from bot.slack import home
from bot.slack.installations import QUICK
from bot.slack.wiring import Incoming, Json
from crm.engine.call import Call
from crm.engine.reply import Audience, Reply

log = structlog.get_logger("screens")


def kind_of(body: Json) -> str | None:
    """Where something was pressed: `home`, `modal`, or None in a message."""
    return str(body["view"]["type"]) if body.get("view") else None


def answer(incoming: Incoming, call: Call, reply: Reply, *, is_change: bool) -> bool:
    """Whether it was answered on the screen it came from; False where it came from a message.

    A change made on the Home tab is told there; everything else is shown in a modal, in the one
    that is open where there is one.
    """
    kind = kind_of(incoming.body)
    if kind is None:
        return False
    if kind == "home" and is_change:
        home.tell(incoming, call, reply)
        return True
    client = incoming.wiring.installations.client(call.workspace_id, QUICK)
    if client is None:
        return False
    try:
        if kind == "home":
            client.views_open(trigger_id=incoming.body["trigger_id"], view=view(call, reply))
        else:
            client.views_update(view_id=incoming.body["view"]["id"], view=view(call, reply))
    except (SlackApiError, OSError) as error:
        log.warning("not_shown", error=type(error).__name__)
        return False
    return True


def view(call: Call, reply: Reply) -> Json:
    """A reply as a modal that is only looked at, for the person who called."""
    audience: Audience = "everyone" if call.caller.is_outsider else "internal"
    return render.answer(home.title_of(reply, call), reply, call.reader, audience)
