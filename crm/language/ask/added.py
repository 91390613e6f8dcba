"""New records, from leads to campaigns, with everything that was said of them."""

from __future__ import annotations

import re
from typing import Any

from crm.language.ask import parts as found_parts
from crm.language.ask.altered import assign
from crm.language.ask.draft import Refused
from crm.language.ask.logged import clauses
from crm.language.ask.parts import EDGE, PHONE, Parts, find, settle, times, trim
from crm.language.ask.tokens import lower
from crm.language.ask.world import World
from crm.language.query import kinds

DATES = {
    "deal": (("", "close_on"),),
    "quote": (("", "valid_until"),),
    "contract": (
        (r"\b(?:ends?|until|till|to|through|expires?|ending)\b|结束|到期|截止|止|到|至", "ends_on"),
        (r"\bsign(?:ed|s)?\b|签于|签订|签署", "signed_on"),
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
CHANNELS = {
    "ad": "ads",
    "social media": "social",
    "邮件": "email",
    "线下": "event",
    "广告": "ads",
    "社交媒体": "social",
    "社交": "social",
    "研讨会": "webinar",
}
TYPES = {"client": "customer", "潜在客户": "prospect", "合作伙伴": "partner"}
WORDS = {
    "deal": ("product", "source", "stage", "pipeline", "tag", "user"),
    "lead": ("source", "campaign", "industry", "city", "country", "user", "tag"),
    "contact": ("city", "user", "tag", "title"),
    "company": ("industry", "city", "country", "user", "tag"),
    "ticket": ("product", "category", "user", "tag"),
    "quote": ("product", "user"),
    "contract": ("product", "user"),
    "purchase": ("product", "user"),
    "campaign": ("segment", "user"),
}
FOLD = re.compile(r"(?:打)?(\d(?:\.\d)?|\d\d|[一二三四五六七八九]{1,2})折")
FIRM = re.compile(r"[\u3400-\u9fff\w()]{2,16}(?<![了过的吗呢])")
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
        return _ticket(head, rest, groups, world)
    if kind in {"lead", "contact", "company"}:
        return _named(kind, head, rest, groups, world)
    if kind == "campaign":
        return _campaign(rest, groups, world)
    return _sold(kind, head, f"{groups.get('amount') or ''} {rest}", world)


def _campaign(rest: str, groups: dict[str, Any], world: World) -> dict[str, Any]:
    pieces = clauses(rest)
    if not pieces:
        raise Refused("ambiguous")
    fields: dict[str, Any] = {"name": trim(pieces[0])}
    channel = groups.get("channel")
    if channel:
        fields["channel"] = CHANNELS.get(channel, channel)
    for piece in pieces[1:]:
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
    for name in ("company", "contact"):
        one = found.one(name)
        if one:
            fields.setdefault(name, one)
    _values(kind, piece, found, fields, world)
    return _left(kind, found.rest)


def _left(kind: str, rest: str) -> str:
    if kind != "deal":
        return ""
    words = re.sub(
        (
            r"\b(?:closes?|closing|close date|worth|expected|expect|amount|"
            r"value|at|by|for|due|called|named|in stage|stage|owner|source|deal|"
            r"opportunity|opp)\b|预计|成交|金额|签约|签单|关闭|要|价值|总价|"
            r"阶段|来源|负责人"
        ),
        " ",
        rest,
        flags=re.IGNORECASE,
    )
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
                or (re.match(f"\\s*(?:{cue})", after) and not re.match(r"\s*[到至]", after))
            ):
                fields.setdefault(name, value[:10])
                break


def _ticket(head: str, rest: str, groups: dict[str, Any], world: World) -> dict[str, Any]:
    opening, colon, tail = _split(rest)
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
    subject = tail if colon else trim(re.sub(r"^(?:about|on|regarding)\s+", "", found.rest))
    subject = _priority(subject, fields)
    if not fields.get("company") and not fields.get("contact"):
        raise Refused("ambiguous")
    if subject:
        fields["subject"] = subject
    return {"command": "ticket add", "fields": fields}


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


def _named(kind: str, head: str, rest: str, groups: dict[str, Any], world: World) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if kind == "contact":
        rest = _employer(head, rest, fields, world)
    if groups.get("ctype"):
        word = str(groups["ctype"])
        fields["type"] = TYPES.get(word, word)
    elif kind == "company" and re.match(r".*(?:customer|client|客户)[\s:,]*$", ""):
        fields["type"] = "customer"
    pieces = clauses(rest)
    left = [_who(kind, pieces[0], fields, world), *pieces[1:]] if pieces else []
    if kind == "lead" and "company" not in fields and _is_firm(left[1:2], world):
        fields["company"] = left.pop(1)
    for piece in left:
        _details(kind, piece, fields, world)
    if not fields.get("name"):
        raise Refused("ambiguous")
    return {"command": f"{kind} add", "fields": fields}


def _company_said(piece: str) -> bool:
    return bool(re.match(r"(?:from|at|of|works?|met|found|via|through)\b|来自|在|公司", piece))


def _is_firm(pieces: list[str], world: World) -> bool:
    """Whether the piece behind a lead's name is a company's that nobody knows yet."""
    if not pieces or _company_said(pieces[0]) or PHONE.search(pieces[0]) or times(pieces[0], world):
        return False
    found = find(pieces[0], world, has_times=False)
    if found.names or found.emails or found.amounts:
        return False
    parts = pieces[0].split()
    is_latin = all(part[0].isupper() or part in {"&", "and", "of"} for part in parts)
    return is_latin if pieces[0].isascii() else bool(FIRM.fullmatch(pieces[0]))


def _employer(head: str, rest: str, fields: dict[str, Any], world: World) -> str:
    found = find(head, world) if head else Parts()
    if found.names.get("company"):
        fields["company"] = found.names["company"][0]
    match = re.match(r"\s*(?:at|for|from|with|in|to)\s+([^:,]+)[:,]\s*", rest, re.IGNORECASE)
    if match:
        fields["company"] = find(match[1], world).one("company") or match[1].strip()
        return rest[match.end() :]
    return rest


def _who(kind: str, piece: str, fields: dict[str, Any], world: World) -> str:
    """The name, and the company that is said with it; returns what is left of the piece."""
    piece, left = _peel(piece)
    if kind == "company" and (place := re.search(r"\s+(?:in|from)\s+|,?在|位于", piece)):
        piece, left = piece[: place.start()], f"{piece[place.end() :]} {left}"
    match = re.match(
        r"(.+?)\s+(?:from|at|of|@|with)\s+(.+)$|(.+?)\s*(?:来自|在)\s*(.+)$", piece, re.IGNORECASE
    )
    if match and kind != "company":
        fields["name"] = EDGE.sub("", (match[1] or match[3]).strip())
        company = (match[2] or match[4]).strip()
        fields["company"] = find(company, world).one("company") or company
    else:
        fields["name"] = trim(piece)
    return left


def _peel(piece: str) -> tuple[str, str]:
    """A name without the address, number or remark that follows it."""
    match = re.search(
        (
            r"\s*(?:[\w.+-]+@[\w-]+\.[\w.-]+|邮箱|电话|手机|职位|e-?mail\b|"
            r"phone\b|\+?\d[\d\s-]{6,})|\s+met\b|\s+via\b|\s+through\b"
        ),
        piece,
        re.IGNORECASE,
    )
    return (
        (piece[: match.start()], piece[match.start() :]) if match and match.start() else (piece, "")
    )


def _details(kind: str, piece: str, fields: dict[str, Any], world: World) -> None:
    if not piece:
        return
    found = find(piece, world)
    if found.emails and kinds.field(kind, "email"):
        fields["email"] = found.emails[0]
    phone = found_parts.PHONE.search(piece)
    if phone and kinds.field(kind, "phone") and "@" not in phone[0]:
        fields["phone"] = re.sub(r"[\s().-]", "", phone[0])
    if kind != "company" and "company" not in fields:
        _company(piece, found, fields)
    for word in WORDS[kind]:
        names = found.names.get(word)
        if names:
            fields.setdefault("owner" if word == "user" else word, names[0])
    _figures(kind, piece, found, fields)


def _figures(kind: str, piece: str, found: Parts, fields: dict[str, Any]) -> None:
    """A title, a number of employees or a score that is said of somebody new."""
    title = re.search(
        r"(?:职位|职务|头衔|担任|title|position)\s*(?:是|为|is)?[:\s]*(.+)", piece, re.IGNORECASE
    )
    if kind == "contact" and title:
        fields["title"] = title[1].strip()
    size = next((a for a in found.amounts if a.unit == "people" or "employees" in piece), None)
    if kind == "company" and size:
        fields["size"] = found_parts.number(size.low)
    score = next((a for a in found.amounts if "score" in piece.lower() or "评分" in piece), None)
    if kind == "lead" and score:
        fields["score"] = found_parts.number(score.low)


def _company(piece: str, found: Parts, fields: dict[str, Any]) -> None:
    match = re.match(
        r"(?:from|at|of|works? (?:at|for))\s+(.+)$|(?:来自|在|公司)[:\s]*(.+)$",
        piece,
        re.IGNORECASE,
    )
    if found.names.get("company"):
        fields["company"] = found.names["company"][0]
    elif match:
        fields["company"] = (match[1] or match[2]).strip()
