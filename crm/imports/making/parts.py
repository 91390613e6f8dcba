"""What records of several kinds share: names, addresses, phones, whose they are."""

from __future__ import annotations

import re
from typing import Any

from crm.imports import cells
from crm.imports.draft import Draft, Wish
from crm.imports.wording import Fields, Refused, key_of
from crm.people.identity import phone, plain_number

SPAN = 1_000
PARENTS = ("company", "contact")
EXTENSION = re.compile(r"[a-z]{2}|转|分机|[x#]\s*\d", re.IGNORECASE)


def new(fields: Fields, kind: str, values: dict[str, Any]) -> Draft:
    """A draft without its links; a row without an id of its own is known by its content."""
    said = fields.text("external_id") or (fields.text("number") if kind == "ticket" else "")
    digest = fields.digest()
    key = key_of(said) if said else fields.own_key() or f"row:{digest}"
    plain = {name: (cells.clean(v) if isinstance(v, str) else v) for name, v in values.items()}
    return Draft(kind, fields.line, key, said, digest, {n: v for n, v in plain.items() if v != ""})


def named(fields: Fields, *names: str) -> str:
    """The first of these fields that is filled; raises `Refused` where none is."""
    name = " ".join(next((t for n in names if (t := fields.text(n))), "").split())
    if not name:
        columns = [fields.plan.headers[n] for f in names for n in fields.plan.columns.get(f, ())]
        raise Refused(f"{columns[0] if columns else 'name'}: the name is missing")
    return name[:SPAN]


def noted(fields: Fields, *names: str) -> str:
    """The row's note, and below it the fields that a record of ours has no place for."""
    headers = fields.plan.headers
    rest = [f"{headers[n]}: {text}" for name in names for n, text in fields.texts(name)]
    return "\n".join([text for text in (fields.text("note"), *rest) if text])


def address(fields: Fields) -> dict[str, str]:
    """The address of a row, part by part; a city or country alone is none."""
    parts = ("street", "city", "region", "postcode", "country")
    said = {part: fields.text(part) for part in parts}
    if second := fields.text("street2"):
        said["street"] = f"{said['street']}\n{second}".strip()
    has_more = said["street"] or said["region"] or said["postcode"]
    return {part: text for part, text in said.items() if text} if has_more else {}


def phones(fields: Fields, *names: str) -> list[str]:
    """The numbers as `+49…` where they are valid, else the text as it stands."""
    found: list[str] = []
    country = fields.text("country") or None
    for name in names:
        for n, text in _each(fields, name):
            plain = " ".join(text.split())
            read = plain_number.read(plain) or phone.key(plain, country)
            if read is None or not read.startswith("+"):
                fields.warnings.append(
                    f"{fields.plan.headers[n]}: “{plain[:60]}” is no valid number, kept as text"
                )
                read = plain
            elif EXTENSION.search(plain):
                read = plain
            if read not in found:
                found.append(read)
    return found


def _each(fields: Fields, name: str) -> list[tuple[int, str]]:
    """The cells of a field; our own export has several numbers in one."""
    if fields.plan.vendor != "rapport":
        return fields.texts(name)
    return [(n, each) for n, text in fields.texts(name) for each in text.split(";") if each.strip()]


def parties(fields: Fields) -> list[Wish]:
    """The company and the people that a deal, ticket or order belongs to."""
    company = fields.wishes("company_id", "company", ("company",))[:1]
    if company and company[0].name and "contact" not in fields.plan.columns:
        company = [Wish(PARENTS, name=company[0].name)]
    people = fields.wishes("contact_id", "contact", ("contact",))
    contact, others = people[:1], [wish.key for wish in people[1:] if wish.key]
    fields.warnings += [f"contact {key[:80]}: only the first one is linked" for key in others]
    either = fields.wishes("partner_id", "partner", PARENTS)[:1]
    mail = (
        [Wish(("contact",), email=e) for e in fields.emails("contact_email")[:1]]
        if not contact
        else []
    )
    return [*company, *contact, *either, *mail]
