"""What is to be done: a follow-up with whom, when, by whom, of what type, about what."""

from __future__ import annotations

import re
from typing import Any

from crm.language.ask import step_subject
from crm.language.ask.draft import Refused
from crm.language.ask.logged import clauses, has_record, is_names, kind_of_step, records
from crm.language.ask.parts import Parts, find, settle, times
from crm.language.ask.world import World

HANDED = re.compile(r"\b(?:assign|for|have|get|let) |让|叫|安排|派")
TASK = re.compile(r"^(?:(?:add|create|new|set up|put in) )?(?:a |an )?(?:new )?task\b|^.{0,6}任务")


def followup(
    type_: str | None,
    rest: str,
    words: str,
    world: World,
    *,
    is_future: bool,
    is_maybe: bool = False,
) -> dict[str, Any] | None:
    """A follow-up: with whom, when, of what type, about what."""
    main, subject = _told(rest, world)
    found = find(main, world)
    settle(found, world)
    fields: dict[str, Any] = {}
    records(found, fields)
    _named_later(subject, fields, world)
    if is_future and (not found.times or not has_record(fields)):
        if not has_record(fields) or is_maybe or _lists(found):
            return None
        raise Refused("ambiguous")
    type_ = type_ or kind_of_step(rest) or ("task" if TASK.match(words.lower()) else None)
    if type_:
        fields["type"] = type_
    if found.times:
        fields["due_at"] = found.times[-1]
    subject = _handed(subject or step_subject.read(main, found, world), words, found, fields)
    if subject:
        fields["subject"] = subject
    if not (fields.get("due_at") or has_record(fields) or subject):
        raise Refused("ambiguous")
    return {"command": "followup add", "fields": fields}


def _told(rest: str, world: World) -> tuple[str, str]:
    """The clauses that name a record or a time, and those that say what is to be done."""
    pieces = clauses(re.sub(r"(?<=\d) to (?=[a-z])", ", to ", rest))
    main, subject = (pieces[0] if pieces else ""), ""
    for piece in pieces[1:]:
        if times(piece, world) or is_names(piece, world):
            main = f"{main} {piece}"
        else:
            subject = f"{subject} {re.sub('^to ', '', piece)}".strip()
    return main, subject


def _handed(subject: str, words: str, found: Parts, fields: dict[str, Any]) -> str:
    """Who is to do it, where somebody else is; what is to be done, without them in front."""
    if not (found.names.get("user") and HANDED.search(words.lower())):
        return subject
    fields["owner"] = found.names["user"][0]
    names = "|".join(re.escape(span.text) for span in found.spans if span.has("user"))
    return re.sub(rf"^(?:{names})[,:]?\s+(?:to )?", "", subject, flags=re.IGNORECASE)


def _named_later(subject: str, fields: dict[str, Any], world: World) -> None:
    """A record that is named only in what is to be done."""
    if not has_record(fields):
        records(find(subject, world, has_times=False), fields)


def _lists(found: Parts) -> bool:
    """Whether records in the plural are asked for (*email tickets for Acme*)."""
    return any(span.has("kind") and span.text.lower().endswith("s") for span in found.spans)
