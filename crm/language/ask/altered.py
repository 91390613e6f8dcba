"""Records that are changed: won, lost, moved, given away, closed, sent, or given new values."""

from __future__ import annotations

import re
from typing import Any

from crm.language.ask import own_changed, told
from crm.language.ask import parts as found_parts
from crm.language.ask.altering import (
    ANEW,
    ANEW_ZH,
    BESIDES,
    CAMPAIGN,
    CHANGES,
    CLOSED,
    COMMANDS,
    COMMANDS_OF,
    CONDITION,
    DENIED,
    FIELDS,
    NAMED,
    NEW,
    QUESTION,
    REF,
    RELATIVE,
    SHOW,
    TARGET_CONTRACT,
    TARGET_DEAL,
    TARGET_TICKET,
    TITLES,
    UNTAG,
    VAGUE,
    VERBS,
)
from crm.language.ask.assigned import assign_all
from crm.language.ask.draft import Refused
from crm.language.ask.parts import Parts, find, number, settle
from crm.language.ask.world import World
from crm.language.query import kinds

OTHERS = re.compile(
    r"^(?:remind|follow[- ]?up|提醒|note|log|add (?:a )?note|备注)|备注|笔记|note (?:on|to|for)"
    r"|^[^,:]{0,12}(?:跟进|回访|联系)\s*(?!f-)[a-z]{1,2}-\d"
    r"|^(?:on |next |this )?\w+ follow[- ]?up (?:on|with) (?!f-)"
)
# 优鲜赢单和丢单的商机 asks for a list; 丢了海风的单 tells.
LISTS = re.compile(r"的[^,。]{0,6}(?:商机|单子|单|工单|线索|客户|公司|联系人|报价|合同|案子)[?.]?$")
DOES = re.compile(r"^(?:我们?|刚|把|已经)*(?:丢|赢|输|拿下|签下|关|转|改|移|推|把|标)")
OUTRIGHT = re.compile(
    r"^(?:we |i |just )*(?:won|lost)\b|(?:赢了|丢了|输了|拿下了?|签下了?|黄了|没戏了?|泡汤了?)"
    r"|\bmark (?:it|them|that) (?:as )?(?:closed[- ])?(?:won|lost)\b|[,算](?:赢单|丢单|输单)了?$"
)
NAMED_ANEW = re.compile(
    r"^(?:please )?(?:rename|call)\s+(?:to |as )?(?P<name>.+)$"
    r"|(?:改名为?|重命名为?|名称改[成为]|名字改[成为])[:\s]*(?P<name2>.+)$",
    re.IGNORECASE,
)


def read(words: str, low: str, world: World) -> dict[str, Any] | None:
    """A change to a record that is there already; None where the sentence is none."""
    show = SHOW.match(low)
    if show:
        ref = (show["ref"] or show["ref2"]).upper()
        return {"command": f"{found_parts.kind_of(ref)} show", "fields": {"ref": ref}}
    if QUESTION.search(low) or NEW.match(low) or (LISTS.search(low) and not DOES.match(low)):
        return None
    own = own_changed.read(words, world)
    if own is not None:
        return own
    if REF.search(low) and not OTHERS.search(low):
        return _by_ref(words, low, world)
    return _detail(words, world) or _by_name(words, low, world)


def vague(low: str) -> dict[str, Any] | None:
    """Refuse a change that names no record."""
    if VAGUE.search(low) and not QUESTION.search(low):
        raise Refused("ambiguous")
    return None


def _by_ref(words: str, low: str, world: World) -> dict[str, Any] | None:
    refs = REF.findall(low)
    if len(set(refs)) > 1:
        raise Refused("ambiguous")
    ref = refs[0].upper()
    kind = found_parts.kind_of(ref)
    text = REF.sub(" ", words)
    command = _command(kind, text.lower())
    fields: dict[str, Any] = {"ref": ref}
    anew = NAMED_ANEW.search(text)
    if anew and kinds.field(kind, "name"):
        return {
            "command": f"{kind} change",
            "fields": fields | {"name": (anew["name"] or anew["name2"]).strip()},
        }
    _refuse_unsaid(text.lower(), command)
    if command is None:
        assign_all(kind, text, fields, world)
        if len(fields) == 1:
            raise Refused("ambiguous")
        if kind == "followup" and set(fields) == {"ref", "due_at"}:
            return {"command": "followup snooze", "fields": fields}
        return {"command": f"{kind} change", "fields": fields}
    told.take(command, text, fields, world)
    return {"command": command, "fields": fields}


def _refuse_unsaid(low: str, command: str | None) -> None:
    """Refuse what is denied (*don't send*), and figures that are added to an unknown one."""
    head = re.split(r"[,;:.](?!\d)", low, maxsplit=1)[0]
    verb = next((v for v, _ in VERBS if command and COMMANDS_OF.get(command) == v), None)
    rest = re.sub(dict(VERBS)[verb], " ", head) if verb in {"lose", "disqualify"} else head
    is_half = CONDITION.search(head) or BESIDES.search(head) or UNTAG.search(head)
    if is_half or (command is None and CLOSED.search(head)):
        raise Refused("ambiguous")
    if "还没" in head or DENIED.search(rest) or (command is None and RELATIVE.search(low)):
        raise Refused("ambiguous")


def _command(kind: str, low: str) -> str | None:
    for verb, pattern in VERBS:
        command = COMMANDS.get((kind, verb))
        if command and re.search(pattern, low) and not (verb == "done" and "not " in low):
            return command
    return None


def _by_name(words: str, low: str, world: World) -> dict[str, Any] | None:
    """The deal, ticket, company or contact that a change names without a ref."""
    verb = next((v for v in ("lose", "win") if re.search(dict(VERBS)[v], low)), None)
    is_change = bool(CHANGES.search(low))
    if not is_change and verb is None:
        return None
    _refuse_unsaid(low, f"deal {verb}" if verb else None)
    found = find(words, world)
    if not (found.names.get("company") or found.names.get("contact")):
        if is_change and found.one("campaign"):
            told_all = _campaign(words, found, world)
            if told_all or CAMPAIGN.search(low):
                return told_all
        if is_change and found.names.get("tag") is None and verb is None:
            return _nameless(low)
        return None
    settle(found, world)
    fields: dict[str, Any] = {}
    for name in ("company", "contact"):
        one = found.one(name)
        if one:
            fields[name] = one
    return _named(words, low, verb, found, fields, world)


def _campaign(words: str, found: Parts, world: World) -> dict[str, Any] | None:
    """A campaign is changed by its name."""
    fields: dict[str, Any] = {"name": found.one("campaign")}
    assign_all("campaign", words, fields, world)
    return {"command": "campaign change", "fields": fields} if len(fields) > 1 else None


def _nameless(low: str) -> dict[str, Any] | None:
    if re.match(r"^(?:move|set|change|update|make|mark|assign|reassign|give|push|tag)\b|^把", low):
        raise Refused("ambiguous")
    return None


def _named(
    words: str, low: str, verb: str | None, found: Parts, fields: dict[str, Any], world: World
) -> dict[str, Any] | None:
    if verb and (TARGET_DEAL.search(low) or OUTRIGHT.search(low)):
        command = f"deal {verb}"
        told.take(command, words, fields, world)
        return {"command": command, "fields": fields}
    kind = (
        "ticket"
        if TARGET_TICKET.search(low)
        else "deal"
        if _is_deal(low, found)
        else "contract"
        if TARGET_CONTRACT.search(low)
        else "contact"
        if "contact" in fields and "company" not in fields
        else "company"
    )
    if kind == "ticket" and re.search(dict(VERBS)["done"], low):
        return {"command": "ticket resolve", "fields": fields}
    known = dict(fields)
    assign_all(kind, words, fields, world)
    if fields == known:
        return None
    return {"command": f"{kind} change", "fields": fields}


def _is_deal(low: str, found: Parts) -> bool:
    return bool(TARGET_DEAL.search(low) or found.names.get("stage"))


def _detail(words: str, world: World) -> dict[str, Any] | None:
    """*change Omar's title to CIO*, 黄蕾的电话改成…, 徐倩升职了,现在是…."""
    text = re.sub(
        r"^(?:please )?(?:change|set|update|correct|make|edit|把)\s*",
        "",
        words,
        flags=re.IGNORECASE,
    )
    anew = ANEW.match(text) or ANEW_ZH.match(text)
    if anew:
        return _set(anew["name"], FIELDS.get(anew["field"].lower()), anew["value"], world)
    match = NAMED.match(text)
    if match:
        word = (match["field"] or match["field2"]).lower()
        name, value = match["name"] or match["name2"], match["value"] or match["value2"]
        return _set(name, FIELDS.get(word), value, world)
    title = TITLES.match(text)
    return _set(title["name"], "title", title["title"], world) if title else None


def _set(name: str, field: str | None, value: str, world: World) -> dict[str, Any] | None:
    if field is None:
        return None
    found = find(name, world)
    if not (found.names.get("contact") or found.names.get("company")):
        return None
    settle(found, world)
    kind = "contact" if found.names.get("contact") else "company"
    if kinds.field(kind, field) is None:
        return None
    fields: dict[str, Any] = {kind: found.one(kind)}
    fields[field] = _plain(field, value, world)
    return {"command": f"{kind} change", "fields": fields}


def _plain(field: str, value: str, world: World) -> Any:
    value = value.strip(" .,!")
    if field == "phone":
        return re.sub(r"[\s().-]", "", value)
    if field == "size":
        amounts = find(value, world).amounts
        return number(amounts[0].low) if amounts else value
    if field in {"city", "industry"}:
        return find(value, world).one(field) or value
    if field == "type":
        leaf = [w for span in find(value, world).spans for w in span.all("leafkind")]
        return leaf[0].partition("=")[2] if leaf else value
    if field == "title" and value.endswith("了"):
        value = value[:-1]
    return re.sub(r"^(?:the|a|an) ", "", value, flags=re.IGNORECASE)
