"""New records, from leads to campaigns, with everything that was said of them."""

from __future__ import annotations

import re
from typing import Any

from crm.language.ask import parts as found_parts
from crm.language.ask import reported
from crm.language.ask.assigned import assign
from crm.language.ask.draft import Refused
from crm.language.ask.introduced import named
from crm.language.ask.logged import clauses
from crm.language.ask.parts import Parts, find, settle, times, trim
from crm.language.ask.tokens import CHINESE, lower
from crm.language.ask.world import World
from crm.language.query import kinds

DATES = {
    "deal": (("", "close_on"),),
    "quote": (("", "valid_until"),),
    "contract": (
        (r"\b(?:ends?|until|till|to|through|expires?|ending)\b|结束|到期|截止|止|到|至", "ends_on"),
        (r"\bsign(?:ed|s)?\b|签于|签订|签署|签的|签了", "signed_on"),
        (r"\brenew|续", "renews_on"),
        ("", "starts_on"),
    ),
    "purchase": (("", "bought_on"),),
    "campaign": (
        (r"\b(?:ends?|until|till|to|through|ending)\b|结束|到|至|止", "ends_on"),
        ("", "starts_on"),
    ),
    "lead": (),
    "contact": (),
    "company": (),
    "ticket": (),
}

CHANNELS = {
    "ad": "ads",
    "social media": "social",
    "邮件": "email",
    "线下": "event",
    "活动": "event",
    "线下活动": "event",
    "广告": "ads",
    "社交媒体": "social",
    "社交": "social",
    "研讨会": "webinar",
}
DONE = frozenset({"bought_on", "signed_on"})
AIMED = re.compile(r"\s+(?:for|to|aimed at|targeting)\s+(?:the )?(?:segment )?(.+)$", re.IGNORECASE)
BESIDE = re.compile(r"\s+(?=渠道|预算|channel\b|budget\b)", re.IGNORECASE)
CHANNELS_OF = ("email", "event", "ads", "social", "webinar")

WORDS = {
    "deal": ("product", "source", "stage", "pipeline", "tag", "user"),
    "ticket": ("product", "category", "user", "tag"),
    "quote": ("product", "user"),
    "contract": ("product", "user"),
    "purchase": ("product", "user"),
    "campaign": ("segment", "user"),
}

SAID_OF_DEALS = re.compile(
    r"\b(?:closes?|closing|close date|worth|expected|expect|amount|value|due|called|named|in stage|"
    r"stage|owner|source|deal|opportunity|opp)\b|预计|成交|金额|签约|签单|关闭|要|价值|总价|"
    r"阶段|来源|负责人",
    re.IGNORECASE,
)
FOLD = re.compile(r"(?:打)?(\d(?:\.\d)?|\d\d|[一二三四五六七八九]{1,2})折")

FROM = re.compile(
    (
        r"^(?P<name>[^,:]+?)\s*(?:,\s*)?(?:\b(?:from|at|of|with|works at|"
        r"working at)\b|来自|在|,|\s)\s*(?P<company>[^,:]+)$"
    ),
    re.IGNORECASE,
)


def build(
    command: str, head: str, rest: str, groups: dict[str, Any], world: World
) -> dict[str, Any] | None:
    """The command and fields of a new record; None where it is no such sentence after all."""
    kind = command.split(maxsplit=1)[0]
    if kind == "ticket":
        return reported.ticket(head, rest, groups, world)
    if kind in {"lead", "contact", "company"}:
        return named(kind, head, rest, groups, world)
    if kind == "campaign":
        return _campaign(rest, groups, world)
    return _sold(kind, head, f"{groups.get('amount') or ''} {rest}", world)


def _campaign(rest: str, groups: dict[str, Any], world: World) -> dict[str, Any]:
    pieces = [one for piece in clauses(rest) for one in BESIDE.split(piece)]
    if not pieces:
        raise Refused("ambiguous")
    name = pieces[0]
    fields: dict[str, Any] = {}
    aimed = AIMED.search(name)
    segment = find(aimed[1], world).one("segment") if aimed else None
    if aimed and segment:
        name, fields["segment"] = name[: aimed.start()], segment
    fields["name"] = trim(name)
    channel = groups.get("channel")
    if channel:
        fields["channel"] = CHANNELS.get(channel, channel)
    for piece in pieces[1:]:
        said = re.sub(r"^(?:channel|渠道)[: ]*", "", lower(piece).strip())
        if said not in CHANNELS:
            said = re.sub(r"(?: campaign|活动)$", "", said)
        if said in CHANNELS or said in CHANNELS_OF:
            fields.setdefault("channel", CHANNELS.get(said, said))
            continue
        _values("campaign", piece, find(piece, world), fields, world)
    return {"command": "campaign add", "fields": fields}


def _sold(kind: str, head: str, rest: str, world: World) -> dict[str, Any] | None:
    fields: dict[str, Any] = {}
    if kind == "purchase" and head and not {"company", "contact"} & set(find(head, world).names):
        return None
    pieces = [head, *clauses(rest)] if head else clauses(rest)
    names = [_part(kind, piece, fields, world) for piece in pieces]
    name = " ".join(filter(None, names))
    if name:
        fields["name"] = name
    if "company" not in fields and "contact" not in fields:
        if kind == "purchase":
            return None
        raise Refused("ambiguous")
    if kind == "purchase" and not (fields.get("product") or fields.get("amount")):
        return None
    return {"command": f"{kind} add", "fields": fields}


def _part(kind: str, piece: str, fields: dict[str, Any], world: World) -> str:
    """Take what a clause names; the words left over name a deal."""
    found = find(piece, world)
    settle(found, world)
    if kind == "deal" and _is_title(found):
        return piece.strip()
    for name in ("company", "contact"):
        one = found.one(name)
        if one:
            fields.setdefault(name, one)
    _values(kind, piece, found, fields, world)
    return _left(kind, found.rest)


def _is_title(found: Parts) -> bool:
    """Whether a clause calls a deal something: *two microscopes for the teaching lab*.

    Two words beside a product do so, or one Chinese character; words alone where none of them
    says what else a deal has.
    """
    if not (found.names or found.times or SAID_OF_DEALS.search(found.rest)):
        return len(found.rest.split()) > 1 and not any(
            a.is_money or a.is_scaled for a in found.amounts
        )
    plain = set(found.names) <= {"product", "tag", "industry", "category"}
    words = re.sub(r"\b(?:the|a|an|for|of|and)\b", " ", found.rest)
    said = len(re.findall(r"[a-z]+", words.lower())) / 2 + len(CHINESE.findall(words))
    said += len(found.amounts) / 2
    is_figure = any(amount.is_money or amount.is_scaled for amount in found.amounts)
    return bool(plain and found.names and said >= 1 and not found.times and not is_figure)


def _left(kind: str, rest: str) -> str:
    if kind != "deal":
        return ""
    words = SAID_OF_DEALS.sub(" ", re.sub(r"\b(?:at|by|for)\b", " ", rest))
    return trim(re.sub(r"\s+", " ", words))


def _values(kind: str, piece: str, found: Parts, fields: dict[str, Any], world: World) -> None:
    _dates(kind, piece, fields, world)
    for word in WORDS[kind]:
        names = found.names.get(word)
        if names and word not in fields:
            field = kinds.KINDS[kind].person or "owner" if word == "user" else word
            fields[field] = names[0]
    for amount in found.amounts:
        assign(kind, amount, fields, world, piece)
    folded = FOLD.search(piece)
    if folded and kinds.field(kind, "discount"):
        fields["discount"] = _discount(folded[1])
    low = lower(piece)
    if kind == "contract" and re.search(r"auto[- ]?renew|自动续", low):
        fields["auto_renew"] = not re.search(r"\bno\b|\bnot\b|without|不自动|没有", low)


def _discount(said: str) -> Any:
    """打九折 is 10 % off, 八五折 15 %."""
    digits = "".join(
        str("一二三四五六七八九".index(sign) + 1) if sign in "一二三四五六七八九" else sign
        for sign in said
    )
    value = float(digits)
    rate = value * 10 if value < 10 else value
    return found_parts.number(round(100 - rate, 2))


def _dates(kind: str, piece: str, fields: dict[str, Any], world: World) -> None:
    for start, end, value in times(piece, world):
        before = lower(piece[:start])[-16:]
        after = lower(piece[end:])[:6]
        for cue, name in DATES[kind]:
            if (
                not cue
                or re.search(f"(?:{cue})\\D*$", before)
                or (
                    re.match(f"\\s*(?:{cue})", after)
                    and not re.match(r"\s*(?:[到至]|to\b|until\b|till\b|through\b)", after)
                )
            ):
                fields.setdefault(name, _past(value[:10], world) if name in DONE else value[:10])
                break


def _past(day: str, world: World) -> str:
    """What was bought or signed was so already: a day without a year is the last one."""
    return f"{int(day[:4]) - 1}{day[4:]}" if day > world.now.date().isoformat() else day
