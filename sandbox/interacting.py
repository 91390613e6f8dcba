"""Commands, buttons, menus, modals and shortcuts: what the app is asked and what it answers."""

import json
from dataclasses import dataclass, field

from sandbox import picking, posting, screens
from sandbox.core import Core
from sandbox.deliveries.record import Delivery
from sandbox.deliveries.tickets import ResponseUrl
from sandbox.rules import check_options
from sandbox.values import ControlError, Json, SlackError
from sandbox.workspace import inputs
from sandbox.workspace.model import Channel, Message, Person, View
from sandbox.workspace.text import command_text


@dataclass
class Outcome:
    """How an interaction ended: the delivery, what went wrong in Slack's words, what was shown."""

    delivery: Delivery | None = None
    error: str = ""
    message: Message | None = None
    errors: dict[str, str] = field(default_factory=dict)


def failure(delivery: Delivery) -> str:
    """Slack's word for an answer that did not come or was not 200."""
    if delivery.ok:
        return ""
    late = delivery.last.error == "http_timeout"
    return "operation_timeout" if late else "dispatch_failed"


def answer_of(delivery: Delivery) -> Json:
    """The JSON object in an acknowledgement; a plain text becomes `text`."""
    body = delivery.last.body.strip()
    if not body:
        return {}
    try:
        parsed = json.loads(body)
    except ValueError:
        return {"text": body}
    return parsed if isinstance(parsed, dict) else {"text": body}


async def command(core: Core, person: Person, channel: Channel, line: tuple[str, str]) -> Outcome:
    """A slash command, `line` being its name and what follows; refused where it is not known."""
    name, typed = line
    declared = core.options.declared(name)
    if declared is None:
        return _told(core, person, channel, Outcome(error=f"{name} is not a valid command."))
    right = ResponseUrl(channel.id, person.id, core.clock.now())
    text = command_text(core.workspace, typed, should_escape=declared.should_escape)
    payload = _command(core, person, channel, (name, text, core.response_url(right)))
    delivery = await core.courier.ask("command", name, payload)
    outcome = Outcome(delivery, failure(delivery))
    if outcome.error:
        sentence = f'{name} failed with the error "{outcome.error}"'
        return _told(core, person, channel, outcome, sentence)
    if body := answer_of(delivery):
        try:
            outcome.message = posting.answer(core, right, body)
        except SlackError as error:
            outcome.error = f"invalid_command_response: {error.word} {error.messages}"
            sentence = f'{name} failed with the error "invalid_command_response"'
            return _told(core, person, channel, outcome, sentence)
    return outcome


def _told(
    core: Core, person: Person, channel: Channel, outcome: Outcome, sentence: str = ""
) -> Outcome:
    body = {"type": "message", "user": "USLACKBOT", "text": sentence or outcome.error}
    outcome.message = posting.whisper(core, channel, body, person.id)
    return outcome


def _command(core: Core, person: Person, channel: Channel, words: tuple[str, str, str]) -> Json:
    name, text, response_url = words
    names = {"im": "directmessage", "private": "privategroup", "mpim": "privategroup"}
    return {
        "token": "sandbox-verification-token",
        "team_id": core.workspace.team.id,
        "team_domain": core.workspace.team.domain,
        "channel_id": channel.id,
        "channel_name": names.get(channel.kind, channel.name),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": core.workspace.seed.app.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": core.tickets.trigger(person.id),
    }


def base(core: Core, person: Person, kind: str) -> Json:
    """What every interaction payload holds: the app's team, and the person's own beside it."""
    team = core.workspace.team
    return {
        "type": kind,
        "team": {"id": team.id, "domain": team.domain},
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": person.team,
        },
        "api_app_id": core.workspace.seed.app.app_id,
        "token": "sandbox-verification-token",
        "enterprise": None,
        "is_enterprise_install": False,
    }


async def press(core: Core, person: Person, where: Message | View, act: Json) -> Outcome:
    """Press a button, or choose in a menu that acts at once.

    `act` holds action_id (or label), perhaps block_id, and the value for menus and inputs.
    """
    blocks = where.body.get("blocks") or []
    found = inputs.find(blocks, str(act["action_id"]), act.get("block_id"))
    action = _action(core, person, where, found, await resolved(core, person, where, found, act))
    if not found.acts:
        return Outcome()
    payload = base(core, person, "block_actions") | _context(core, person, where)
    payload |= {"actions": [action], "trigger_id": _trigger(core, person, where)}
    delivery = await core.courier.ask("interactive", "block_actions", payload)
    return Outcome(delivery, failure(delivery))


async def resolved(
    core: Core, person: Person, where: Message | View, found: inputs.Input, act: Json
) -> object:
    """The value meant for an element: names become ids, type-ahead words become options."""
    value = act.get("value")
    if "external_select" in found.type and value not in (None, "", []):
        many = value if isinstance(value, list) else [value]
        chosen = [await _suggested(core, person, where, found, one) for one in many]
        return chosen if found.is_list else chosen[0]
    many = value if isinstance(value, list) else [value]
    if "users_select" in found.type and value:
        ids = [core.workspace.person(str(one)).id for one in many]
        return ids if found.is_list else ids[0]
    if found.type == "file_input":
        return picking.files(core, person, found, value)
    if ("channels_select" in found.type or "conversations_select" in found.type) and value:
        found_channels = [core.workspace.find_channel(str(one)) for one in many]
        ids = [c.id for c in found_channels if c]
        return ids if found.is_list else ids[0]
    return value


async def _suggested(
    core: Core, person: Person, where: Message | View, found: inputs.Input, value: object
) -> Json:
    if isinstance(value, dict):
        return value
    options, _ = await suggest(core, person, where, (found, str(value)))
    for option in options:
        if value in (option["value"], option["text"]["text"]):
            return option
    there = ", ".join(str(o["text"]["text"]) for o in options)
    raise ControlError(f"The app offered no {value!r} for {found.action_id}, but: {there}.", 404)


async def suggest(
    core: Core, person: Person, where: Message | View, typed: tuple[inputs.Input, str]
) -> tuple[list[Json], list[Json]]:
    """The options that the app offers for some typed letters, and their groups.

    Raises ControlError for an answer that Slack would not show.
    """
    found, value = typed
    payload = base(core, person, "block_suggestion") | _context(core, person, where)
    payload |= {"action_id": found.action_id, "block_id": found.block_id, "value": value}
    payload.pop("response_url", None)
    delivery = await core.courier.ask("options", "block_suggestion", payload)
    answer = answer_of(delivery)
    try:
        check_options(answer)
    except SlackError as error:
        raise ControlError(f"{error.word} {error.messages} {delivery.last.body[:500]}") from None
    groups = answer.get("option_groups") or []
    return [*(answer.get("options") or []), *(o for g in groups for o in g["options"])], groups


def _action(
    core: Core, person: Person, where: Message | View, found: inputs.Input, value: object
) -> Json:
    element = found.element
    action: Json = {k: element[k] for k in ("text", "value", "style", "url") if k in element}
    action |= {"type": found.type, "action_id": found.action_id, "block_id": found.block_id}
    action["action_ts"] = core.workspace.ids.ts(core.clock.now())
    if found.type not in ("button", "workflow_button", "icon_button"):
        chosen = inputs.choose(found, value)
        action |= chosen
        if found.type not in inputs.STATELESS:
            _keep(core, person, where, found, chosen)
    return action


def _keep(
    core: Core, person: Person, where: Message | View, found: inputs.Input, chosen: Json
) -> None:
    values = where.values if isinstance(where, View) else where.values.setdefault(person.id, {})
    values.setdefault(found.block_id, {})[found.action_id] = chosen
    if isinstance(where, View):
        where.errors.pop(found.block_id, None)
        screens.touch(core, where)


def _trigger(core: Core, person: Person, where: Message | View) -> str:
    return core.tickets.trigger(person.id, where.id if isinstance(where, View) else None)


def _context(core: Core, person: Person, where: Message | View) -> Json:
    if isinstance(where, View):
        shown = screens.shown(core, where)
        return {"container": {"type": "view", "view_id": where.id}, "view": shown}
    channel = core.workspace.channels[where.channel]
    right = ResponseUrl(channel.id, person.id, core.clock.now(), where.ts, where.thread_ts)
    blocks = where.body.get("blocks") or []
    values = inputs.state(blocks, where.values.get(person.id, {}))
    container: Json = {
        "type": "message",
        "message_ts": where.ts,
        "channel_id": channel.id,
        "is_ephemeral": where.seen_by is not None,
    }
    container |= {"thread_ts": where.thread_ts} if where.thread_ts else {}
    body: Json = {
        "container": container,
        "channel": {
            "id": channel.id,
            "name": "directmessage" if channel.kind == "im" else channel.name,
        },
        "state": {"values": values},
        "response_url": core.response_url(right),
    }
    return body | ({"message": where.body} if where.seen_by is None else {})


async def shortcut(
    core: Core, person: Person, callback_id: str, message: Message | None = None
) -> Outcome:
    """A global shortcut, or one on a message."""
    kind = "message_action" if message else "shortcut"
    payload = base(core, person, kind)
    payload |= {"callback_id": callback_id, "trigger_id": core.tickets.trigger(person.id)}
    payload["action_ts"] = core.workspace.ids.ts(core.clock.now())
    if message:
        channel = core.workspace.channels[message.channel]
        thread = message.thread_ts
        right = ResponseUrl(channel.id, person.id, core.clock.now(), None, thread)
        name = "directmessage" if channel.kind == "im" else channel.name
        payload |= {
            "channel": {"id": channel.id, "name": name},
            "message_ts": message.ts,
            "message": message.body,
            "response_url": core.response_url(right),
        }
    delivery = await core.courier.ask("interactive", kind, payload)
    return Outcome(delivery, failure(delivery))


def view_payload(core: Core, person: Person, view: View, kind: str) -> Json:
    """`view_submission` or `view_closed`."""
    return base(core, person, kind) | {"view": screens.shown(core, view)}
