"""Modals: filling in, what Slack checks before it sends, and what the app's answer does."""

import re

from sandbox import screens
from sandbox.core import Core
from sandbox.interacting import Outcome, answer_of, failure, press, resolved, view_payload
from sandbox.rules.limits import INPUT_LENGTH
from sandbox.values import ControlError, Json, SlackError
from sandbox.workspace import inputs
from sandbox.workspace.model import Person, View

TROUBLE = "We had some trouble connecting. Try again?"
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


async def fill(core: Core, person: Person, view: View, values: Json) -> list[Outcome]:
    """Put values into a view by action_id, block_id or label; menus that act tell the app."""
    outcomes = []
    for ref, value in values.items():
        found = inputs.find(view.body["blocks"], ref)
        if found.acts:
            outcomes.append(await press(core, person, view, {"action_id": ref, "value": value}))
        else:
            meant = await resolved(core, person, view, found, {"value": value})
            chosen = inputs.choose(found, meant)
            view.values.setdefault(found.block_id, {})[found.action_id] = chosen
            view.errors.pop(found.block_id, None)
    screens.touch(core, view)
    return outcomes


async def submit(core: Core, person: Person, view: View) -> Outcome:
    """Press the modal's submit button; Slack's own checks come first and stay beside the field."""
    if not view.body.get("submit"):
        raise ControlError("This modal has no submit button.", 409)
    view.errors = own_checks(view)
    view.problem = ""
    screens.touch(core, view)
    if view.errors:
        return Outcome(errors=view.errors)
    payload = view_payload(core, person, view, "view_submission")
    payload |= {"trigger_id": core.tickets.trigger(person.id, view.id), "response_urls": []}
    delivery = await core.courier.ask("interactive", "view_submission", payload)
    outcome = Outcome(delivery, failure(delivery))
    if outcome.error:
        view.problem = TROUBLE
        screens.touch(core, view)
        return outcome
    try:
        _obey(core, person, view, answer_of(delivery))
    except SlackError as error:
        outcome.error = f"{error.word} {error.messages}"
        view.problem = TROUBLE
        screens.touch(core, view)
    outcome.errors = view.errors
    return outcome


async def close(core: Core, person: Person, *, everything: bool = False) -> list[Outcome]:
    """Close the uppermost modal or all; the app is told where it asked for that."""
    first = screens.top(core, person.id)
    if first is None:
        raise ControlError("No modal is open.", 404)
    everything = everything or bool(first.body.get("clear_on_close"))
    closing = screens.close_all if everything else _close_one
    outcomes = []
    for view in closing(core, person.id):
        if view.body.get("notify_on_close"):
            payload = view_payload(core, person, view, "view_closed")
            payload["is_cleared"] = everything
            delivery = await core.courier.ask("interactive", "view_closed", payload)
            outcomes.append(Outcome(delivery, failure(delivery)))
    return outcomes


def own_checks(view: View) -> dict[str, str]:
    """What Slack refuses before the app hears of it: block_id → sentence."""
    errors: dict[str, str] = {}
    for found in inputs.inputs(view.body["blocks"]):
        if found.block["type"] != "input":
            continue
        given = view.values.get(found.block_id, {}).get(found.action_id) or inputs.initial(found)
        value = given.get(inputs.VALUES.get(found.type, ("value", ""))[0])
        sentence = _missing(found, value) or _wrong(found, value)
        if sentence:
            errors[found.block_id] = sentence
    return errors


def _missing(found: inputs.Input, value: object) -> str:
    if value in (None, "", []) and not found.block.get("optional"):
        return "Please complete this required field."
    return ""


def _wrong(found: inputs.Input, value: object) -> str:
    if value in (None, "", []):
        return ""
    text, element = str(value), found.element
    if found.type == "plain_text_input":
        return _length(text, element)
    if found.type == "email_text_input" and not _MAIL.fullmatch(text):
        return "Please enter a valid email address."
    if found.type == "url_text_input" and not text.startswith(("http://", "https://")):
        return "Please enter a valid URL."
    return _number(text, element) if found.type == "number_input" else ""


def _length(text: str, element: Json) -> str:
    low, high = int(element.get("min_length", 0)), int(element.get("max_length", INPUT_LENGTH))
    if len(text) < low:
        return f"Please enter at least {low} characters."
    return f"Please enter no more than {high} characters." if len(text) > high else ""


def _number(text: str, element: Json) -> str:
    if not _NUMBER.fullmatch(text):
        return "Please enter a valid number."
    if "." in text and not element["is_decimal_allowed"]:
        return "Please enter a whole number."
    if float(text) < float(element.get("min_value", "-inf")):
        return f"Please enter a number of at least {element['min_value']}."
    if float(text) > float(element.get("max_value", "inf")):
        return f"Please enter a number of at most {element['max_value']}."
    return ""


def _close_one(core: Core, user: str) -> list[View]:
    view = screens.close(core, user)
    return [view] if view else []


def _obey(core: Core, person: Person, view: View, answer: Json) -> None:
    action = answer.get("response_action")
    if action is None and not answer:
        if screens.top(core, person.id) is view:
            screens.close(core, person.id)
    elif action == "clear":
        screens.close_all(core, person.id)
    elif action == "errors":
        view.errors = _app_errors(view, answer.get("errors"))
        screens.touch(core, view)
    elif action in ("update", "push"):
        body = answer.get("view")
        if not isinstance(body, dict):
            raise SlackError("invalid_arguments", ["[ERROR] missing required field: view"])
        if action == "push":
            screens.push(core, person.id, body)
        else:
            screens.update(core, view, body, None)
    else:
        raise SlackError("invalid_response_action", [f"[ERROR] response_action: {action}"])


def _app_errors(view: View, errors: object) -> dict[str, str]:
    fields = {b["block_id"] for b in view.body["blocks"] if b["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_arguments", ["[ERROR] errors: must be an object"])
    if strange := set(errors) - fields:
        sentence = f"[ERROR] errors: no input block with block_id {', '.join(sorted(strange))}"
        raise SlackError("invalid_arguments", [sentence])
    return {str(k): str(v) for k, v in errors.items()}
