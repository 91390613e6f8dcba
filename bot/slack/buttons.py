"""Buttons and menus: a token, looked up and pressed once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack import failures, modals, screens
from bot.slack.answering import carry_out, message, respond, whisper
from bot.slack.caller import Where, Who, call_of
from bot.slack.wiring import Ack, Incoming, Json
from crm.engine import buttons
from crm.engine.buttons import Pressed
from crm.engine.call import Call
from crm.engine.errors import RapportError, TooEarly
from crm.engine.run import Answer, Asked, allow
from crm.engine.texts import T
from crm.language.answers.chosen import AGAIN


def handle(incoming: Incoming) -> Ack:
    """Do what a button stands for, or open its form; a second press says who was first."""
    body = incoming.body
    action = body["actions"][0]
    call = call_of(incoming, _who(body), _where(body), "button")
    try:
        _press(incoming, call, str(action["action_id"]), _chosen(action))
    except RapportError as error:
        refused = failures.refused(error)
        if not screens.answer(incoming, call, refused, is_change=False):
            whisper(incoming, call, refused, body.get("response_url"))
    return None


def _press(incoming: Incoming, call: Call, token: str, chosen: str | None) -> None:
    body = incoming.body
    with incoming.wiring.store.read(call.workspace_id) as session:
        pressed = buttons.look(session, token, chosen, call.now)
    if pressed.opens or (chosen is not None and _asks_more(pressed)):
        # A form is only shown to whom it is of use.
        allow(call, pressed.command)
        texts = {name: str(value) for name, value in pressed.fields.items() if value is not None}
        form = modals.Form(
            pressed.command, texts, token, body.get("response_url"), screens.kind_of(body)
        )
        if not modals.show(incoming, call, body["trigger_id"], form):
            raise TooEarly(T("The form did not open in time; please press again."))
        return
    asked = Asked(pressed.command, fields=pressed.fields, token=token)
    answer = carry_out(incoming, call, asked)
    if not screens.answer(incoming, call, answer.reply, is_change=pressed.command.is_change):
        _show(incoming, call, answer, gives_way=_gives_way(pressed))


def _gives_way(pressed: Pressed) -> bool:
    """Whether a private message gives way: to what became of it, and to its list's next step.

    What is read besides, such as a card's timeline, stands below it.
    """
    is_step = "page" in pressed.fields or pressed.command.name == AGAIN
    return pressed.command.is_change or is_step


def _asks_more(pressed: Pressed) -> bool:
    """Whether a chosen thing is asked about in a form of its own: one field of a record, say."""
    specs = pressed.command.form.specs().values()
    return any(
        spec.is_required and spec.type.element == "parts" and spec.name not in pressed.fields
        for spec in specs
    )


def _show(incoming: Incoming, call: Call, answer: Answer, *, gives_way: bool) -> None:
    """Show what came of it, in place of the private message whose button was pressed or below."""
    url = incoming.body.get("response_url")
    is_ephemeral = (incoming.body.get("container") or {}).get("is_ephemeral")
    if not is_ephemeral or not url or not gives_way:
        if not answer.is_posted:
            whisper(incoming, call, answer.reply, url)
        return
    shown = None if answer.is_posted else message(answer.reply, call)
    instead: Json = {"replace_original": True} | shown if shown else {"delete_original": True}
    incoming.wiring.pool.submit("answer", lambda: respond(url, instead))


def _who(body: Json) -> Who:
    person = body["user"]
    return Who(person["id"], person.get("team_id"), person.get("username") or "")


def _where(body: Json) -> Where:
    """The thread that the message stands in or begins; a private message begins none."""
    container = body.get("container") or {}
    message = body.get("message") or {}
    thread = container.get("thread_ts") or message.get("thread_ts")
    if thread is None and message and not container.get("is_ephemeral"):
        thread = message.get("ts")
    channel = (body.get("channel") or {}).get("id")
    is_ours = bool(message) or None
    return Where(channel, thread, is_member=is_ours)


def _chosen(action: Mapping[str, Any]) -> str | None:
    option = action.get("selected_option") or {}
    return option.get("value")
