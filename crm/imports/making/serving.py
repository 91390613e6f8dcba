"""Tickets and activities of a row."""

from __future__ import annotations

import re
from datetime import datetime

from crm.imports.draft import Draft
from crm.imports.making.parts import named, new, noted, parties
from crm.imports.scene import Scene
from crm.imports.tasks import STILL_OPEN
from crm.imports.wording import Fields, Refused

ANY = ("contact", "lead", "company", "deal", "ticket")
UNDONE = re.compile(
    r"not.?started|open|to.?do|progress|waiting|deferred|planned|pending|未开始|未完成|进行中|待办|等待"
    r"|offen|nicht.begonnen|in.bearbeitung|wartet|zurückgestellt|geplant"
    r"|non.commencé|en.cours|en.attente|à.faire|no.iniciad|en.curso|pendiente"
)
DONE = re.compile(
    r"(?<!not )(?<!non )(?<!nicht )(?<!no )"
    r"\b(?:clos|resolv|solv|done|cancel|geschlossen|abgeschlossen|gelöst|erledigt|behoben"
    r"|ferm|clôtur|résolu|terminé|cerrad|resuelt|terminad)"
    r"|(?<!未)(?:关闭|已?解决|完成|结案|办结)"
)


def ticket(fields: Fields, scene: Scene) -> Draft:
    """The ticket of a row."""
    subject = named(fields, "subject")
    opened = fields.moment("created_at") or scene.now
    said = fields.text("status").casefold()
    is_done = fields.truth("is_closed") or DONE.search(said) is not None
    resolved = fields.moment("resolved_at")
    draft = new(
        fields,
        "ticket",
        {
            "subject": subject,
            "status": "resolved" if is_done else "open",
            "priority": _priority(fields),
            "category": fields.text("category"),
            "channel": _channel(fields),
            "note": noted(fields, *(("number",) if fields.text("external_id") else ())),
            "opened_at": opened,
            "resolved_at": (resolved or opened) if is_done else None,
        },
    )
    draft.wishes = parties(fields)
    return draft


def _priority(fields: Fields) -> str:
    word = fields.text("priority").casefold()
    table = {
        "0": "low",
        "1": "normal",
        "2": "high",
        "3": "urgent",
        "低": "low",
        "高": "high",
        "紧急": "urgent",
        "critical": "urgent",
    }
    return table.get(word) or next((p for p in ("low", "high", "urgent") if p in word), "normal")


def _channel(fields: Fields) -> str | None:
    word = fields.text("channel").casefold()
    table = (
        ("mail", "email"),
        ("邮", "email"),
        ("phone", "phone"),
        ("call", "phone"),
        ("电话", "phone"),
        ("chat", "chat"),
        ("slack", "slack"),
        ("web", "web"),
        ("form", "web"),
        ("网", "web"),
    )
    return next((channel for part, channel in table if part in word), None)


def activity(fields: Fields, scene: Scene) -> Draft:
    """The activity of a row."""
    subject, text = fields.text("subject"), fields.text("text") or fields.text("note")
    if not subject and not text:
        raise Refused("neither subject nor text")
    at = fields.moment("at") or fields.moment("created_at") or scene.now
    minutes = fields.whole("minutes")
    seconds = fields.whole("seconds")
    said = subject if text.startswith(subject) and subject == text else f"{subject}\n{text}".strip()
    draft = new(
        fields,
        "activity",
        {
            "type": _activity_type(fields),
            "note": said,
            "at": at,
            "minutes": minutes if minutes is not None else (seconds // 60 if seconds else None),
        },
    )
    owner = scene.owner(fields.text("owner") or fields.text("owner_id"))
    if _is_open(fields) and at > scene.now and owner is not None:
        draft = _followup(fields, scene, said, at, owner)
    elif _is_open(fields):
        draft.is_open = True
        fields.warnings.append(f"{said[:60]}: {STILL_OPEN}")
    for kind in ("company", "contact", "deal", "ticket"):
        draft.wishes += fields.wishes(f"{kind}_id", kind, (kind,))
    draft.wishes += fields.wishes("any_id", "", ANY)
    return draft


def _followup(fields: Fields, scene: Scene, said: str, at: datetime, owner: int) -> Draft:
    """What somebody here still has to do."""
    kind = _activity_type(fields)
    values = {
        "subject": said,
        "type": kind if kind != "note" else "task",
        "status": "open",
        "owner_id": owner,
        "due_at": at,
        "whole_day": (at.hour, at.minute) == (0, 0),
        "created_at": fields.moment("created_at") or scene.now,
        "snoozed": 0,
    }
    return new(fields, "followup", values)


def _is_open(fields: Fields) -> bool:
    """Whether the file says of a task that it is still to be done."""
    if (is_closed := fields.truth("is_closed")) is not None:
        return not is_closed
    return UNDONE.search(fields.text("status").casefold()) is not None


def _activity_type(fields: Fields) -> str:
    word = fields.text("type").casefold()
    table = (
        ("call", "call"),
        ("电话", "call"),
        ("通话", "call"),
        ("phone", "call"),
        ("mail", "email"),
        ("邮", "email"),
        ("meet", "meeting"),
        ("appoint", "meeting"),
        ("event", "meeting"),
        ("会议", "meeting"),
        ("拜访", "meeting"),
        ("demo", "meeting"),
    )
    return next((kind for part, kind in table if part in word), "note")
