"""Type-ahead menus: the records that a form's field offers while a name is being typed."""

from __future__ import annotations

import json

import structlog

from bot import render
from bot.slack.caller import Stranger, Where, Who, call_of
from bot.slack.wiring import Ack, Incoming, Json
from crm.engine.call import Call
from crm.engine.command import REGISTRY, Command
from crm.engine.permission import OUTSIDER
from crm.engine.run import reading_of
from crm.language import type_ahead
from crm.language.form import Spec

log = structlog.get_logger("suggestions")
NOTHING: Json = {"options": []}


def handle(incoming: Incoming) -> Ack:
    """Offer what the typed letters may mean, to whoever may use the form; to others nothing."""
    asked = _asked(incoming.body)
    if asked is None:
        return NOTHING
    command, spec = asked
    body, kept = incoming.body, json.loads(incoming.body["view"]["private_metadata"])
    who = Who(body["user"]["id"], body["user"].get("team_id"), body["user"].get("username") or "")
    try:
        call = call_of(incoming, who, Where(kept.get("channel"), kept.get("thread")), "modal")
    except Stranger:
        log.info("not_met_yet")
        return NOTHING
    if command.may.isdisjoint(call.caller.roles or {OUTSIDER}):
        return NOTHING
    return {"options": _options(incoming, call, spec, str(body.get("value") or ""))}


def _asked(body: Json) -> tuple[Command, Spec] | None:
    """The command of the form and the field that is typed into; None where it is no form."""
    view = body.get("view") or {}
    if view.get("callback_id") != render.FORM:
        return None
    command = REGISTRY.get(json.loads(view.get("private_metadata") or "{}").get("command", ""))
    spec = command.form.specs().get(str(body.get("block_id"))) if command else None
    return (command, spec) if command and spec else None


def _options(incoming: Incoming, call: Call, spec: Spec, typed: str) -> list[Json]:
    with incoming.wiring.store.read(call.workspace_id) as session:
        found = type_ahead.offers(spec.type, typed, reading_of(call.bound(session, None)))
    return render.suggested(found, call.reader)
