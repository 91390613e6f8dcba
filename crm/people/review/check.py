"""Before a contact is saved: is that person here already? The person decides, *Use existing*."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import permission, refs, sql
from crm.engine.call import Call
from crm.engine.errors import Choice, Conflict, NotFound
from crm.engine.texts import Joined, T
from crm.language.normal import name_key
from crm.models import Company, Contact, Lead, Numbered
from crm.people.duplicates import model, reasons
from crm.people.duplicates.compare import Pair, compare
from crm.people.duplicates.entry import Entry, read
from crm.people.identity import company as companies
from crm.people.review import keys, records

# So many of the newest changes are worked in before a look; more of them are an import's.
FRESH = 400


THERE = T("Nothing was added: this one was there already.")
Kind = TypeVar("Kind", bound=Numbered)


@dataclass(frozen=True, slots=True)
class Match:
    """A contact that may be the one at hand, with the chance."""

    contact_id: int
    chance: float
    pair: Pair


def contacts(session: Session, entry: Entry) -> list[Match]:
    """The contacts that may be this person, the likeliest first, at most three."""
    others = records.contacts(session, keys.meeting(session, entry))
    weights = model.shipped()
    found = []
    for id_, other in others.items():
        pair = compare(entry, other)
        chance = weights.chance(pair)
        if weights.tier(pair, chance) is not None:
            found.append(Match(id_, chance, pair))
    return sorted(found, key=lambda match: -match.chance)[:3]


def refuse_contact(call: Call, again: str | None, **said: str | None) -> None:
    """Raise `Conflict` with *Use existing* where the person is a contact already.

    `said` are texts by the fields of an entry (full_name, company, email, phone …); `again` says
    to go on. A Conflict's choices continue the command with `use` or with `again`.
    """
    if again is not None:
        return
    keys.refresh(call.session, FRESH)
    entry = read("", {field: value or "" for field, value in said.items()})
    matches = contacts(call.session, entry)
    if not matches:
        return
    by_id = {match.contact_id: match for match in matches}
    statement = select(Contact).where(Contact.id.in_(by_id))
    rows = sorted(
        call.session.scalars(permission.visible(statement, call.caller, Contact)),
        key=lambda row: -by_id[row.id].chance,
    )
    if rows:
        raise _conflict(rows, by_id[rows[0].id].pair)


def refuse_lead(call: Call, again: str | None, **said: str | None) -> None:
    """Raise `Conflict` with *Use existing* where the person is a lead or a contact already.

    `said` as for `refuse_contact`. Leads are looked up by name and by address.
    """
    if again is not None:
        return
    entry = read("", {field: value or "" for field, value in said.items()})
    found = []
    for row in _leads_like(call, said):
        pair = compare(entry, _entry_of(row))
        chance = model.shipped().chance(pair)
        if model.shipped().tier(pair, chance) is not None:
            found.append((chance, row, pair))
    if found:
        found.sort(key=lambda each: -each[0])
        raise _conflict([row for _, row, _ in found[:3]], found[0][2])
    refuse_contact(call, again, **said)


def _leads_like(call: Call, said: Mapping[str, str | None]) -> list[Lead]:
    """The leads in use that bear the name or the address, by the indexes of both."""
    alike = {Lead.name_key: name_key(said.get("full_name") or ""), Lead.email: said.get("email")}
    found: dict[int, Lead] = {}
    for column, value in alike.items():
        if value:
            statement = select(Lead).where(
                column == value, sql.unindexed(Lead.archived_at).is_(None)
            )
            statement = permission.visible(statement.limit(keys.MOST), call.caller, Lead)
            found |= {row.id: row for row in call.session.scalars(statement)}
    return list(found.values())


def _entry_of(row: Lead) -> Entry:
    return read(
        str(row.id),
        {
            "full_name": row.name,
            "company": row.company_name or "",
            "title": row.title or "",
            "email": row.email or "",
            "phone": row.phone or "",
            "city": row.city or "",
            "country": row.country or "",
        },
    )


def existing(call: Call, model: type[Kind], ref: str) -> Kind:
    """The record that *Use existing* names; raises `NotFound` where it is gone meanwhile."""
    named = refs.read(ref)
    number = named[1] if named is not None and named[0] is model else -1
    statement = select(model).where(model.number == number)
    row = call.session.scalars(permission.visible(statement, call.caller, model)).one_or_none()
    if row is None:
        raise NotFound(T("There is no {ref} any more.", ref=ref[:20]))
    return row


def _conflict(rows: Sequence[Contact | Lead], pair: Pair) -> Conflict:
    use = tuple(
        Choice(T("Use {ref} {name}", ref=refs.ref(row), name=row.name), {"use": refs.ref(row)})
        for row in rows
    )
    return Conflict(
        T(
            "This may be {ref} {name}: {reasons}.",
            ref=refs.ref(rows[0]),
            name=rows[0].name,
            reasons=Joined(tuple(reasons.words(pair))),
        ),
        next_step=T("Use the existing one, or add a new one all the same."),
        choices=(*use, Choice(T("Add anyway"), {"again": "yes"})),
    )


def refuse_company(call: Call, again: str | None, name: str) -> None:
    """Raise `Conflict` with *Use existing* for a company of that name, legal form aside."""
    key = companies.key(name)
    if again is not None or not key:
        return
    first = key.split()[0] if key.isascii() else key[:2]
    # Two bounds: PostgreSQL takes no COLLATE inside BETWEEN.
    begins = (Company.name_key >= first, Company.name_key < first + "\U0010ffff")
    statement = (
        select(Company)
        .where(*begins, sql.unindexed(Company.archived_at).is_(None))
        .limit(keys.MOST * 5)
    )
    visible = call.session.scalars(permission.visible(statement, call.caller, Company))
    same = [row for row in visible if companies.key(row.name) == key][:3]
    if same:
        raise Conflict(
            T("This may be {ref} {name}.", ref=refs.ref(same[0]), name=same[0].name),
            next_step=T("Use the existing one, or add a new one all the same."),
            choices=(
                *(
                    Choice(T("Use {ref} {name}", ref=refs.ref(row), name=row.name),
                           {"use": refs.ref(row)})
                    for row in same
                ),
                Choice(T("Add anyway"), {"again": "yes"}),
            ),
        )  # fmt: skip
