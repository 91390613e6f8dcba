"""Which file this is: its kind and vendor by the set of its headers, and which column is what."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crm.imports import labels, signs

TABLES = Path(__file__).parent / "tables"
KINDS = (
    "company",
    "contact",
    "lead",
    "deal",
    "activity",
    "ticket",
    "product",
    "purchase",
    "quote",
    "consent",
)
PLURALS = {
    "companies": "company",
    "activities": "activity",
    "partners": "partner",
    "orders": "purchase",
    "order": "purchase",
    "account": "company",
    "accounts": "company",
    "case": "ticket",
    "cases": "ticket",
    "opportunity": "deal",
    "opportunities": "deal",
    "partner": "partner",
}
UNIT = re.compile(r"\(\s*([^()]*?)\s*\)\s*$")
FIRST = "external_id"


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a file is: `columns` has, by field, the positions of its columns, the best first.

    `units` has what a header says in brackets, by position; `left_out` the headers nobody knows.
    """

    kind: str
    vendor: str
    columns: dict[str, list[int]]
    units: dict[int, str]
    left_out: tuple[str, ...]
    score: int


def recognise(
    headers: Sequence[str], sample_rows: Sequence[Sequence[str]] = (), kind: str | None = None
) -> Recognition | None:
    """What the headers mean, in English or Chinese, in any order; None where nothing is known.

    `sample_rows` are rows of cells in the headers' order; `kind` is what the person says it is.
    """
    told = _prefixed(headers)
    plain = [key(header) for header in (told[1] if told else headers)]
    vendor = "pipedrive" if told else _vendor(headers, plain, sample_rows)
    scores = _scores(headers, plain, sample_rows, vendor)
    if _has_companies(plain):
        scores["partner"] = scores.get("partner", 0) + 20
    if told:
        scores[told[0]] += 30
    best = singular(kind) if kind else max(scores, key=lambda each: scores[each])
    if best == "contact" and _has_companies(plain):
        best = "partner"
    if kind is None and scores.get(best, 0) <= 0:
        return None
    columns, left_out = _columns(headers, plain, sample_rows, best)
    units = {n: found[1] for n, h in enumerate(headers) if (found := _unit(h))}
    return Recognition(best, vendor, columns, units, tuple(left_out), scores.get(best, 0))


def singular(kind: str) -> str:
    """The kind that a word names: plurals and other systems' words are accepted."""
    word = kind.strip().lower()
    return PLURALS.get(word, word.removesuffix("s"))


def key(header: str) -> str:
    """A header as it is compared: width, case, blanks and marks do not count."""
    text = unicodedata.normalize("NFKC", header.lstrip("\ufeff")).casefold()
    text = text.replace("/.id", "/dbid").replace(":.id", ":dbid").replace("external id", "id")
    return "".join(sign for sign in text if sign.isalnum())


def _unit(header: str) -> re.Match[str] | None:
    return UNIT.search(unicodedata.normalize("NFKC", header))


def _prefixed(headers: Sequence[str]) -> tuple[str, list[str]] | None:
    """The kind and the bare headers of a file whose columns carry their object: `Deal - Title`."""
    parts = [header.partition(" - ") for header in headers]
    objects = [before.strip().casefold() for before, dash, _ in parts if dash]
    if len(objects) * 2 <= len(headers) or objects[0] not in signs.PIPEDRIVE:
        return None
    own = max(dict.fromkeys(objects), key=objects.count)
    if own not in signs.PIPEDRIVE:
        return None
    return signs.PIPEDRIVE[own], [
        rest if dash and before.strip().casefold() == own else header
        for header, (before, dash, rest) in zip(headers, parts, strict=True)
    ]


def _bare(header: str) -> str:
    return key(UNIT.sub("", unicodedata.normalize("NFKC", header)))


def _has_companies(plain: Sequence[str]) -> bool:
    return not labels.IS_COMPANY.isdisjoint(plain)


def _vendor(headers: Sequence[str], plain: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Who made the file: the surest sign first."""
    first = [row[0].strip() for row in rows if row and row[0].strip()]
    marks = {
        "rapport": "ref" in plain and "externalid" in plain,
        "dynamics": any(signs.LOCKED.match(header.strip()) for header in headers),
        "zoho": any(each.startswith("zcrm_") for each in first)
        or any(header.endswith(".id") and "/" not in header for header in headers),
        "salesforce": any(signs.SALESFORCE.fullmatch(each) for each in first),
        "odoo": any(signs.ODOO.fullmatch(each) for each in first)
        or any(header.endswith(("/id", "/.id")) for header in headers),
        "hubspot": not labels.RECORD_IDS.isdisjoint(plain)
        or any(each.startswith("associated") for each in plain),
        "chinese": any(_is_han(header) for header in headers),
    }
    return next((vendor for vendor, is_theirs in marks.items() if is_theirs), "generic")


def _is_han(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def _scores(
    headers: Sequence[str], plain: Sequence[str], rows: Sequence[Sequence[str]], vendor: str
) -> dict[str, int]:
    names = {*plain, *(_bare(header) for header in headers)}
    scores = {kind: _weight(kind, names) for kind in KINDS}
    for kind in _by_value(headers, rows, vendor):
        scores[kind] = scores.get(kind, 0) + 30
    return scores


def _weight(kind: str, names: set[str]) -> int:
    return sum(weight * len(names & words) for weight, words in _signals()[kind])


def _by_value(headers: Sequence[str], rows: Sequence[Sequence[str]], vendor: str) -> Iterable[str]:
    """The kind that the first column's own values name."""
    for header in headers:
        locked = signs.LOCKED.match(header.strip())
        if locked and locked[1].strip().casefold() in signs.OBJECTS:
            yield signs.OBJECTS[locked[1].strip().casefold()]
    if headers and signs.OWN_IDS.get(key(headers[0])) and _is_only_id(headers):
        yield signs.OWN_IDS[key(headers[0])]
    at = [
        n
        for n, header in enumerate(headers)
        if key(header) in {"id", "ref"} or key(header).endswith("id")
    ]
    for row in rows[:20]:
        cell = row[at[0]].strip() if at and at[0] < len(row) else ""
        if vendor == "salesforce" and (found := signs.SALESFORCE.fullmatch(cell)):
            yield signs.PREFIXES[found[1]]
        elif vendor == "odoo" and (found := signs.ODOO.fullmatch(cell)):
            yield signs.ODOO_KINDS[found[1]]
        elif vendor == "rapport" and (found := signs.REF.fullmatch(row[0].strip() if row else "")):
            yield signs.REF_KINDS[found[1]]


def _is_only_id(headers: Sequence[str]) -> bool:
    """Whether the first column's id is the record's own: no other column names a record."""
    names = {key(header) for header in headers}
    is_person = signs.OWN_IDS[key(headers[0])] in {"contact", "lead"}
    return len(names & signs.OWN_IDS.keys()) == 1 and (
        is_person or not names & {"lastname", "fullname"}
    )


def _columns(
    headers: Sequence[str], plain: Sequence[str], rows: Sequence[Sequence[str]], kind: str
) -> tuple[dict[str, list[int]], list[str]]:
    columns: dict[str, list[int]] = {}
    left_out: list[str] = []
    known = _known(kind)
    place = {word: n for n, word in enumerate(known)}
    for number, header in enumerate(headers):
        field = _locked(header, rows, number)
        if field is None:
            field = (
                known.get(plain[number])
                or labels.of_id(header, known, key)
                or labels.address(plain[number], known)
                or known.get(_bare(header))
            )
        if field:
            columns.setdefault(field, []).append(number)
        elif header.strip() and not signs.LOCKED.match(header.strip()):
            left_out.append(header)
    for numbers in columns.values():
        numbers.sort(key=lambda n: _rank(headers[n], plain[n], place))
    return columns, left_out


def _rank(header: str, plain: str, place: dict[str, int]) -> int:
    """How good a column is for its field: a locked id first, else as the words stand."""
    if signs.LOCKED.match(header.strip()):
        return -1
    return place.get(plain, place.get(_bare(header), len(place)))


def _locked(header: str, rows: Sequence[Sequence[str]], number: int) -> str | None:
    """The id column of a Dynamics export: the locked one whose values look like GUIDs."""
    if not signs.LOCKED.match(header.strip()):
        return None
    cells = [row[number].strip() for row in rows if number < len(row) and row[number].strip()]
    return (
        FIRST
        if cells and sum(bool(signs.GUID.fullmatch(c)) for c in cells) * 2 > len(cells)
        else ""
    )


@cache
def _known(kind: str) -> dict[str, str]:
    """Field by header, the kind's own words first."""
    words = json.loads((TABLES / "headers.json").read_text("utf-8"))
    parts: tuple[str, ...] = ("contact", "company") if kind == "partner" else (kind,)
    parts += ("lead",) if kind == "deal" else ()
    found: dict[str, str] = {}
    for part in (*parts, "common", "address"):
        for field, names in words.get(part, {}).items():
            for name in names.split():
                found.setdefault(name, field)
    if kind == "partner":
        found |= dict.fromkeys(labels.IS_COMPANY, "is_company")
        found |= {
            "companytype": "company_type",
            "type": "address_type",
            "addresstype": "address_type",
        }
    return found


@cache
def _signals() -> dict[str, tuple[tuple[int, frozenset[str]], ...]]:
    said = json.loads((TABLES / "signals.json").read_text("utf-8"))
    return {
        kind: tuple((int(weight), frozenset(words.split())) for weight, words in weights.items())
        for kind, weights in said.items()
    }
