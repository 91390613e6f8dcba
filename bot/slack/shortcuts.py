"""Shortcuts: on a message, and global ones that open a form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.slack import failures, modals, words
from bot.slack.answering import carry_out, whisper
from bot.slack.caller import Stranger, Where, Who, call_of
from bot.slack.wiring import Ack, Incoming, Json
from crm.engine import buttons, refs, threads
from crm.engine.call import Call
from crm.engine.command import REGISTRY, Command
from crm.engine.errors import Missing, NotAllowed, RapportError
from crm.engine.reply import Button
from crm.engine.run import Asked, allow, reading_of
from crm.engine.texts import T
from crm.models import Deal, Ticket
from crm.people import contact, introduction, user


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What a shortcut is called in Slack's menu (at most 24 letters), and what it runs.

    One that `asks` opens the command's form first, filled in with what the message says.
    """

    label: str
    kind: Literal["message", "global"]
    command: str
    description: str
    asks: bool = False


SHORTCUTS = {
    "make_ticket": Shortcut(
        "Make a ticket", "message", "ticket make", "Make a ticket of a customer's message"
    ),
    "log_to_deal": Shortcut(
        "Log to a deal", "message", "activity log", "Keep a message in a deal's history", asks=True
    ),
    "follow_up": Shortcut(
        "Follow up on this", "message", "followup add", "Be reminded of a message", asks=True
    ),
    "lead_here": Shortcut(
        "New lead from this", "message", "lead add", "Note the person of a message", asks=True
    ),
    "save_contact": Shortcut(
        "Save as contact", "message", "contact add", "Keep the person of a message", asks=True
    ),
    "find": Shortcut("Find", "global", "find", "Find anything by its words"),
    "new_lead": Shortcut("New lead", "global", "lead add", "Note somebody who may buy"),
    "new_deal": Shortcut("New deal", "global", "deal add", "Open a new deal"),
}


def declared() -> dict[str, Shortcut]:
    """The shortcuts whose commands are there."""
    return {name: one for name, one in SHORTCUTS.items() if one.command in REGISTRY}


def handle(incoming: Incoming) -> Ack:
    """Run a message shortcut, or open the form of a global one."""
    body = incoming.body
    shortcut = declared().get(body["callback_id"])
    if shortcut is None:
        return None
    person = body["user"]
    who = Who(person["id"], person.get("team_id"), person.get("username") or "")
    command = REGISTRY[shortcut.command]
    where = Where(None) if shortcut.kind == "global" else _where(body)
    call = call_of(incoming, who, where, "shortcut")
    try:
        allow(call, command)
    except NotAllowed as error:
        whisper(incoming, call, failures.refused(error), body.get("response_url"))
        return None
    if shortcut.kind == "global":
        form = modals.Form(command)
        if not modals.show(incoming, call, body["trigger_id"], form):
            modals.late(incoming, call, form)
        return None
    if shortcut.asks:
        _ask(incoming, call, shortcut)
        return None
    given = {**_message(body), **author(incoming, body["message"])}
    fields = {name: text for name, text in given.items() if name in command.form.specs()}
    _on_message(incoming, call, command, fields)
    return None


def _ask(incoming: Incoming, call: Call, shortcut: Shortcut) -> None:
    """Open the form with what the message and its thread say."""
    body = incoming.body
    text = words.plain(body["message"].get("text") or "")
    command = REGISTRY[shortcut.command]
    known = READERS[shortcut.command](incoming, call, text) | _records(call, incoming)
    texts = {name: value for name, value in known.items() if name in command.form.specs()}
    form = modals.Form(command, texts, response_url=body.get("response_url"))
    if not modals.show(incoming, call, body["trigger_id"], form):
        modals.late(incoming, call, form)


def _records(call: Call, incoming: Incoming) -> dict[str, str]:
    """The deal and the ticket whose thread the message stands in or begins."""
    message = incoming.body["message"]
    thread = str(message.get("thread_ts") or incoming.body.get("message_ts") or message["ts"])
    with incoming.wiring.store.read(call.workspace_id) as session:
        bound = threads.records(session, call.place.channel, thread)
        models: tuple[type[Deal | Ticket], ...] = (Deal, Ticket)
        rows = (
            session.get(model, (call.workspace_id, bound[model.__tablename__]))
            for model in models
            if model.__tablename__ in bound
        )
        return {row.__tablename__: refs.ref(row) for row in rows if row is not None}


def _lead(_incoming: Incoming, call: Call, text: str) -> dict[str, str]:
    own = call.settings
    found = introduction.read(text, call.now, call.caller.zone, own.currency)
    return found | {"note": text[:2_000]}


def _contact(incoming: Incoming, call: Call, text: str) -> dict[str, str]:
    """What a card or a signature in the message says; else only its words, as a note."""
    with incoming.wiring.store.read(call.workspace_id) as session:
        found = contact.read_card(text, reading_of(call.bound(session, None)))
    if "name" not in found:
        found["name"] = str(author(incoming, incoming.body["message"])["author_name"])
    return {"note": text[:2_000]} | found


Reader = Callable[[Incoming, Call, str], dict[str, str]]
READERS: dict[str, Reader] = {
    "activity log": lambda _incoming, _call, text: {"note": text[:3_000]},
    "followup add": lambda _incoming, _call, text: {"subject": " ".join(text.split())[:200]},
    "lead add": _lead,
    "contact add": _contact,
}


def _on_message(incoming: Incoming, call: Call, command: Command, fields: Json) -> None:
    url = incoming.body.get("response_url")
    try:
        answer = carry_out(incoming, call, Asked(command, fields=fields))
    except RapportError as error:
        if isinstance(error, Missing) and _asked(
            incoming, call, Asked(command, fields=fields), error
        ):
            return
        whisper(incoming, call, failures.refused(error), url)
        return
    if not answer.is_posted:
        whisper(incoming, call, answer.reply, url)


def _asked(incoming: Incoming, call: Call, asked: Asked, error: Missing) -> bool:
    """Ask for the rest in a form; the message waits in the store, because it may be long."""
    command, fields = asked.command, asked.fields or {}
    with incoming.wiring.store.write(call.workspace_id) as session:
        button = Button(T("Fill in the form"), command.name, fields, opens=True)
        token = buttons.token(session, button, call)
    form = modals.Form(command, fields, token, incoming.body.get("response_url"))
    if not modals.show(incoming, call, incoming.body["trigger_id"], form, error):
        modals.late(incoming, call, form)
    return True


def _where(body: Json) -> Where:
    message = body.get("message") or {}
    return Where(body["channel"]["id"], message.get("thread_ts"))


def author(incoming: Incoming, message: Json) -> Json:
    """Who wrote the message; raises `Stranger` for a person whom only Slack can tell us about."""
    slack_id = str(message.get("user") or "")
    if not slack_id or message.get("bot_id"):
        name = str(message.get("username") or message.get("bot_id") or "?")
        return {"author": slack_id or name, "author_name": name}
    with incoming.wiring.store.read(incoming.installed.workspace_id) as session:
        person = user.by_slack_id(session, slack_id)
    if person is None:
        raise Stranger(slack_id)
    return {"author": slack_id, "author_name": person.name}


def _message(body: Json) -> Json:
    """The message as fields of a command."""
    message = body["message"]
    ts = str(body.get("message_ts") or message["ts"])
    return {
        "channel": body["channel"]["id"],
        "ts": ts,
        "thread_ts": str(message.get("thread_ts") or ts),
        "text": words.plain(message.get("text") or ""),
    }
