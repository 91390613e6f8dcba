"""New values that a change names, each in the field that it belongs to."""

from __future__ import annotations

import re
from typing import Any

from crm.language.ask.amounts import Amount
from crm.language.ask.draft import Refused
from crm.language.ask.parts import Parts, find, money, number, times
from crm.language.ask.world import World
from crm.language.query import kinds

RIVAL = re.compile(
    r"\bcompetitor\b(?: (?:on|of|for|at) [^,:]*?)?(?: to(?: be)?| is(?: now)?| as|:|=)"
    r"\s*(?P<en>[^,;]{2,60})$|(?:竞争对手|对手)(?:填成|填为|改成|改为|写成|设为|设成|换成|变成|是|为|:)\s*(?P<zh>[^,。;]{2,30})$",
    re.IGNORECASE,
)
CHANCE = re.compile(r"\bprobability\b|\bchance\b|概率|赢率")


def assign_all(kind: str, text: str, fields: dict[str, Any], world: World) -> None:
    """Every new value that a text names, in the fields of a kind."""
    rival = RIVAL.search(text.strip())
    if rival and kinds.field(kind, "competitor"):
        fields["competitor"] = (rival["en"] or rival["zh"]).strip(" .!")
        text = text.strip()[: rival.start()]
    found = find(text, world)
    for word in (
        "stage",
        "pipeline",
        "product",
        "category",
        "tag",
        "source",
        "city",
        "industry",
        "competitor",
    ):
        names = found.names.get(word)
        if names and kinds.field(kind, word) and word not in fields:
            if word == "pipeline" and found.names.get("stage"):
                continue
            fields[word] = names[-1]
    users = found.names.get("user")
    if users and kinds.KINDS[kind].person:
        fields[str(kinds.KINDS[kind].person)] = users[-1]
    elif (
        re.search(r"\b(?:to|for) me\b|\bmine\b|给我|归我", text.lower())
        and kinds.KINDS[kind].person
    ):
        fields[str(kinds.KINDS[kind].person)] = "me"
    _days(kind, text, fields, world)
    for amount in found.amounts:
        assign(kind, amount, fields, world, text)
    _choices(kind, found, fields)


def _days(kind: str, text: str, fields: dict[str, Any], world: World) -> None:
    name = {
        "deal": "close_on",
        "followup": "due_at",
        "quote": "valid_until",
        "contract": "ends_on",
        "campaign": "ends_on",
    }.get(kind)
    said = times(text, world)
    if name and said:
        if kind == "contract":
            low = text.lower()
            name = (
                "starts_on"
                if re.search(r"start|开始|起", low)
                else "renews_on"
                if re.search(r"renew|续", low)
                else name
            )
        fields[name] = said[-1][2] if kind == "followup" else said[-1][2][:10]


def _choices(kind: str, found: Parts, fields: dict[str, Any]) -> None:
    for option in (part for leaf in found.leaves for part in leaf.split("|")):
        name, _, value = option.partition("=")
        if name == "?" and kind == "ticket":
            name = "priority"
        field = kinds.field(kind, name)
        if field is None or name in fields or ">" in option or _is_told(name, value, found):
            continue
        if field.letter == "y":
            fields[name] = value == "true"
        elif value in field.choices:
            fields[name] = value
    _types(kind, found, fields)


def _types(kind: str, found: Parts, fields: dict[str, Any]) -> None:
    """What sort of company it is, and what is to be done in a follow-up."""
    said = [word for span in found.spans for word in span.all("leafkind")]
    types = [word for word in said if word.startswith("company:type=")]
    if kind == "followup" and any("type" in span.all("field") for span in found.spans):
        steps = [word for word in said if re.match(r"(?:followup|activity):type=", word)]
        if steps:
            fields["type"] = steps[0].partition("=")[2]
    if kind == "company" and types and "type" not in fields and len(fields) == 1:
        fields["type"] = types[0].partition("=")[2]


def _is_told(name: str, value: str, found: Parts) -> bool:
    """Whether a choice's word only tells of the change: *open*, 升级为 before a priority."""
    if name == "escalated":
        said = {part.partition("=")[0] for leaf in found.leaves for part in leaf.split("|")}
        return "priority" in said and any(span.text.startswith("升级") for span in found.spans)
    return name == "status" and value == "open"


def _is_percent(kind: str, amount: Amount, low: str) -> bool:
    """Whether a figure is one of hundred, by its sign or its field."""
    if amount.unit == "%" or re.search(r"打.?折|[一二三四五六七八九\d]折", low):
        return True
    is_plain = not (amount.is_money or amount.is_scaled) and amount.unit is None
    return kind == "deal" and is_plain and amount.low <= 100 and bool(CHANCE.search(low))


def assign(kind: str, amount: Amount, fields: dict[str, Any], world: World, text: str) -> None:
    """Put a figure into the field that its unit and words name."""
    low = text.lower()
    if amount.op not in {"=", "<=", ">="}:
        raise Refused("ambiguous")
    if _is_percent(kind, amount, low):
        name = next(
            (n for n in ("discount", "probability", "response_rate") if kinds.field(kind, n)), None
        )
        if name:
            fields[name] = number(amount.low)
        return
    for cue, name in (
        ("score", "score"),
        ("评分", "score"),
        ("employees", "size"),
        ("员工", "size"),
        ("budget", "budget"),
        ("预算", "budget"),
        ("version", "version"),
    ):
        if cue in low and kinds.field(kind, name):
            fields[name] = number(amount.low)
            return
    money_field = kinds.KINDS[kind].money
    is_quantity = kinds.field(kind, "quantity") and not amount.is_money and not amount.is_scaled
    if (
        is_quantity
        and "quantity" not in fields
        and (
            amount.unit in {"piece", "time", "people", "day", "hour"}
            or (amount.low < 1000 and amount.unit is None)
        )
    ):
        fields["quantity"] = number(amount.low)
    elif money_field and amount.unit in {None, "piece"} and kind != "company":
        fields[money_field if kind != "campaign" else "budget"] = money(amount, world)
