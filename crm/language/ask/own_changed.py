"""New values of fields that the workspace added: *set renewal date of Acme to 1 March*."""

from __future__ import annotations

import re
from typing import Any

from crm.language.ask import parts as found_parts
from crm.language.ask.altering import TARGET_DEAL, TARGET_TICKET
from crm.language.ask.draft import Refused
from crm.language.ask.own import SIGN
from crm.language.ask.parts import find, money, settle, times
from crm.language.ask.spans import Span, cut
from crm.language.ask.world import World

SETS = re.compile(
    r"^(?:(?:set|change|update|make|put|edit)\b)?\s*(?:the\b|its\b)?\s*", re.IGNORECASE
)
OF = re.compile(
    r"^\s*(?:of|for|on|at) (?P<record>.+?) (?:to|as|=|is)\s+(?P<value>.+)$", re.IGNORECASE
)
TO = re.compile(
    r"^\s*(?:(?:is now|is|to|should be|becomes|changed to|as)\s+|[=:]\s*"
    r"|(?:改成|改为|改到|设为|设成|设置为|更新为|换成|变更为|调到|定为|定在|变成|是|为)\s*[:]?\s*)(?P<value>.+)$",
    re.IGNORECASE,
)
OPENS = re.compile(r"^(?:请|帮我)?(?:把|将)?")


def read(words: str, world: World) -> dict[str, Any] | None:
    """The change of an own field; None where no own field is given a value.

    Raises `Refused` where the record or the value is not settled.
    """
    if not world.own:
        return None
    sentence = cut(words, world, is_repaired=False)
    spans = sentence.spans if sentence else []
    for span in spans:
        if sentence is not None and span.has("own_field"):
            found = _given(sentence.text, span, world)
            if found is not None:
                return found
    return None


def _given(text: str, span: Span, world: World) -> dict[str, Any] | None:
    before, after = text[: span.start], text[span.end :]
    told = OF.match(after)
    if told and not SETS.sub("", before).strip():
        return _change(told["record"], told["value"], span, world)
    then = TO.match(after)
    record = re.sub(r"(?:'s|的)?\s*$", "", OPENS.sub("", SETS.sub("", before.strip())))
    return _change(record, then["value"], span, world) if then and record else None


def _change(record: str, value: str, span: Span, world: World) -> dict[str, Any] | None:
    """The command with its record and value; None where no record is named."""
    found = find(record, world, has_times=False)
    fields = {}
    if found.refs:
        fields["ref"] = found.refs[0]
    elif found.names.get("company") or found.names.get("contact"):
        settle(found, world)
        fields = {name: one for name in ("company", "contact") if (one := found.one(name))}
    if not fields:
        return None
    if any(one.has("own_field") for one in find(value, world, has_times=False).spans):
        raise Refused("ambiguous")
    own = _field(span, fields, record, world)
    name = own.partition("/")[2]
    fields[f"{SIGN}{name}"] = _value(value.strip(" .!。"), own, world)
    return {"command": f"{own.partition('/')[0]} change", "fields": fields}


def _field(span: Span, fields: dict[str, Any], record: str, world: World) -> str:
    """The own field on the kind of record that is named; raises `Refused` where it has none."""
    low = record.lower()
    kinds: tuple[str, ...] = ("company", "deal", "lead")
    if "ref" in fields:
        kinds = (found_parts.kind_of(str(fields["ref"])),)
    elif TARGET_TICKET.search(low) or TARGET_DEAL.search(low):
        kinds = ("ticket",) if TARGET_TICKET.search(low) else ("deal",)
    elif "contact" in fields:
        kinds = ("contact",)
    known = {one.partition("/")[0]: one for one in span.all("own_field") if one in world.own}
    found = next((known[kind] for kind in kinds if kind in known), None)
    if found is None:
        raise Refused("ambiguous")
    return found


def _value(text: str, own: str, world: World) -> Any:
    """A value of the field's type; raises `Refused` for what cannot be read as one."""
    type_ = world.own[own]
    if type_ == "date":
        said = times(text, world)
        if len(said) != 1:
            raise Refused("ambiguous")
        return said[0][2][:10]
    if type_ in {"number", "money"}:
        amounts = find(text, world).amounts
        if len(amounts) != 1 or amounts[0].op != "=":
            raise Refused("ambiguous")
        plain = found_parts.number(amounts[0].low)
        return money(amounts[0], world) if type_ == "money" else plain
    if type_ == "choice":
        senses = [one for span in find(text, world).spans for one in span.all("own_value")]
        values = {one.rpartition("/")[2] for one in senses if one.rpartition("/")[0] == own}
        if len(values) != 1:
            raise Refused("ambiguous")
        return values.pop()
    return text
