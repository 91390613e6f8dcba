"""Modals: a command's form, opened with a trigger and submitted field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot import render
from bot.slack import failures, home, opening, screens
from bot.slack.answering import carry_out, whisper
from bot.slack.caller import Where, Who, call_of
from bot.slack.wiring import Ack, Incoming, Json
from crm.engine import buttons, post, refs
from crm.engine.call import Call
from crm.engine.command import REGISTRY, Command
from crm.engine.errors import FormErrors, RapportError, TooEarly
from crm.engine.reply import Actions, Button, Element, FormView, Notice, Option, Reply
from crm.engine.run import Asked, reading_of
from crm.engine.texts import T
from crm.language.elements import form_view, gathered
from crm.models import User

# The input in which a way on is chosen, and what Slack takes as the value of an option.
WAY, LONGEST_WAY = "way~", 150


@dataclass(frozen=True, slots=True)
class Under:
    """The form under a form: its modal and metadata, the field that waits, what was typed there.

    `typed` is the token under which it is stored.
    """

    view: str
    metadata: str
    field: str
    typed: str


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
    under: Under | None = None


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
    pushes = form.screen == "modal" or form.under is not None
    return opening.show(
        incoming, call, trigger_id, lambda: view_of(incoming, call, form, error), pushes=pushes
    )


def late(incoming: Incoming, call: Call, form: Form) -> None:
    """Offer a form again that did not open in time, with all that was filled in."""
    told = TooEarly(T("The form did not open in time; nothing is lost."))
    again = Button(T("Open the form"), form.command.name, dict(form.texts), opens=True)
    reply = failures.refused(told)
    with incoming.wiring.store.write(call.workspace_id) as session:
        shown = replace(reply, views=(*reply.views, Actions((again,), audience="everyone")))
        armed = buttons.arm(session, shown, call)
    whisper(incoming, call, armed, form.response_url)


def keep(incoming: Incoming, name: str) -> None:
    """Send the person what was typed into a form that could not be saved, to be opened again.

    `name` is the failure's id, by which whoever runs Rapport finds it.
    """
    call, form = opened(incoming)
    again = Button(T("Open it again"), form.command.name, dict(form.texts), opens=True)
    told = T("Something went wrong while saving; what you typed is kept here.")
    views = (Notice(told, "error", audience="everyone"), Actions((again,), audience="everyone"))
    with incoming.wiring.store.write(call.workspace_id) as session:
        person = session.get(User, (call.workspace_id, call.caller.user_id))
        if person is not None:
            bound = call.bound(session, None)
            post.to_person(bound, person, ("form kept", name), "message", Reply(views))
    incoming.wiring.nudge()


def view_of(incoming: Incoming, call: Call, form: Form, error: RapportError | None = None) -> Json:
    """A form as the modal that Slack is given."""
    with incoming.wiring.store.read(call.workspace_id) as session:
        reading = reading_of(call.bound(session, None))
        shown = form_view(form.command, form.texts, reading, error=error)
    if error is not None and error.choices:
        shown = _with_choices(shown, error) if error.field else _with_ways(shown, error)
    return render.modal(shown, call.reader, _metadata(call, form))


def _with_ways(shown: FormView, error: RapportError) -> FormView:
    """The form with the ways on above it, where they are about the whole: one has to be chosen."""
    ways = tuple(Option(choice.label, json.dumps(dict(choice.fields))) for choice in error.choices)
    fit = tuple(one for one in ways if len(one.value) <= LONGEST_WAY)
    chosen = Element(WAY, T("How shall it go on?"), "select", options=fit)
    return replace(shown, elements=(chosen, *shown.elements)) if fit else shown


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
    return replace(element, kind="text", options=options)


def _metadata(call: Call, form: Form) -> str:
    """What travels with the modal and comes back: the command, its button, the place."""
    kept: Json = {
        "command": form.command.name,
        "token": form.token,
        "channel": call.place.channel,
        "thread": call.place.thread_ts,
        "answer": form.response_url,
        "screen": form.screen,
        "under": asdict(form.under) if form.under else None,
    }
    return json.dumps({name: value for name, value in kept.items() if value})


def opened(incoming: Incoming) -> tuple[Call, Form]:
    """The form that a payload's view shows, with what is filled in now, and who uses it."""
    body, view = incoming.body, incoming.body["view"]
    kept = json.loads(view["private_metadata"])
    who = Who(body["user"]["id"], body["user"].get("team_id"), body["user"].get("username") or "")
    call = call_of(incoming, who, Where(kept.get("channel"), kept.get("thread")), "modal")
    form = Form(
        REGISTRY[kept["command"]],
        render.answers(view["state"]["values"]),
        kept.get("token"),
        kept.get("answer"),
        kept.get("screen"),
        Under(**kept["under"]) if kept.get("under") else None,
    )
    return call, form


def handle(incoming: Incoming) -> Ack:
    """Run the command of a submitted form; errors come back beside their fields."""
    call, form = opened(incoming)
    try:
        answer = carry_out(
            incoming,
            call,
            Asked(form.command, fields=given(incoming, call, form), token=form.token),
        )
    except RapportError as error:
        return _refused(incoming, call, form, error)
    if form.under is not None:
        incoming.wiring.pool.submit("under", lambda: _hand_down(incoming, call, form, answer.reply))
        return None
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


def given(incoming: Incoming, call: Call, form: Form) -> dict[str, Any]:
    """The fields of an open form: the button's that are not asked, and what was typed."""
    hidden = _hidden(incoming, call, form, incoming.body["view"])
    typed = {name: text for name, text in form.texts.items() if name != WAY}
    way = json.loads(form.texts[WAY]) if form.texts.get(WAY) else {}
    return _gathered(incoming, call, form, hidden | typed) | way


def _hand_down(incoming: Incoming, call: Call, form: Form, reply: Reply) -> None:
    """Choose the record that was just made in the form that waits under this one."""
    under, about = form.under, reply.about
    client = incoming.wiring.installations.client(call.workspace_id)
    if under is None or about is None or client is None:
        return
    with incoming.wiring.store.read(call.workspace_id) as session:
        typed = buttons.look(session, under.typed, None, call.now).fields
        row = session.get(refs.MODELS[about.kind], (call.workspace_id, about.id))
        texts = {**typed, under.field: refs.ref(row)} if row is not None else dict(typed)
    kept = json.loads(under.metadata)
    place = replace(call.place, channel=kept.get("channel"), thread_ts=kept.get("thread"))
    waiting = Form(
        *(REGISTRY[kept["command"]], texts, kept.get("token")),
        *(kept.get("answer"), kept.get("screen")),
    )
    view = view_of(incoming, replace(call, place=place), waiting)
    opening.update(client, under.view, render.chosen_anew(view, under.field))


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
    return {"response_action": "update", "view": view_of(incoming, call, form, error)}
