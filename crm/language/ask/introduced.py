"""New leads, contacts and companies: who they are, where they work, how they are reached."""

from __future__ import annotations

import re
from typing import Any

from crm.language.ask import parts as found_parts
from crm.language.ask.draft import Refused
from crm.language.ask.logged import clauses
from crm.language.ask.parts import EDGE, PHONE, Parts, find, times, trim
from crm.language.ask.world import World
from crm.language.query import kinds

WORDS = {
    "lead": ("source", "campaign", "industry", "city", "country", "user", "tag"),
    "contact": ("city", "user", "tag", "title"),
    "company": ("industry", "city", "country", "user", "tag"),
}


TYPES = {"client": "customer", "潜在客户": "prospect", "合作伙伴": "partner"}


FIRM = re.compile(r"[\u3400-\u9fff\w()]{2,16}(?<![了过的吗呢])的?")
# What people are called at work, where no word says that it is a title.
OFFICE = re.compile(
    r"(?:\w+[ -]){0,3}(?:head|director|manager|lead|officer|chief|engineer|buyer|owner|founder|"
    r"president|vp|ceo|cto|cfo|coo|cio|assistant|coordinator|specialist|analyst|consultant|planner|"
    r"administrator|technician|supervisor|partner|secretary|accountant)"
    r"(?: (?:of|for|in) [\w &-]{2,40})?"
    r"|[\u3400-\u9fff]{0,8}(?:经理|总监|主任|主管|总裁|总经理|工程师|专员|助理|院长|科长|处长|部长|会计|采购员)",
    re.IGNORECASE,
)


def named(kind: str, head: str, rest: str, groups: dict[str, Any], world: World) -> dict[str, Any]:
    """A new lead, contact or company by name; raises `Refused` without one."""
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
        fields["company"] = left.pop(1).removesuffix("的")
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
    if (found.names and not found.rest) or found.emails or found.amounts:
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
        place = re.search(r"\s+in\s+(\S.*)$", company)
        city = find(place[1], world).one("city") if place else None
        if place and city and not find(company, world).one("company"):
            company, fields["city"] = company[: place.start()], city
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
        r"(?:职位|职称|职务|头衔|担任|title|position)\s*(?:是|为|is)?[:\s]*(.+)",
        piece,
        re.IGNORECASE,
    )
    if kind == "contact" and title:
        fields["title"] = title[1].strip()
    elif kind == "contact" and OFFICE.fullmatch(piece.strip()):
        fields.setdefault("title", piece.strip())
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
    elif match and not found.names.get("source"):
        fields["company"] = (match[1] or match[2]).strip()
