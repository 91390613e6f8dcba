"""A sentence read as a change: what begins it, the record, and the new values."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from crm.language.ask import added, altered, logged, to_do
from crm.language.ask.draft import Refused
from crm.language.ask.lexicon import WORDS
from crm.language.ask.parts import find, settle, trim
from crm.language.ask.reworded import reworded
from crm.language.ask.shorthand import opened
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
    "mtg": "meeting",
    "note": "note",
}


AS_CONTACT = re.compile(
    r"^(?:add|put|save) ([^,:]{3,60}?) (?:to|at|for|under) ([^,:]{2,60}?)"
    r" as an? (?:new )?contact\b",
    re.IGNORECASE,
)
AS_A_CONTACT = re.compile(
    r"^(?:add|put|save|register|create) ([^,:]{3,60}?) as an? (?:new )?contact"
    r" (?:to|at|for|under|of|from|with) ([^,:]{2,60}?)(?=,|:|$| with )",
    re.IGNORECASE,
)
LASTED = re.compile(r"\d+个?(?:分钟|小时)|\b\d+[ -]?(?:min(?:ute)?s?|hours?|h)\b", re.IGNORECASE)
# In three weeks call Uwe: the day goes behind what is to be done.
DAY_FIRST = re.compile(
    r"^((?:in|on|at|by|next|this|tomorrow|first thing)\b[^,:?]{0,24}?),? "
    r"((?:call|phone|ring|email|meet|visit|remind me|follow up|check in)\b.+)$",
    re.IGNORECASE,
)
RISK_OF = re.compile(
    r"^(?:set|change|put|raise|lower|mark) (?:the )?churn risk (?:of|for|on|at) (.+?) (?:to|as) "
    r"(high|medium|low)[.!]?$",
    re.IGNORECASE,
)
FOR_MONEY = re.compile(r"(?<=\s)over (?=[€$£¥]?\d)", re.IGNORECASE)
OFFERS = re.compile(
    r"^(?:\w+ ){1,2}(?:a |an |the )?(?:new )?(?:quote|quotation|contract)\b", re.IGNORECASE
)
RECORDS = ("company", "contact")
TICKET_BEHIND = re.compile(
    r"^(?P<told>.{3,200}?)[,;.]\s*(?:so |then |and )?(?:please |pls )?(?:open|create|raise|log|"
    r"file|make|add) an? (?:(?P<high>urgent|high[- ]prio(?:rity)?) )?(?:ticket|case)"
    r"(?: for (?:it|them|that|this|him|her))?[.!]?$"
    r"|^(?P<told_zh>.{3,100}?)[,;.](?:请|帮我|帮忙|麻烦)?(?:开|建|新建|提|创建|登记)"
    r"(?:一个|一张|个|张)?(?P<high_zh>紧急|高优先级)?(?:的)?工单(?:吧)?[.!]?$"
)


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
    words = _ordered(_as_contact(POLITE.sub("", opened(plain(text))).strip()))
    low = lower(words)
    found = _ticket_behind(words, low, world) or altered.read(words, low, world)
    if found is not None:
        return found
    for act in acts():
        match = act.pattern.match(low)
        if match:
            found = _build(act, match, words, world)
            if found is not None:
                return found
    return altered.vague(low)


def _as_contact(words: str) -> str:
    """*add Ruth Meyer to Delta as a contact, …* in the order that the rules know."""
    return AS_A_CONTACT.sub(
        r"add contact at \2: \1", AS_CONTACT.sub(r"add contact at \2: \1", words)
    )


def _ordered(words: str) -> str:
    """A change with its day behind what is to be done, and an offer *over* a sum *for* it."""
    words = reworded(RISK_OF.sub(r"set \1 to churn risk \2", DAY_FIRST.sub(r"\2 \1", words)))
    return FOR_MONEY.sub("for ", words) if OFFERS.match(words) else words


def _ticket_behind(words: str, low: str, world: World) -> dict[str, Any] | None:
    """*Sunrise got a wrong item, open a ticket*: what is told first is the subject."""
    match = TICKET_BEHIND.match(low)
    if match is None:
        return None
    told = words[: max(match.end("told"), match.end("told_zh"))]
    found = find(told, world, has_times=False)
    settle(found, world)
    fields: dict[str, Any] = {name: one for name in RECORDS if (one := found.one(name))}
    if not fields:
        raise Refused("ambiguous")
    for word in ("category", "product"):
        if found.names.get(word):
            fields[word] = found.names[word][0]
    high = match["high"] or match["high_zh"]
    if high:
        fields["priority"] = "high" if high[0] in "h高" else "urgent"
    for span in found.spans:
        if span.has(*RECORDS):
            told = told.replace(span.text, " ", 1)
    fields["subject"] = trim(told)
    return {"command": "ticket add", "fields": fields}


def _build(act: Act, match: re.Match[str], words: str, world: World) -> dict[str, Any] | None:
    groups = match.groupdict()
    who = next((match.span(name) for name in ("who", "who2", "who3") if groups.get(name)), None)
    head = words[who[0] : who[1]] if who else ""
    rest = words[match.end() :]
    if act.command == "undo":
        return {"command": "undo", "fields": {}}
    if act.command == "activity log":
        type_ = act.type or _type(groups.get("type") or "")
        lasted = LASTED.search(words[: match.end()])
        if lasted and head:
            head = f"{head} {lasted[0]}"
        elif lasted:
            rest = f"{lasted[0]} {rest}"
        return logged.activity(type_, head, rest, words[: match.end()], world)
    if act.command == "followup add":
        rest = f"{groups.get('when') or ''} {rest}".strip()
        return to_do.followup(
            act.type, rest, words, world, is_future=act.is_future, is_maybe=act.is_maybe
        )
    rest = f"{groups['when']} {rest}" if groups.get("when") else rest
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
        ("coffee", "meeting"),
        ("dinner", "meeting"),
        ("drink", "meeting"),
        ("breakfast", "meeting"),
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
