"""A record made ready to be compared: every field in its one writing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crm.people.identity import address, company, country, email, handle, person, phone
from crm.people.identity.person import Name

FIELDS = (
    "first_name", "last_name", "full_name", "company", "title", "email", "phone",
    "street", "city", "postcode", "country", "born", "handle",
)  # fmt: skip
SEVERAL = re.compile(r"[;|\n]")
NOT_DIGIT = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as compared; e-mails and phones may be several, everything else is "" if unknown."""

    id: str
    name: Name
    name_key: str
    company: str
    title: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    street: str
    house: str
    city: str
    postcode: str
    country: str
    born: str
    handles: tuple[str, ...]

    @property
    def content(self) -> tuple[object, ...]:
        """Everything but the id: entries of equal content are one person's copies."""
        return (
            self.name, self.company, self.title, self.emails, self.phones,
            self.street, self.city, self.postcode, self.country, self.born, self.handles,
        )  # fmt: skip


def read(id_: str, raw: Mapping[str, str]) -> Entry:
    """Make an entry of texts by the names of `FIELDS`; several values are divided by `;`."""
    said = {field: (raw.get(field) or "").strip()[:500] for field in FIELDS}
    name = person.read(said["first_name"], said["last_name"], said["full_name"])
    land = country.code(said["country"]) or ""
    return Entry(
        id=id_,
        name=name,
        name_key=person.key(name),
        company=company.key(said["company"]),
        title=" ".join(said["title"].casefold().split()),
        emails=_each(said["email"], email.key),
        phones=_each(said["phone"], lambda one: phone.key(one, land or None)),
        street=address.street(said["street"]),
        house=address.number(said["street"]),
        city=address.city(said["city"]),
        postcode=said["postcode"].replace(" ", "").lower(),
        country=land,
        born=NOT_DIGIT.sub("", said["born"]),
        handles=_each(said["handle"], handle.key),
    )


def _each(text: str, key: object) -> tuple[str, ...]:
    assert callable(key)
    return _distinct(key(part) for part in SEVERAL.split(text) if part.strip()) if text else ()


def _distinct(keys: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in keys if each))
