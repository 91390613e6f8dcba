"""E-mail addresses: which writings reach the same box, and which boxes belong to no one person."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from crm.people.identity.script import table

ADDRESS = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+\.[^\s@<>\"',;]{2,}")
DOTLESS = frozenset({"gmail.com", "googlemail.com"})
SAME_DOMAIN = {"googlemail.com": "gmail.com", "hotmail.co.uk": "hotmail.co.uk"}
DIGITS = re.compile(r"\d+$")


def key(text: str) -> str | None:
    """The one writing of an address: lower case, without +tag, Gmail without dots; else None.

    `mailto:`, angle brackets and a name around the address are let go.
    """
    found = ADDRESS.search(unicodedata.normalize("NFKC", text).strip().removeprefix("mailto:"))
    if found is None:
        return None
    local, _, domain = found[0].lower().rpartition("@")
    domain = domain.rstrip(".")
    domain = SAME_DOMAIN.get(domain, domain)
    local = local.split("+", 1)[0] or local
    if domain in DOTLESS:
        local = local.replace(".", "")
    return f"{local}@{domain}"


def is_role(address: str) -> bool:
    """Whether a box is an office's (info@, sales@, no-reply@), by its local part."""
    local = DIGITS.sub("", address.lower().partition("@")[0].split("+", 1)[0])
    roles = _roles()
    first = re.split(r"[._-]", local, maxsplit=1)[0]
    return local in roles or re.sub(r"[._-]", "", local) in roles or first in roles


def is_free(address: str) -> bool:
    """Whether the domain is a public mail service, which says nothing about a company."""
    return address.lower().rpartition("@")[2] in _free()


@cache
def _roles() -> frozenset[str]:
    return frozenset(table("mail")["roles"].split())


@cache
def _free() -> frozenset[str]:
    return frozenset(table("mail")["free"].split())
