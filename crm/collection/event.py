"""Page and app events: kept once by their ids, joined to a contact after an address and consent.

An event names nobody by itself. Where one carries an address and the visitor's consent, the
visitor becomes a way to reach that contact, and what the visitor did is on their timeline for as
long as the consent stands. Without consent an address is not kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import select

from crm.collection.arrival import Arrived, take_in
from crm.collection.item import Item
from crm.engine import journal, sql
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import NotFound, NotUnderstood, RapportError
from crm.engine.reply import Reply
from crm.engine.run import reading_of
from crm.engine.texts import T
from crm.language import fields
from crm.language.form import Form
from crm.models import Base, Consent, Contact, ContactPoint, PageEvent, Site, Submission
from crm.people import consent, contact

PURPOSE = "tracking"
MOST = 1_000
TABLE = Base.metadata.tables[PageEvent.__tablename__]


@dataclass(frozen=True, slots=True)
class Event:
    """One event as a site reports it; `properties` is a small object of the site's own."""

    id: str
    type: str
    visitor: str | None
    at: datetime
    properties: dict[str, Any]
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    consent: bool | None = None


@dataclass(slots=True)
class Taken:
    """What became of a batch: how many were new, how many known, and what was wrong by index."""

    taken: int = 0
    repeated: int = 0
    bad: list[tuple[int, RapportError]] = field(default_factory=list)


class Reported(Form):
    """The site that reports; its events are the call's context `events`: (index, object)."""

    site: Annotated[str, fields.Hidden(40)]


@command("event receive", effect="change", surface="inside")
def receive(call: Call, form: Reported) -> Reply:
    """Take in what visitors did on a site."""
    site = site_of(call, form.site)
    journal.came_from(call.session, "event")
    counts: Taken = call.context["taken"]
    given: Sequence[tuple[int, object]] = call.context["events"]
    for index, each in given:
        try:
            event = read(call, each)
        except NotUnderstood as error:
            counts.bad.append((index, error))
            continue
        if not _keep(call, site, event):
            counts.repeated += 1
            continue
        counts.taken += 1
        _join(call, site, event)
    return Reply()


def site_of(call: Call, key: str) -> Site:
    """The open site of a key; raises `NotFound`."""
    statement = select(Site).where(Site.key == key, Site.closed_at.is_(None))
    found = call.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(T("This site is not in use any more."))
    return found


def read(call: Call, given: object) -> Event:
    """An event of a report; raises `NotUnderstood` with the field that is wrong."""
    item = Item(given)
    return Event(
        id=item.needed("id", 100),
        type=item.needed("type", 60),
        visitor=item.text("visitor", 100),
        at=item.moment("at", call.now),
        properties=item.flat("properties", 4_000),
        name=item.text("name", 200),
        email=address(call, item),
        phone=number(call, item),
        consent=item.truth("consent"),
    )


def address(call: Call, item: Item) -> str | None:
    """The item's e-mail address in the writing of contacts."""
    said = item.text("email", 320)
    return None if said is None else fields.Email().parse(said, reading_of(call))


def number(call: Call, item: Item) -> str | None:
    """The item's phone number in the writing of contacts."""
    said = item.text("phone", 60)
    return None if said is None else fields.Phone().parse(said, reading_of(call))


def _keep(call: Call, site: Site, event: Event) -> bool:
    values = {
        "workspace_id": call.workspace_id,
        "site_id": site.id,
        "event_id": event.id,
        "type": event.type,
        "visitor": event.visitor,
        "at": event.at,
        "properties": event.properties,
        "received_at": call.now,
    }
    return sql.insert_once(call.session, TABLE, values)


def _join(call: Call, site: Site, event: Event) -> None:
    """Join the visitor to the contact of the address, or part them, as the consent says."""
    if event.consent is False:
        _part(call, site, event)
        return
    values = {"name": event.name, "email": event.email, "phone": event.phone}
    reached = {name: value for name, value in values.items() if value}
    if not event.email and not event.phone:
        return
    known = _contact(call, ("email", event.email), ("phone", event.phone))
    if known is None:
        if event.consent:
            _propose(call, site, event, reached)
        return
    given = _given(call, known)
    if event.consent and not given:
        consent.record(call, known, PURPOSE, is_given=True, source=site.name)
    if (event.consent or given) and event.visitor:
        _attach(call, site, event.visitor, known)


def _contact(call: Call, *points: tuple[str, str | None]) -> Contact | None:
    found = (contact.by_point(call, kind, value) for kind, value in points if value)
    return next((one for one in found if one is not None), None)


def _given(call: Call, known: Contact) -> bool:
    statement = (
        select(Consent.is_given)
        .where(Consent.contact_id == known.id, Consent.purpose == PURPOSE)
        .order_by(Consent.at.desc(), Consent.id.desc())
        .limit(1)
    )
    return bool(call.session.scalar(statement))


def _attach(call: Call, site: Site, visitor: str, known: Contact) -> None:
    same = (ContactPoint.kind == "visitor", ContactPoint.value == visitor)
    mine = select(ContactPoint.id).where(*same, ContactPoint.contact_id == known.id)
    if call.session.scalar(mine.limit(1)) is None:
        point = ContactPoint(contact_id=known.id, kind="visitor", value=visitor, source=site.name)
        call.session.add(point)
        call.session.flush()


def _part(call: Call, site: Site, event: Event) -> None:
    points = (("email", event.email), ("phone", event.phone), ("visitor", event.visitor))
    known = _contact(call, *points)
    if known is None:
        return
    if _given(call, known):
        consent.record(call, known, PURPOSE, is_given=False, source=site.name)
    joined = select(ContactPoint).where(
        ContactPoint.kind == "visitor", ContactPoint.contact_id == known.id
    )
    for point in call.session.scalars(joined).all():
        call.session.delete(point)
    call.session.flush()


def _propose(call: Call, site: Site, event: Event, reached: dict[str, str]) -> None:
    """A stranger who agreed is proposed once."""
    said = f"{site.key}:{reached.get('email') or reached.get('phone')}"
    digest = hashlib.sha256(said.encode()).hexdigest()
    known = select(Submission.id).where(Submission.form_id.is_(None), Submission.digest == digest)
    if call.session.scalar(known.limit(1)) is not None:
        return
    values = reached | ({"visitor": event.visitor} if event.visitor else {})
    arrived = Arrived(
        site.name,
        site.owner_id,
        values | {"consent": PURPOSE},
        digest,
        "note",
        event.at,
        origin="event",
    )
    take_in(call, arrived)
