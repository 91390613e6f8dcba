"""Why a row was not taken, said in the reader's language; the stored reason is English."""

from __future__ import annotations

import re
from collections.abc import Callable

from crm.engine.texts import T, Text, Value

Say = Callable[[re.Match[str]], Text]

WHY: tuple[tuple[str, Say], ...] = (
    (
        r"(.*): “(.*)” is no e-mail address",
        lambda m: T("{column}: “{value}” is no e-mail address", column=m[1], value=m[2]),
    ),
    (
        r"(.*): “(.*)” is no date",
        lambda m: T("{column}: “{value}” is no date", column=m[1], value=m[2]),
    ),
    (
        r"(.*): “(.*)” is no amount",
        lambda m: T("{column}: “{value}” is no amount", column=m[1], value=m[2]),
    ),
    (
        r"(.*): “(.*)” is no number",
        lambda m: T("{column}: “{value}” is no number", column=m[1], value=m[2]),
    ),
    (
        r"(.*): “(.*)” is too large an amount",
        lambda m: T("{column}: “{value}” is too large an amount", column=m[1], value=m[2]),
    ),
    (r"(.*): the name is missing", lambda m: T("{column}: the name is missing", column=m[1])),
    (
        r"more cells than headers: “(.*)”",
        lambda m: T("more cells than headers: “{value}”", value=m[1]),
    ),
    (
        r"(?:column (\d+): )?a quote is opened and never closed",
        lambda m: T("a quote is opened and never closed, column {n}", n=int(m[1] or 1)),
    ),
    (
        r"(?:column (\d+): )?the cell has ([\d,]+) characters.*",
        lambda m: T(
            "the cell in column {column} has {count} characters", column=m[1] or "1", count=m[2]
        ),
    ),
    (r"no contact is named", lambda _: T("no contact is named")),
    (r"the contact is not known", lambda _: T("the contact is not known")),
    (r"neither a date nor an amount", lambda _: T("neither a date nor an amount")),
    (r"neither subject nor text", lambda _: T("neither subject nor text")),
)


def said(reason: str) -> Value:
    """The reason as a text of the catalogue; as it is stored where it is none of the known ones."""
    for pattern, say in WHY:
        found = re.fullmatch(pattern, reason, re.DOTALL)
        if found:
            return say(found)
    return reason


def column(reason: str) -> str:
    """The column that a reason speaks of; empty where it speaks of the whole row."""
    numbered = re.match(r"column (\d+): ", reason)
    if numbered:
        return numbered[1]
    named = re.match(r"(.+?): (?:“|the name is missing)", reason)
    return named[1] if named and not reason.startswith("more cells") else ""
