"""How the control API shows messages, views, deliveries and outcomes."""

from sandbox import screens
from sandbox.core import Core
from sandbox.deliveries.record import Delivery
from sandbox.interacting import Outcome
from sandbox.values import Json
from sandbox.workspace import inputs, messages, shapes
from sandbox.workspace.model import Channel, Message, Person, View
from sandbox.workspace.text import shown, visible_text


def message(core: Core, person: Person, found: Message) -> Json:
    """A message as a person has it before them; `plain` is all its words, as read."""
    author = core.workspace.people.get(found.user)
    body = {
        **found.body,
        "channel": found.channel,
        "ephemeral": found.seen_by is not None,
        "user_name": author.name if author else "slackbot",
        "plain": visible_text(core.workspace, found.body),
    }
    if values := found.values.get(person.id):
        body["values"] = values
    return body


def view(core: Core, found: View) -> Json:
    """A modal or Home tab with what was put in, the remarks beside fields, and its words."""
    fields = [
        {
            "block_id": i.block_id,
            "action_id": i.action_id,
            "label": i.label,
            "type": i.type,
            "value": _value(found, i),
        }
        for i in inputs.inputs(found.body["blocks"])
    ]
    return {
        **screens.shown(core, found),
        "errors": found.errors,
        "problem": found.problem,
        "fields": fields,
        "plain": visible_text(core.workspace, found.body),
    }


def _value(found: View, field: inputs.Input) -> object:
    key, _ = inputs.VALUES.get(field.type, ("value", ""))
    chosen = found.values.get(field.block_id, {}).get(field.action_id)
    return (chosen or inputs.initial(field)).get(key)


def channel(core: Core, person: Person, found: Channel) -> Json:
    """A conversation in a person's sidebar: its name for them, and how much is unread."""
    others = [core.workspace.people[m] for m in found.members if m != person.id]
    seen = found.read.get(person.id, "0")
    window: Json = {"oldest": seen, "limit": 50}
    unread = [m for m in messages.history(found, window)[0] if m.user != person.id]
    name = found.name
    if found.kind == "im":
        name = others[0].real_name if others else person.real_name
    return {
        **shapes.conversation(core.workspace, found),
        "kind": found.kind,
        "name": name,
        "with": others[0].id if found.kind == "im" and others else None,
        "members": found.members,
        "topic": shown(core.workspace, found.topic),
        "unread": len(unread),
        "mentioned": any(f"<@{person.id}>" in str(m.body.get("text")) for m in unread),
        "bookmarks": found.bookmarks,
    }


def outcome(core: Core, person: Person, found: Outcome) -> Json:
    """The end of an interaction, with the delivery's status, time and answer."""
    return {
        "delivery": found.delivery.shown() if found.delivery else None,
        "error": found.error,
        "errors": found.errors,
        "message": message(core, person, found.message) if found.message else None,
        "modal": top(core, person),
    }


def told(found: list[Delivery]) -> list[Json]:
    """Deliveries without their payloads."""
    return [d.shown(payload=False) for d in found]


def top(core: Core, person: Person) -> Json | None:
    """The modal that a person looks at."""
    found = screens.top(core, person.id)
    return view(core, found) if found else None
