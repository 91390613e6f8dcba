"""Modals: a command's form, opened with a trigger and submitted field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot import render
from bot.slack import failures, home, screens
from bot.slack.answering import carry_out, whisper
from bot.slack.caller import Where, Who, call_of
from bot.slack.installations import QUICK
from bot.slack.wiring import Ack, Incoming, Json
from crm.engine import buttons
from crm.engine.call import Call
from crm.engine.command import REGISTRY, Command
from crm.engine.errors import FormErrors, RapportError
from crm.engine.reply import Element, FormView, Option, Reply
from crm.engine.run import Asked, reading_of
from crm.language.elements import form_view, gathered

log = structlog.get_logger("modals")


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is (to be) open: what is filled in, the button it came from, where it answers.

    `screen` is the surface without messages that it was asked for on: home, or a modal.
    """

    command: Command
    texts: Mapping[str, str] = field(default_factory=dict)
    token: str | None = None
    response_url: str | None = None
    screen: str | None = None


def show(
    incoming: Incoming,
    call: Call,
    trigger_id: str,
    form: Form,
    error: RapportError | None = None,
) -> bool:
    """Open a form, with what is still to be said: the one call to Slack before an acknowledgement.

    False where it failed.
    """
    client = incoming.wiring.installations.client(call.workspace_id, QUICK)
    if client is None:
        return False
    try:
        opens = client.views_push if form.screen == "modal" else client.views_open
        opens(trigger_id=trigger_id, view=_view(incoming, call, form, error))
    except (SlackApiError, OSError) as failure:
        log.warning("not_opened", command=form.command.name, error=type(failure).__name__)
        return False
    return True


def _view(incoming: Incoming, call: Call, form: Form, error: RapportError | None = None) -> Json:
    with incoming.wiring.store.read(call.workspace_id) as session:
        reading = reading_of(call.bound(session, None))
        shown = form_view(form.command, form.texts, reading, error=error)
    if error is not None and error.choices and error.field:
        shown = _with_choices(shown, error)
    return render.modal(shown, call.reader, _metadata(call, form))


def _with_choices(shown: FormView, error: RapportError) -> FormView:
    """The form with the error's choices under its field, to pick instead of what was typed."""
    name = error.field or ""
    options = tuple(
        Option(choice.label, choice.fields[name])
        for choice in error.choices
        if name in choice.fields
    )
    elements = (_offering(one, options, name) for one in shown.elements)
    return replace(shown, elements=tuple(elements))


def _offering(element: Element, options: tuple[Option, ...], name: str) -> Element:
    if element.name != name or element.kind == "select":
        return element
    return replace(element, options=options)


def _metadata(call: Call, form: Form) -> str:
    """What travels with the modal and comes back: the command, its button, the place."""
    kept = {
        "command": form.command.name,
        "token": form.token,
        "channel": call.place.channel,
        "thread": call.place.thread_ts,
        "answer": form.response_url,
        "screen": form.screen,
    }
    return json.dumps({name: value for name, value in kept.items() if value})


def handle(incoming: Incoming) -> Ack:
    """Run the command of a submitted form; errors come back beside their fields."""
    body, view = incoming.body, incoming.body["view"]
    kept = json.loads(view["private_metadata"])
    who = Who(body["user"]["id"], body["user"].get("team_id"), body["user"].get("username") or "")
    call = call_of(incoming, who, Where(kept.get("channel"), kept.get("thread")), "modal")
    typed = render.answers(view["state"]["values"])
    form = Form(
        *(REGISTRY[kept["command"]], typed, kept.get("token")),
        *(kept.get("answer"), kept.get("screen")),
    )
    try:
        fields = _gathered(incoming, call, form, _hidden(incoming, call, form, view) | typed)
        answer = carry_out(incoming, call, Asked(form.command, fields=fields, token=form.token))
    except RapportError as error:
        return _refused(incoming, call, form, error)
    if form.screen is not None:
        return _on_screen(incoming, call, form, answer.reply)
    if not answer.is_posted:
        whisper(incoming, call, answer.reply, form.response_url)
    return None


def _on_screen(incoming: Incoming, call: Call, form: Form, reply: Reply) -> Ack:
    """Answer where no message can: above the day, or in the modal itself."""
    if form.command.is_change:
        home.tell(incoming, call, reply)
        return {"response_action": "clear"}
    return {"response_action": "update", "view": screens.view(call, reply)}


def _hidden(incoming: Incoming, call: Call, form: Form, view: Json) -> dict[str, Any]:
    """The button's fields that the form did not ask for."""
    if form.token is None:
        return {}
    with incoming.wiring.store.read(call.workspace_id) as session:
        pressed = buttons.look(session, form.token, None, call.now)
    asked = {block.get("block_id") for block in view["blocks"]}
    return {name: value for name, value in pressed.fields.items() if name not in asked}


def _gathered(incoming: Incoming, call: Call, form: Form, given: dict[str, Any]) -> dict[str, Any]:
    """The fields with the inputs of each field of several put together."""
    with incoming.wiring.store.read(call.workspace_id) as session:
        return gathered(form.command.form, given, session)


def _refused(incoming: Incoming, call: Call, form: Form, error: RapportError) -> Ack:
    """What was typed stays; errors of fields stand beside them, others above the form."""
    errors = error.errors if isinstance(error, FormErrors) else {error.field: error}
    shown = {block.get("block_id") for block in incoming.body["view"]["blocks"]}
    beside = {
        name: failures.sentence(one, call.reader) for name, one in errors.items() if name in shown
    }
    if len(beside) == len(errors) and not error.choices:
        return {"response_action": "errors", "errors": beside}
    return {"response_action": "update", "view": _view(incoming, call, form, error)}
