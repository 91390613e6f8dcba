"""Contacts of the store as entries to compare, with a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import sql
from crm.models import Address, Company, Contact, ContactPoint
from crm.people.duplicates.entry import Entry, read

POINTS = {"email": "email", "phone": "phone", "social": "handle"}


def contacts(session: Session, ids: Collection[int]) -> dict[int, Entry]:
    """The entries of contacts that are in use, by their ids."""
    if not ids:
        return {}
    points, places = _points(session, ids), _places(session, ids)
    statement = (
        select(Contact, Company.name)
        .outerjoin(Company, Company.id == Contact.company_id)
        .where(Contact.id.in_(ids), sql.unindexed(Contact.archived_at).is_(None))
    )
    found = {}
    for contact, employer in session.execute(statement):
        own = {
            "full_name": contact.name,
            "title": contact.title or "",
            "company": employer or "",
            "city": contact.city or "",
            "country": contact.country or "",
        }
        known = {key: value for key, value in places.get(contact.id, {}).items() if value}
        found[contact.id] = read(str(contact.id), own | known | points.get(contact.id, {}))
    return found


def _points(session: Session, ids: Collection[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    statement = select(ContactPoint).where(
        ContactPoint.contact_id.in_(ids), ContactPoint.kind.in_(POINTS)
    )
    for point in session.scalars(statement):
        found[point.contact_id][POINTS[point.kind]].append(point.value)
    return {
        id_: {field: ";".join(values) for field, values in each.items()}
        for id_, each in found.items()
    }


def _places(session: Session, ids: Collection[int]) -> dict[int, dict[str, str]]:
    statement = select(Address).where(Address.record_kind == "contact", Address.record_id.in_(ids))
    return {
        each.record_id: {
            "street": each.street or "",
            "city": each.city or "",
            "postcode": each.postcode or "",
            "country": each.country or "",
        }
        for each in session.scalars(statement)
    }
