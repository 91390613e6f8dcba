"""Who introduces themselves in a message: name, company, e-mail address and phone number."""

from __future__ import annotations

import re
from datetime import datetime

from nlp import entities

LONGEST = 2_000
NAMED = re.compile(
    r"(?im)^\s*(?P<field>name|姓名|company|公司|公司名称)\s*[:：]\s*(?P<value>\S.{0,150}?)\s*$"
)
FIELDS = {"name": "name", "姓名": "name", "company": "company_name", "公司": "company_name"} | {
    "公司名称": "company_name"
}
WORD = r"(?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][\w'’-]{0,30})"
NAME = rf"{WORD}(?: {WORD}){{0,3}}"
HERE = re.compile(
    rf"\b(?:I am|I'm|I’m|[Mm]y name is|[Tt]his is) (?P<name>{NAME})"
    rf"(?:,? (?:from|at|of|with) (?P<company>{NAME}))?"
)
HERE_ZH = re.compile(
    r"我是(?:(?P<company>[\w（）]{2,30}?(?:公司|集团|科技|银行|大学))的?)?(?P<name>[\u4e00-\u9fff]{2,4})"
)
SPOKEN = re.compile(r"[a-z]+(?:[._-][a-z]+)+", re.IGNORECASE)


def read(text: str, now: datetime, zone: str, currency: str) -> dict[str, str]:
    """What a message says of a possible customer, as fields of a new lead.

    Nothing is guessed that is not written: a name comes from a labelled line, from “I am …”, or
    from an address such as jane.foster@….
    """
    words = text[:LONGEST]
    found = _points(words, entities.Setting(now=now, zone=zone, base_currency=currency))
    for labelled in NAMED.finditer(words):
        found.setdefault(FIELDS[labelled["field"].lower()], labelled["value"])
    said = HERE_ZH.search(words) or HERE.search(words)
    if said is not None:
        found.setdefault("name", said["name"].rstrip(".,"))
        if said["company"]:
            found.setdefault("company_name", said["company"].rstrip(".,"))
    spoken = SPOKEN.fullmatch(found.get("email", "").partition("@")[0])
    if spoken is not None:
        found.setdefault("name", re.sub(r"[._-]", " ", spoken[0]).title())
    return found


def _points(text: str, setting: entities.Setting) -> dict[str, str]:
    """The first address and the first number in a text."""
    found: dict[str, str] = {}
    for one in entities.find(text, setting):
        if one.kind in {"email", "phone"}:
            found.setdefault(one.kind, text[one.start : one.end])
    return found
