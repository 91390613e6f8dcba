"""The door: a sentence in, what it was understood as out, the same every time."""

from __future__ import annotations

import re
from typing import Any

from crm.language.ask import change, question, whynot
from crm.language.ask.characters import as_written
from crm.language.ask.draft import Reason, Refused
from crm.language.ask.spans import Sentence, cut
from crm.language.ask.tokens import LONGEST, plain
from crm.language.ask.world import World
from crm.language.query.filter import to_json

# A field of one record is asked for: neither a list nor the record itself.
OF_ONE = re.compile(
    r"的(?:电话|手机|手机号|电话号码|邮箱|邮件地址|地址|职位|生日|头衔|金额)(?:号码|号)?(?:现在)?是?(?:多少|什么|啥|哪个|几号)[?？]?$"
)


# A person's or a company's own record is asked for, by name.
OWN_RECORD = re.compile(
    r"\b(?:record|card|profile|details|file)\b|资料|档案|详情|名片|卡片|详细信息", re.IGNORECASE
)


OPENS = re.compile(r"open|打开|\W")


class Reader:
    """Reads sentences about one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def understand(self, text: str) -> dict[str, Any]:
        """The reading of one sentence as `ask.md` prints it; never raises for what people write."""
        reading = self.read(text)
        if "filters" in reading:
            reading["filters"] = [_plain(node) for node in reading["filters"]]
        return reading

    def read(self, text: str) -> dict[str, Any]:
        """The reading of one sentence, with how the days were said that go on with time."""
        return {"text": text, **as_written(self._read(text), text, self.world.knows)}

    def _read(self, text: str) -> dict[str, Any]:
        if OF_ONE.search(plain(text[:LONGEST])):
            return _refusal("ambiguous")
        sentence = cut(text, self.world)
        if sentence is None or not sentence.spans:
            return _refusal("out_of_scope")
        try:
            reading = (
                whynot.read(sentence, self.world)
                or change.read(text, self.world)
                or _record(sentence, self.world)
                or self._asked(sentence, text)
            )
        except Refused as refused:
            return _refusal(refused.reason)
        return {**reading, "confidence": 0.9}

    def _asked(self, sentence: Sentence, text: str) -> dict[str, Any]:
        asked = to_json(question.read(sentence, self.world))
        return _of_one(asked, text) or asked


def _record(sentence: Sentence, world: World) -> dict[str, Any] | None:
    """侯雨桐的资料打开一下: a name, a word for a record, and nothing else that says anything."""
    if not OWN_RECORD.search(sentence.text):
        return None
    said = [span for span in sentence.spans if not (span.has("stop") or OPENS.fullmatch(span.text))]
    if len(said) != 1 or not said[0].has("contact", "company"):
        return None
    kind = "contact" if said[0].has("contact") else "company"
    names = set(said[0].all(kind))
    if len(names) != 1 or (kind == "contact" and len(world.companies_of(*names)) > 1):
        raise Refused("ambiguous")
    return {"command": f"{kind} show", "fields": {"name": names.pop()}}


def _of_one(asked: dict[str, Any], text: str) -> dict[str, Any] | None:
    """*Freja Lund's contact record* as that record itself; None where a list is asked for."""
    kind, _, _ = str(asked["command"]).partition(" ")
    rest = any(asked[name] for name in ("sort", "limit", "aggregate", "group_by"))
    if kind not in {"contact", "company"} or rest or len(asked["filters"]) != 1:
        return None
    (only,) = asked["filters"]
    if only.get("field") != "name" or not OWN_RECORD.search(text[:LONGEST]):
        return None
    return {"command": f"{kind} show", "fields": {"name": only["value"]}}


def _plain(node: dict[str, Any]) -> dict[str, Any]:
    """A filter without how its days were said."""
    for name in ("any", "all"):
        if name in node:
            return {name: [_plain(one) for one in node[name]]}
    return {name: value for name, value in node.items() if name != "said"}


def _refusal(reason: Reason) -> dict[str, Any]:
    return {"command": None, "reason": reason, "confidence": 0.0}
