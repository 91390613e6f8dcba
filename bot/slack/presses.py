"""What was pressed or chosen: a button of a message or a screen, or something in an open form."""

from __future__ import annotations

from dataclasses import replace

from bot import render
from bot.slack import buttons, failures, modals, opening, screens
from bot.slack.answering import carry_out
from bot.slack.caller import Where, Who, call_of
from bot.slack.wiring import Ack, Incoming, Json
from crm.engine import buttons as tokens
from crm.engine.call import Call
from crm.engine.command import REGISTRY
from crm.engine.errors import RapportError
from crm.engine.reply import Button
from crm.engine.run import Asked
from crm.engine.texts import T

CONFLICT = "hash_conflict"


def handle(incoming: Incoming) -> Ack:
    """Do what a button stands for; in a form, ask what a choice leads to."""
    if (incoming.body.get("view") or {}).get("callback_id") != render.FORM:
        return None if _looked_at(incoming) else buttons.handle(incoming)
    action = incoming.body["actions"][0]
    call, form = modals.opened(incoming)
    form = replace(form, texts=modals.given(incoming, call, form))
    if str(action["action_id"]).startswith(render.MAKES):
        _lay_over(incoming, call, form)
    else:
        incoming.wiring.pool.submit("form", lambda: _ask_anew(incoming, call, form))
    return None


def _looked_at(incoming: Incoming) -> bool:
    """Whether a press on the Home tab opened what it only looks at: slow ones fill a shell."""
    body = incoming.body
    if screens.kind_of(body) != "home":
        return False
    person, action = body["user"], body["actions"][0]
    who = Who(person["id"], person.get("team_id"), person.get("username") or "")
    call = call_of(incoming, who, Where(None), "button")
    chosen = (action.get("selected_option") or {}).get("value")
    try:
        with incoming.wiring.store.read(call.workspace_id) as session:
            pressed = tokens.look(session, str(action["action_id"]), chosen, call.now)
    except RapportError:
        return False
    if pressed.opens or pressed.command.is_change:
        return False
    asked = Asked(pressed.command, fields=pressed.fields, token=pressed.token)
    return opening.show(
        incoming, call, body["trigger_id"], lambda: _view(incoming, call, asked), pushes=False
    )


def _view(incoming: Incoming, call: Call, asked: Asked) -> Json:
    try:
        reply = carry_out(incoming, call, asked).reply
    except RapportError as error:
        reply = failures.refused(error)
    return screens.view(call, reply)


def _ask_anew(incoming: Incoming, call: Call, form: modals.Form) -> None:
    """Show the fields that belong to what was chosen.

    Where the form changed while this was under way, that is said above it; Slack keeps what stands
    in its inputs.
    """
    client = incoming.wiring.installations.client(call.workspace_id)
    if client is None:
        return
    asked, view = incoming.body["view"], modals.view_of(incoming, call, form)
    trouble = opening.update(client, asked["id"], view, asked.get("hash"))
    if trouble == CONFLICT:
        told = T("The form changed while you were choosing; what you typed is kept.")
        view = render.noticed(view, told, call.reader)
    if trouble is not None:
        opening.update(client, asked["id"], view)


def _lay_over(incoming: Incoming, call: Call, form: modals.Form) -> None:
    """Lay the form of a new record over this one, which waits for it with all that was typed."""
    body, action = incoming.body, incoming.body["actions"][0]
    command = REGISTRY[action["action_id"].removeprefix(render.MAKES)]
    kept = Button(T("Open the form"), form.command.name, dict(form.texts), opens=True)
    with incoming.wiring.store.write(call.workspace_id) as session:
        typed = tokens.token(session, kept, call)
    view = body["view"]
    under = modals.Under(view["id"], view["private_metadata"], str(action["value"]), typed)
    over = modals.Form(command, under=under)
    if not modals.show(incoming, call, body["trigger_id"], over):
        modals.late(incoming, call, form)
