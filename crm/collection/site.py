"""Sites: pages, apps and shops that report events and orders, each signed with its own key."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotFound, NotUnderstood
from crm.engine.permission import ADMINS
from crm.engine.reply import Card, Fact, Listing, Notice, Paragraph, Reply, Row, Small
from crm.engine.texts import T
from crm.language import fields
from crm.language.form import Form
from crm.language.normal import name_key
from crm.models import Site, User
from crm.people import steps

WINDOW = 300  # seconds by which a report's time may be off
VERSION = "v1"


class AddSite(Form):
    """What the site is called, and who hears of strangers' orders and visits."""

    name: Annotated[str, fields.Phrase(80)]
    owner: Annotated[User, fields.Person(default_me=True)]


class NamedSite(Form):
    """A site by its name."""

    name: Annotated[str, fields.Phrase(80)]


class Nothing(Form):
    """Nothing to say."""


@command("site add", may=ADMINS, effect="change")
def add(call: Call, form: AddSite) -> Reply:
    """Let a web page, an app or a shop report events and orders."""
    key = name_key(form.name)
    if _find(call.session, key) is not None:
        raise Conflict(
            T("There is a site called “{name}” already.", name=form.name),
            next_step=T("See all with {example}", example="/crm site list"),
            field="name",
        )
    secret = secrets.token_hex(32)
    made = Site(
        name=form.name,
        name_key=key,
        key=secrets.token_hex(12),
        digest=signing_key(secret),
        owner_id=form.owner.id,
        created_at=call.now,
    )
    call.session.add(made)
    call.session.flush()
    said = T("New site “{name}”. Its secret is shown only now.", name=made.name)
    facts = (Fact(T("Site"), made.key), Fact(T("Secret"), secret))
    return Reply(
        (
            Notice(said, "success"),
            Card("", made.name, facts),
            Paragraph("POST /collect/events\nPOST /collect/purchase\nPOST /collect/social"),
            Small(T("The guide shows how a report is signed.")),
        ),
        is_secret=True,
    )


@command("site list", may=ADMINS)
def listing(call: Call, form: Nothing) -> Reply:
    """List the sites that report events and orders."""
    del form
    found = call.session.scalars(select(Site).order_by(Site.name_key))
    rows = tuple(
        Row(None, one.name, (one.key, T("open") if one.closed_at is None else T("closed")))
        for one in found
    )
    return Reply((Listing(T("Sites"), rows, len(rows), empty=T("No sites yet.")),))


@command("site close", may=ADMINS, effect="change")
def close(call: Call, form: NamedSite) -> Reply:
    """Take nothing more from a site; what it reported stays."""
    found = _find(call.session, name_key(form.name))
    if found is None:
        raise NotFound(
            T("There is no site “{name}”.", name=form.name[:60]),
            next_step=T("See all with {example}", example="/crm site list"),
            field="name",
        )
    found.closed_at = call.now
    call.session.flush()
    said = T("Nothing more is taken from the site “{name}”.", name=found.name)
    return Reply((Notice(said, "success"), *steps.undo_row(call)))


def signing_key(secret: str) -> str:
    """The key that reports are signed with: the secret's SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def signature(key: str, timestamp: str, body: bytes) -> str:
    """`v1=` and the HMAC-SHA256 of `v1:timestamp:body` in hexadecimal."""
    signed = f"{VERSION}:{timestamp}:".encode() + body
    return f"{VERSION}={hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()}"


def is_signed(site: Site, timestamp: str, given: str, body: bytes, now: float) -> bool:
    """Whether a report is the site's own and at most five minutes off; `now` in Unix seconds."""
    if not (timestamp.isascii() and timestamp.isdigit()) or len(timestamp) > 12:
        return False
    if abs(now - int(timestamp)) > WINDOW:
        return False
    wanted = signature(site.digest, timestamp, body)
    return hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace"))


def open_site(session: Session, key: str) -> Site | None:
    """The site of this key, if anything is taken from it."""
    statement = select(Site).where(Site.key == key, Site.closed_at.is_(None))
    return session.scalars(statement).one_or_none()


def broken() -> NotUnderstood:
    """What is said of a line that is no JSON."""
    return NotUnderstood(T("This line is not JSON."))


def _find(session: Session, key: str) -> Site | None:
    return session.scalars(select(Site).where(Site.name_key == key)).one_or_none()
