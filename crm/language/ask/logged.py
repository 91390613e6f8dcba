"""What was done: activities, with the follow-up that was agreed (ask.md, changes)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from crm.language.ask import parts as found_parts
from crm.language.ask.draft import Refused
from crm.language.ask.parts import Parts, find, settle, times, trim
from crm.language.ask.tokens import CHINESE
from crm.language.ask.world import World

CLAUSE = re.compile(
    r"\s*(?:[,;:]|(?<!\bSt)(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bInc)(?<!\bLtd)\.)"
    r"(?=\s|$|[\u3400-\u9fff])\s*|\s*[,;:](?=\S)(?!\d)\s*|"
    r"(?<=[^\d\s])\s*,(?=\d)|\s+[-–—]\s+|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])"
)
FOLLOW = re.compile(
    r"\b(?:follow[- ]?up|remind me|call (?:him|her|them|back)|"
    r"check (?:in|back)|get back|next step|call again|"
    r"try again|ring again|retry|reminder|touch base|circle back|chase|meet again|email (?:him|her|"
    r"them))\b|跟进|提醒|回访|再联系|回电|再聊|再打|再约|再谈|再拨"
)
CALLS = re.compile(
    r"\bcall\b|\bphone\b|\bring\b|打(?:个)?电话|打给|致电|回(?:个)?电|通(?:个)?电话|通(?:个)?话|去(?:个)?电话?|拨(?:个)?电话|来(?:个)?电话|通话|再打(?!开)|再拨"
)
MEETS = re.compile(r"\bmeet\b|\bmeeting\b|\bvisit\b|见面|拜访|开会|会面|面谈")
MAILS = re.compile(r"\be-?mail\b|\bwrite to\b|发(?:封)?邮件|写邮件")
ABOUT = re.compile(
    (
        r"\b(?:about|regarding|re|on the|to discuss|to talk about|"
        r"concerning|because|on|for|to|over)\b[:]?\s+(.+)$|(?:关于|讨论|"
        r"谈谈|聊聊|谈|聊|问问|询问|确认|的事|问)(.+)$"
    ),
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:had|met|spoke|talked|called|visited|emailed|wrote|logged?|record(?:ed)?)\b|[了过]$|刚"
)
DONE = re.compile(
    r"\b(?:had|met|spoke|talked|called|visited|emailed|wrote|phoned|rang|saw|dropped by)\b|了|过"
)
LENGTH = re.compile(
    r"(?:it )?(?:took|lasted|for|用了|聊了|谈了|开了)?\s*(?P<n>\d+(?:\.\d)?)\s*-?"
    r"(?P<unit>min(?:ute)?s?|hours?|hrs?|h|个?小时|分钟)",
    re.IGNORECASE,
)
WEEKDAY = re.compile(
    r"(?<!next )\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|(?<!下)(?:周|星期|礼拜)[一二三四五六日天]"
)
PRONOUN = re.compile(r"\b(?:him|her|them|it|back|again|me)\b", re.IGNORECASE)


def clauses(text: str) -> list[str]:
    """A text at its commas, colons and full stops."""
    return [piece.strip() for piece in CLAUSE.split(text) if piece and piece.strip()]


def activity(type_: str, head: str, rest: str, opening: str, world: World) -> dict[str, Any] | None:
    """A logged call, meeting, e-mail or note, with the follow-up that was said with it."""
    pieces = clauses(rest)
    if head:
        first, others = f"{head} {_opening_time(opening, world)}", pieces
        if pieces and not rest.startswith((",", ":", ";", ".")) and is_names(pieces[0], world):
            first, others = f"{first} {pieces[0]}", pieces[1:]
    else:
        first, others = (pieces[0], pieces[1:]) if pieces else ("", [])
    fields, note = _head(type_, first, world)
    notes = [note] if note else []
    day = _opening_time(opening, world)
    if day and "at" not in fields:
        fields["at"] = day
    for piece in others:
        _clause(piece, fields, notes, world, type_)
    if not has_record(fields):
        raise Refused("ambiguous")
    _settle_past(f"{opening} {head} {rest}", opening, fields, world)
    if _is_ahead(fields, world) and type_ != "note":
        return _planned(fields, notes, opening)
    if notes:
        fields["note"] = ", ".join(notes)
    return {"command": "activity log", "fields": fields}


def _is_ahead(fields: dict[str, Any], world: World) -> bool:
    return str(fields.get("at", "")) > world.now.isoformat(timespec="minutes")


def _settle_past(words: str, opening: str, fields: dict[str, Any], world: World) -> None:
    """*visited them on friday*, 周五拜访了: the last such day, for it is told as done."""
    if not (_is_ahead(fields, world) and WEEKDAY.search(words.lower())):
        return
    said = datetime.fromisoformat(str(fields["at"]))
    if DONE.search(opening.lower()) and said - world.now < timedelta(days=7):
        before = said - timedelta(days=7)
        fields["at"] = before.isoformat()[: len(str(fields["at"]))]


def _planned(fields: dict[str, Any], notes: list[str], opening: str) -> dict[str, Any]:
    """*meeting with May on tuesday* lies ahead: to be done; *met May next week* is nothing."""
    if PAST.search(opening.lower()):
        raise Refused("ambiguous")
    step = {name: value for name, value in fields.items() if name not in {"at", "minutes"}}
    step["due_at"] = fields["at"]
    if notes:
        step["subject"] = ", ".join(notes)
    return {"command": "followup add", "fields": step}


def has_record(fields: dict[str, Any]) -> bool:
    """Whether the fields name somebody or something that it is about."""
    return any(name in fields for name in ("contact", "company", "deal"))


def _opening_time(opening: str, world: World) -> str:
    if "上午" in opening or "下午" in opening or "早上" in opening or "中午" in opening:
        return ""
    said = times(opening, world)
    return said[0][2] if said else ""


def is_names(text: str, world: World) -> bool:
    """Whether a piece of text is names and times alone."""
    found = find(text, world)
    return bool(found.names or found.times) and not found.rest


def _head(type_: str, text: str, world: World) -> tuple[dict[str, Any], str]:
    text, note = _about(text, world)
    found = find(text, world)
    settle(found, world)
    fields: dict[str, Any] = {"type": type_}
    records(found, fields, is_activity=True)
    if found.times:
        fields["at"] = found.times[0]
    minutes = next((a.low for a in found.amounts if a.unit in {"minute", "hour"}), None)
    if minutes is not None:
        is_hours = any(a.unit == "hour" for a in found.amounts)
        fields["minutes"] = found_parts.number(minutes * (60 if is_hours else 1))
    rest = trim(re.sub(r"\b(?:deal|call|meeting|yesterday|today|minutes?|about)\b", "", found.rest))
    if len(re.sub(r"\bthe\b", "", rest).split()) < 2:
        rest = trim(re.sub(r"\bthe\b", "", rest))
    is_told = len(rest.split()) > 1 or len(CHINESE.findall(rest)) > 2
    return fields, note or (rest if is_told or (len(rest) > 1 and type_ == "note") else "")


def _about(text: str, world: World) -> tuple[str, str]:
    """The names before *about*, and what it was about behind it."""
    match = re.search(
        (
            r"\b(?:about|regarding|that|saying|to say|who says|who wants|"
            r"to discuss)\b\s+(.+)$|(?:关于|讨论了?|说了|谈了|聊了|说)(.+)$"
        ),
        text,
        re.IGNORECASE,
    )
    if match is None:
        return text, ""
    tail = (match[1] or match[2]).strip()
    said = times(tail, world)
    if said and said[-1][1] >= len(tail):
        return f"{text[: match.start()]} {tail[said[-1][0] :]}", trim(tail[: said[-1][0]])
    return text[: match.start()], trim(tail)


def _clause(piece: str, fields: dict[str, Any], notes: list[str], world: World, type_: str) -> None:
    said = times(piece, world)
    ahead = [
        one
        for one in said
        if one[2] > world.now.isoformat()[:16] or one[2] > world.now.date().isoformat()
    ]
    if FOLLOW.search(piece.lower()) and ahead:
        fields["followup"] = next_step(piece, ahead[0], world)
        return
    if ahead and not _rest_without(piece, ahead[0]) and "followup" not in fields:
        fields["followup"] = {"due_at": ahead[0][2]}
        return
    if length := LENGTH.fullmatch(piece.strip()):
        is_hours = length["unit"][0].lower() in "h小"
        minutes = found_parts.number(float(length["n"]) * (60 if is_hours else 1))
        fields.setdefault("minutes", minutes)
        return
    if said and not ahead and not _rest_without(piece, said[0]) and type_ != "note":
        fields["at"] = said[0][2]
        return
    notes.append(trim_note(piece))


def _rest_without(piece: str, one: tuple[int, int, str]) -> str:
    return trim(f"{piece[: one[0]]} {piece[one[1] :]}")


def trim_note(piece: str) -> str:
    """A note without the words that only open it."""
    return re.sub(r"^(?:and|then|note|备注)\s*[:,]?\s*", "", piece.strip(), flags=re.IGNORECASE)


def next_step(piece: str, one: tuple[int, int, str], world: World) -> dict[str, Any]:
    """The follow-up of a log: its time, its type, and what it is about."""
    del world
    step: dict[str, Any] = {"due_at": one[2]}
    type_ = kind_of_step(piece)
    if type_:
        step["type"] = type_
    left = FOLLOW.sub(" ", _rest_without(piece, one).lower())
    about = ABOUT.search(left)
    if about:
        subject = trim(about[1] or about[2] or "")
        if subject and not PRONOUN.fullmatch(subject):
            step["note"] = subject
    return step


def kind_of_step(text: str) -> str | None:
    """Whether a call, a meeting or an e-mail is to be made; None where it is not said."""
    low = text.lower()
    for pattern, type_ in ((MAILS, "email"), (CALLS, "call"), (MEETS, "meeting")):
        if pattern.search(low):
            return type_
    return None


def records(found: Parts, fields: dict[str, Any], *, is_activity: bool = False) -> None:
    """The contact, company and deal that a piece names."""
    del is_activity
    for name in ("contact", "company"):
        one = found.one(name)
        if one:
            fields[name] = one
    for ref in found.refs:
        kind = found_parts.kind_of(ref)
        if kind in {"deal", "contact", "company"}:
            fields[kind] = ref
