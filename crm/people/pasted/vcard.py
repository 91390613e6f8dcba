"""vCard 3.0 (RFC 2426) and 4.0 (RFC 6350), and what phones still write as 2.1.

Chats break lines and eat blanks, so folding is undone leniently: a line without a property's
name belongs to the one before.
"""

from __future__ import annotations

import quopri
import re
from dataclasses import dataclass
from urllib.parse import unquote

from crm.language.normal import clean

BEGINS = re.compile(r"^\W{0,8}BEGIN:VCARD", re.IGNORECASE | re.MULTILINE)
CARD = re.compile(r"BEGIN:VCARD(.{0,30000}?)(?:END:VCARD|\Z)", re.IGNORECASE | re.DOTALL)
PROPERTY = re.compile(
    r"(?:[A-Za-z0-9-]{1,40}\.)?(?P<name>[A-Za-z][A-Za-z0-9-]{0,39})"
    r"(?P<params>(?:;[^:;\"]{0,200}(?:\"[^\"]{0,200}\")?[^:;\"]{0,200}){0,12}):(?P<value>.*)",
    re.DOTALL,
)
ESCAPED = re.compile(r"\\(.)")
SPLIT = re.compile(r"(?<!\\);")
MOST_LINES = 400
HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Property:
    """A property with its types (home, work, cell), lower case, and its preference (1 first)."""

    name: str
    types: frozenset[str]
    preference: int
    value: str

    @property
    def parts(self) -> list[str]:
        """A structured value's parts (N, ADR, ORG), without escapes."""
        return [_plain(part) for part in SPLIT.split(self.value)]

    @property
    def text(self) -> str:
        """The value without escapes."""
        return _plain(self.value)


def read(text: str) -> dict[str, str]:
    """The first card of a text as fields of a contact; further numbers and addresses are noted."""
    found = CARD.search(clean(text))
    cards = _properties(found[1]) if found else []
    said = {
        "name": _name(cards),
        "title": _first(cards, "TITLE") or _first(cards, "ROLE"),
        "company": next((" ".join(p.parts[0].split()) for p in cards if p.name == "ORG"), ""),
    }
    emails = [value for p in _sorted(cards, "EMAIL") if (value := _address(p.text))]
    phones = [value for p in _sorted(cards, "TEL") if (value := _number(p))]
    said |= {"email": emails[0] if emails else "", "phone": phones[0] if phones else ""}
    said |= _place(cards)
    said["note"] = _note(cards, emails[1:], phones[1:])
    return {name: value for name, value in said.items() if value}


def _properties(card: str) -> list[Property]:
    found = []
    for line in _unfolded(card):
        read = PROPERTY.fullmatch(line.strip())
        if read is None:
            continue
        params = read["params"].upper()
        value = read["value"].strip()
        if "QUOTED-PRINTABLE" in params:
            value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
        words = frozenset(re.findall(r"[a-z0-9]+", params.lower()))
        said = re.search(r"PREF=\"?(\d{1,3})", params)
        preference = int(said[1]) if said else (1 if "pref" in words else 101)
        found.append(Property(read["name"].upper(), words, preference, clean(value)))
    return found


def _unfolded(card: str) -> list[str]:
    """Whole lines: what begins with a blank, or with no property's name, goes on."""
    lines: list[str] = []
    for line in card.split("\n")[:MOST_LINES]:
        if lines and line[:1] in {" ", "\t"} and not PROPERTY.fullmatch(line.strip()):
            lines[-1] += line[1:]
        elif lines and lines[-1].endswith("=") and "QUOTED-PRINTABLE" in lines[-1].upper():
            lines[-1] = lines[-1][:-1] + line.strip()
        elif lines and line.strip() and not PROPERTY.fullmatch(line.strip()):
            lines[-1] += line
        elif line.strip():
            lines.append(line)
    return lines


def _plain(value: str) -> str:
    said = ESCAPED.sub(lambda one: "\n" if one[1] in "nN" else one[1], value)
    return said.strip()


def _sorted(cards: list[Property], name: str) -> list[Property]:
    return sorted((p for p in cards if p.name == name), key=lambda p: p.preference)


def _first(cards: list[Property], name: str) -> str:
    return next((" ".join(p.text.split()) for p in _sorted(cards, name) if p.text), "")


def _name(cards: list[Property]) -> str:
    full = _first(cards, "FN")
    parts = next((p.parts for p in cards if p.name == "N"), [])
    if full or not parts:
        return full
    family, given, further = (*parts, "", "", "")[:3]
    if HAN.search(family + given):
        return f"{family}{given}"
    return " ".join(word for word in (given, further, family) if word)


def _address(text: str) -> str:
    said = text.removeprefix("mailto:").removeprefix("MAILTO:").strip()
    return said if "@" in said else ""


def _number(phone: Property) -> str:
    """A number that is no fax; `tel:` and its extension are let go."""
    if "fax" in phone.types and not phone.types & {"voice", "cell", "mobile"}:
        return ""
    said = unquote(phone.text)
    if said.lower().startswith("tel:"):
        said = said[4:].split(";")[0]
    return " ".join(said.split())


def _place(cards: list[Property]) -> dict[str, str]:
    """City and country of the address: of the work's, where there are several."""
    addresses = sorted(_sorted(cards, "ADR"), key=lambda p: "work" not in p.types)
    parts = (*(addresses[0].parts if addresses else ()), *[""] * 7)[:7]
    return {"city": parts[3], "country": parts[6]}


def _note(cards: list[Property], emails: list[str], phones: list[str]) -> str:
    """What has no field of its own, a line each, so that nothing of the card is lost."""
    noted = [p.text for p in cards if p.name == "NOTE"]
    links = [p.text for p in cards if p.name in {"URL", "X-SOCIALPROFILE", "SOCIALPROFILE", "IMPP"}]
    streets = [", ".join(filter(None, p.parts)) for p in cards if p.name == "ADR"]
    return "\n".join([*noted, *emails, *phones, *links, *streets])[:2_000]
