"""What is said with an outcome: a reason, a new day, the sum it came to, or free words."""

from __future__ import annotations

import re
from typing import Any

from crm.language.ask import reasons
from crm.language.ask.altering import VERBS
from crm.language.ask.assigned import assign
from crm.language.ask.draft import Refused
from crm.language.ask.parts import find, times, trim
from crm.language.ask.world import World

RIVAL = re.compile(
    r"\bto (?P<en>[A-Z][\w&.-]*(?: [A-Z][\w&.-]*){0,2})|(?:输|丢)给了?(?P<zh>[^,。;:因]{2,12})"
)


def take(command: str, text: str, fields: dict[str, Any], world: World) -> None:
    """What was said with an outcome: a reason of the world, a new day, or free words."""
    if command == "followup snooze":
        fields["due_at"] = _later(text, world)
    if command in {"deal win", "lead convert"}:
        _sum(text, fields, world)
    if command in {"followup snooze", "followup done", "lead convert", "quote send", "deal win"}:
        return
    if command == "deal lose":
        text = _rival(text, fields, world)
        reason = find(text, world).one("lost_reason") or reasons.meant(text, world)
        if reason:
            fields["lost_reason"] = reason
            return
    note = _told(text) or _after(text)
    if note:
        fields["note"] = note


def _rival(text: str, fields: dict[str, Any], world: World) -> str:
    """*lost it to Enerix*, 输给了恩瑞: who won it, where that is nobody else here; the rest."""
    said = RIVAL.search(text)
    name = (said["en"] or said["zh"]).strip() if said else ""
    found = find(name, world, has_times=False) if name else None
    if said is None or found is None or any(not span.is_unknown for span in found.spans):
        return text
    fields["competitor"] = name
    return f"{text[: said.start()]} {text[said.end() :]}"


def _later(text: str, world: World) -> str:
    """The new moment of a follow-up; raises `Refused` where none is said."""
    found = times(re.sub(r"\bfor (?=\S+ (?:days?|weeks?|hours?|months?)\b)", "in ", text), world)
    if not found:
        raise Refused("ambiguous")
    return found[-1][2]


def _sum(text: str, fields: dict[str, Any], world: World) -> None:
    for amount in find(text, world).amounts:
        if amount.is_money or amount.is_scaled:
            assign("deal", amount, fields, world, text)


def _told(text: str) -> str:
    """*is junk, disqualify*, 是假的,作废: what is told in front of the verb, which stands alone."""
    front, comma, behind = text.strip().rpartition(",")
    verb = r"(?:please |then |so )?(?:{})(?: (?:it|this|that|please))*[.!]?"
    is_verb = any(re.fullmatch(verb.format(p), behind.strip().lower()) for _, p in VERBS)
    return re.sub(r"^\s*(?:is|'s)\s", "", front).strip(" ,.:") if comma and is_verb else ""


def _after(text: str) -> str:
    """The free words behind a comma, a colon or *because*."""
    match = re.search(
        (
            r"(?:[,:;]|\s[-–—]\s|\b(?:because of|because|due to|since|as|"
            r"reason:?|over|they|on|to|for)\b|因为|由于|原因是?|理由是?)\s*(.+)$"
        ),
        text,
        re.IGNORECASE,
    )
    if match is None:
        return ""
    start = (
        match.start(1)
        if match[0][:1] in ",:;" or not match[0].lower().startswith("they")
        else match.start()
    )
    words = re.sub(
        r"^(?:because of|because|since|due to|as|reason:?|因为|由于|原因是?|理由是?)[:\s]*",
        "",
        text[start:].strip(),
        flags=re.IGNORECASE,
    )
    return trim(words) if len(words) < 4 and words.isascii() else words.strip(" .,")
