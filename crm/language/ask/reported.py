"""New tickets: who reports what, how urgent it is, and what it is about."""

from __future__ import annotations

import re
from typing import Any

from crm.language.ask.draft import Refused
from crm.language.ask.parts import find, settle, trim
from crm.language.ask.world import World

PRIORITIES = {
    "紧急": "urgent",
    "加急": "urgent",
    "高优先级": "high",
    "高优": "high",
    "低优先级": "low",
    "低优": "low",
    "普通优先级": "normal",
    "一般": "normal",
    "critical": "urgent",
}
WORDS = ("category", "product")


def ticket(head: str, rest: str, groups: dict[str, Any], world: World) -> dict[str, Any]:
    """The command and fields of a new ticket; raises `Refused` where nobody reports it."""
    opening, colon, tail = _split(re.sub(r"^,", ":", rest) if head else rest)
    found = find(f"{head} {opening}", world, has_times=False)
    settle(found, world)
    fields: dict[str, Any] = {}
    for name in ("company", "contact"):
        one = found.one(name)
        if one:
            fields[name] = one
    priority = groups.get("priority")
    if priority:
        first = re.split(r"[- ]", priority)[0]
        fields["priority"] = PRIORITIES.get(priority) or PRIORITIES.get(first) or first
    if colon:
        tail = _attributes(tail, fields, world)
    subject = tail if colon else trim(re.sub(r"^(?:about|on|regarding)\s+", "", found.rest))
    subject = _priority(subject, fields)
    if not fields.get("company") and not fields.get("contact"):
        raise Refused("ambiguous")
    if subject:
        fields["subject"] = subject
    return {"command": "ticket add", "fields": fields}


def _attributes(tail: str, fields: dict[str, Any], world: World) -> str:
    """Take what stands in front of a subject (高优先级,类别安装:…); what is left of it."""
    while piece := re.match(r"\s*([^,:]{2,24})[,:]\s*(?=\S)", tail):
        found = find(piece[1], world, has_times=False)
        priority = next((leaf for leaf in found.leaves if leaf.startswith("priority=")), None)
        names = {word: found.names[word][0] for word in WORDS if found.names.get(word)}
        said = [s for s in found.spans if not s.has("leaf", "stop", "field", *names, "quoted")]
        if said or not (priority or names):
            return tail
        fields.update(names)
        if priority:
            fields["priority"] = priority.partition("=")[2]
        tail = tail[piece.end() :]
    return tail


def _split(rest: str) -> tuple[str, str, str]:
    """The names in front, and the subject behind a colon, a comma or *about*."""
    match = re.search(
        (
            r"[:,]\s*|\s+[-–—]\s+|\s(?:about|because|regarding|that|saying|as|"
            r"since)\s|(?<=\S)\s+(?=[\u3400-\u9fff])|关于|说"
        ),
        rest.strip(),
    )
    text = rest.strip()
    if match is None:
        return text, "", ""
    front, tail = text[: match.start()], text[match.end() :].strip()
    if not front:
        inner = re.search(r"[:,]\s*", tail)
        if inner and text[0] != ":":
            return tail[: inner.start()], ":", tail[inner.end() :].strip()
        return ("", ":", tail) if text[0] in ":," else (tail, "", "")
    return front, ":", tail


def _priority(subject: str, fields: dict[str, Any]) -> str:
    match = re.search(
        (
            r",?\s*(?:make it |it's |it is |priority |with )?\b(urgent|high|low|"
            r"normal)(?: prio(?:rity)?)?$|[,\s]*(?:优先级)?(紧急|高优先级|"
            r"低优先级|高|低)(?:优先级)?$"
        ),
        subject,
        re.IGNORECASE,
    )
    if match is None or "priority" in fields:
        return subject
    word = (match[1] or match[2]).lower()
    fields["priority"] = {"高": "high", "低": "low"}.get(word) or PRIORITIES.get(word, word)
    return subject[: match.start()].strip(" ,")
