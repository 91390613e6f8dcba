"""Mailboxes: a mail server hands mail in at a secret address; each becomes part of a timeline."""

from __future__ import annotations

import hashlib
import secrets
from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.collection.arrival import Arrived, email_of, take_in
from crm.collection.letter import Letter
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotFound
from crm.engine.permission import ADMINS
from crm.engine.reply import Listing, Notice, Paragraph, Reply, Row, Small
from crm.engine.run import reading_of
from crm.engine.texts import T
from crm.language import fields
from crm.language.form import Form
from crm.language.normal import name_key
from crm.models import Mailbox, MailMessage, User
from crm.people import steps

PATH = "/collect/mail"


class AddMailbox(Form):
    """What the mailbox is called, and who hears of strangers' mail."""

    name: Annotated[str, fields.Phrase(80)]
    owner: Annotated[User, fields.Person(default_me=True)]


class NamedMailbox(Form):
    """A mailbox by its name."""

    name: Annotated[str, fields.Phrase(80)]


class Handed(Form):
    """The box that a mail was handed in at; the mail itself is the call's context `letter`."""

    digest: Annotated[str, fields.Hidden(64)]


class Nothing(Form):
    """Nothing to say."""


@command("mailbox add", may=ADMINS, effect="change")
def add(call: Call, form: AddMailbox) -> Reply:
    """Make an address at which your mail server hands in customers' mail."""
    key = name_key(form.name)
    if _find(call.session, key) is not None:
        raise Conflict(
            T("There is a mailbox called “{name}” already.", name=form.name), field="name"
        )
    secret = secrets.token_hex(32)
    made = Mailbox(
        name=form.name,
        name_key=key,
        digest=digest_of(secret),
        owner_id=form.owner.id,
        created_at=call.now,
    )
    call.session.add(made)
    call.session.flush()
    return Reply(
        (
            Notice(T("New mailbox “{name}”. Its address is shown only now.", name=made.name)),
            Paragraph(f"POST {PATH}/{secret}"),
            Small(T("Send each raw mail (RFC 5322) there; the guide shows how for Postfix.")),
        ),
        is_secret=True,
    )


@command("mailbox list", may=ADMINS)
def listing(call: Call, form: Nothing) -> Reply:
    """List the mailboxes."""
    del form
    found = call.session.scalars(select(Mailbox).order_by(Mailbox.name_key))
    rows = tuple(
        Row(None, box.name, (T("open") if box.closed_at is None else T("closed"),)) for box in found
    )
    return Reply((Listing(T("Mailboxes"), rows, len(rows), empty=T("No mailboxes yet.")),))


@command("mailbox close", may=ADMINS, effect="change")
def close(call: Call, form: NamedMailbox) -> Reply:
    """Take a mailbox out of use; its mail stays."""
    box = _find(call.session, name_key(form.name))
    if box is None:
        raise NotFound(
            T("There is no mailbox “{name}”.", name=form.name[:60]),
            next_step=T("See all with {example}", example="/crm mailbox list"),
            field="name",
        )
    box.closed_at = call.now
    call.session.flush()
    said = T("The mailbox “{name}” takes nothing more.", name=box.name)
    return Reply((Notice(said, "success"), *steps.undo_row(call)))


@command("mail receive", effect="change", surface="inside")
def receive(call: Call, form: Handed) -> Reply:
    """Take in a customer's mail."""
    box = open_mailbox(call.session, form.digest)
    if box is None:
        raise NotFound(T("This mailbox is not in use any more."))
    _keep(call, box, call.context["letter"])
    return Reply()


def digest_of(secret: str) -> str:
    """How a mailbox's secret address is kept: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_mailbox(session: Session, digest: str) -> Mailbox | None:
    """The mailbox of a secret address, if it takes anything."""
    statement = select(Mailbox).where(Mailbox.digest == digest, Mailbox.closed_at.is_(None))
    return session.scalars(statement).one_or_none()


def _find(session: Session, key: str) -> Mailbox | None:
    return session.scalars(select(Mailbox).where(Mailbox.name_key == key)).one_or_none()


def _keep(call: Call, box: Mailbox, mail: Letter) -> None:
    known = select(MailMessage.id).where(MailMessage.message_id == mail.message_id)
    if call.session.scalar(known) is not None:
        return
    sender = email_of(mail.sender, reading_of(call))
    said = "\n".join(part for part in (mail.subject, mail.text) if part)
    values = {"name": mail.name, "email": sender, "message": said[:4_000]}
    at = min(mail.at or call.now, call.now)
    content = hashlib.sha256(mail.message_id.encode()).hexdigest()
    sent, noted = take_in(
        call, Arrived(box.name, box.owner_id, values, content, "email", at, origin="mail")
    )
    call.session.add(
        MailMessage(
            mailbox_id=box.id,
            message_id=mail.message_id,
            thread=_thread(call.session, mail),
            sender=sender,
            subject=mail.subject,
            text=mail.text,
            at=at,
            activity_id=noted.id if noted else None,
            submission_id=sent.id,
        )
    )
    call.session.flush()


def _thread(session: Session, mail: Letter) -> str:
    """The talk that a mail belongs to: that of a mail it answers, else the first one it names."""
    statement = select(MailMessage.thread).where(MailMessage.message_id.in_(mail.earlier))
    known = session.scalars(statement.order_by(MailMessage.id).limit(1)).one_or_none()
    return known or (mail.earlier[0] if mail.earlier else mail.message_id)
