"""Messages with files: tables are taken to be imported, everything else is left alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog
from slack_sdk.errors import SlackClientError

from bot.slack import failures, mentions
from bot.slack.answering import carry_out, whisper
from bot.slack.caller import call_of
from bot.slack.wiring import Incoming, Json
from crm.engine import buttons
from crm.engine.command import REGISTRY
from crm.engine.errors import Busy, RapportError
from crm.engine.reply import Actions, Button, Notice, Reply
from crm.engine.run import Asked
from crm.engine.texts import Joined, T
from crm.imports import picked
from crm.imports.upload import IMPORTERS, PICK

log = structlog.get_logger("files")


def tables(event: Mapping[str, Any]) -> list[Json]:
    """The files of a message that may be tables, as far as they are needed later."""
    return [
        picked.kept(file)
        for file in event.get("files") or ()
        if isinstance(file, dict) and picked.is_table(str(file.get("name") or ""))
    ]


def take(incoming: Incoming) -> bool:
    """Begin an import with the files of the message that the event is about, if it has any."""
    event = incoming.body["event"]
    if _looks_up(incoming, take):
        return True
    found = tables(event)
    if not found:
        return False
    call = call_of(incoming, *mentions.author(incoming.body, event), "event")
    is_dm = event.get("channel_type") == "im" or str(event["channel"]).startswith("D")
    thread = event.get("thread_ts") or (None if is_dm else event["ts"])
    fields = {"files": json.dumps(found), "thread": thread}
    try:
        carry_out(incoming, call, Asked(REGISTRY[PICK], fields=fields))
    except Busy:
        raise
    except RapportError as error:
        whisper(incoming, call, failures.refused(error))
    return True


def offer(incoming: Incoming) -> bool:
    """Ask who shared a table in a channel whether it is to be imported; only they see it."""
    event = incoming.body["event"]
    if _looks_up(incoming, offer):
        return True
    found = tables(event)
    if not found or event.get("thread_ts"):
        return False
    call = call_of(incoming, *mentions.author(incoming.body, event), "event")
    if IMPORTERS.isdisjoint(call.caller.roles) or call.place.is_external:
        return False
    names = Joined(tuple(str(file["name"]) for file in found))
    fields = {"files": json.dumps(found), "thread": event["ts"]}
    rehearse = Button(T("Rehearse the import"), PICK, fields, is_reusable=False)
    asked = Reply((Notice(T("Shall I import {files}?", files=names)), Actions((rehearse,))))
    with incoming.wiring.store.write(call.workspace_id) as session:
        asked = buttons.arm(session, asked, call)
    whisper(incoming, call, asked)
    return True


def _looks_up(incoming: Incoming, then: Callable[[Incoming], bool]) -> bool:
    """Whether Slack is asked first what was sent: it hides files of Slack Connect in events."""
    event = incoming.body["event"]
    hidden = any(isinstance(one, dict) and _is_hidden(one) for one in event.get("files") or ())
    if hidden:
        incoming.wiring.pool.submit("files", lambda: _look_up(incoming, then))
    return hidden


def _is_hidden(file: Mapping[str, Any]) -> bool:
    return file.get("file_access") == "check_file_info"


def _look_up(incoming: Incoming, then: Callable[[Incoming], bool]) -> None:
    """Go on with what Slack says of the hidden files; what it does not give is told."""
    event = incoming.body["event"]
    client = incoming.wiring.installations.client(incoming.installed.workspace_id)
    if client is None:
        return
    try:
        files = [
            client.files_info(file=str(one["id"]))["file"] if _is_hidden(one) else one
            for one in event["files"]
        ]
    except (SlackClientError, OSError, KeyError) as error:
        log.warning("file_not_seen", error=type(error).__name__)
        call = call_of(incoming, *mentions.author(incoming.body, event), "event")
        told = T("Slack did not show me what file you sent; please send it once more.")
        whisper(incoming, call, Reply((Notice(told, "warning"),)))
        return
    seen = [{**one, "file_access": "visible"} for one in files]
    body = {**incoming.body, "event": {**event, "files": seen}}
    then(replace(incoming, body=body))
