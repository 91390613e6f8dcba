"""A sentence read as a change: what begins it, the record, and the new values."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from crm.language.ask import added, altered, logged
from crm.language.ask.draft import Refused
from crm.language.ask.lexicon import WORDS
from crm.language.ask.tokens import lower, plain
from crm.language.ask.world import World

POLITE = re.compile(
    r"^(?:(?:please|pls|plz|kindly|hey|hi|ok|okay|rapport|can you|"
    r"could you|would you|will you|can we|"
    r"i want to|i'd like to|i would like to|i need to|let's|lets|"
    r"we need to|also|just|now|then)[,:]?\s+|"
    r"(?:请|麻烦你?|帮我|帮忙|你帮我|能不能|可以|可不可以)[,\s]*)+",
    re.IGNORECASE,
)
COUNTS = {
    "call": "call",
    "phone call": "call",
    "conversation": "call",
    "chat": "call",
    "spoke": "call",
    "spoken": "call",
    "talked": "call",
    "called": "call",
    "phoned": "call",
    "rang": "call",
    "visit": "meeting",
    "meeting": "meeting",
    "lunch": "meeting",
    "demo": "meeting",
    "met": "meeting",
    "visited": "meeting",
    "dropped": "meeting",
    "stopped": "meeting",
    "zoom": "meeting",
    "email": "email",
    "e-mail": "email",
    "emailed": "email",
    "e-mailed": "email",
    "mailed": "email",
    "wrote": "email",
    "mail": "email",
    "note": "note",
}


@dataclass(frozen=True, slots=True)
class Act:
    """A way in which a change begins."""

    command: str
    pattern: re.Pattern[str]
    type: str | None = None
    is_future: bool = False
    is_maybe: bool = False


@cache
def acts() -> tuple[Act, ...]:
    """The beginnings of changes, in the order in which they are tried."""
    source = tomllib.loads((WORDS / "acts.toml").read_text("utf-8"))
    return tuple(
        Act(
            one["command"],
            re.compile(one["pattern"]),
            one.get("type"),
            one.get("future", False),
            one.get("maybe", False),
        )
        for one in source["act"]
    )


def read(text: str, world: World) -> dict[str, Any] | None:
    """The command and fields of a change; None where the sentence is none.

    Raises `Refused` for a change whose record or values are not settled.
    """
    words = POLITE.sub("", plain(text)).strip()
    low = lower(words)
    found = altered.read(words, low, world)
    if found is not None:
        return found
    for act in acts():
        match = act.pattern.match(low)
        if match:
            found = _build(act, match, words, world)
            if found is not None:
                return found
    return altered.vague(low)


def _build(act: Act, match: re.Match[str], words: str, world: World) -> dict[str, Any] | None:
    groups = match.groupdict()
    who = next((match.span(name) for name in ("who", "who2") if groups.get(name)), None)
    head = words[who[0] : who[1]] if who else ""
    rest = words[match.end() :]
    if act.command == "undo":
        return {"command": "undo", "fields": {}}
    if act.command == "activity log":
        type_ = act.type or _type(groups.get("type") or "")
        return logged.activity(type_, head, rest, words[: match.end()], world)
    if act.command == "followup add":
        return logged.followup(
            act.type, rest, words, world, is_future=act.is_future, is_maybe=act.is_maybe
        )
    return added.build(act.command, head, rest, groups, world)


def _type(word: str) -> str:
    for part in (word, word.split(" ", maxsplit=1)[0], word.rsplit(" ", maxsplit=1)[-1]):
        if part in COUNTS:
            return COUNTS[part]
    for sign, type_ in (
        ("call", "call"),
        ("phone", "call"),
        ("voicemail", "call"),
        ("meeting", "meeting"),
        ("visit", "meeting"),
        ("lunch", "meeting"),
        ("demo", "meeting"),
        ("mail", "email"),
        ("conversation", "call"),
        ("chat", "call"),
        ("邮件", "email"),
        ("拜访", "meeting"),
        ("会", "meeting"),
        ("见", "meeting"),
        ("走访", "meeting"),
        ("面", "meeting"),
        ("饭", "meeting"),
    ):
        if sign in word:
            return type_
    return "call"


def refused_without_record() -> Refused:
    """The answer to a change that names no record."""
    return Refused("ambiguous")
