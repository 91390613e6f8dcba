"""A visitor's sending of a web form; the same content within ten minutes is one."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Annotated

from sqlalchemy import select

from crm.collection.arrival import REACHED_BY, Arrived, take_in
from crm.collection.form import open_form
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Missing, NotFound
from crm.engine.reply import Reply
from crm.engine.texts import T
from crm.language import fields
from crm.language.form import Form
from crm.models import IntakeForm, Submission

SAME = timedelta(minutes=10)


class Received(Form):
    """What was filled in, by the form's address."""

    form: Annotated[str, fields.Hidden(40)]
    name: Annotated[str | None, fields.Phrase(200, keyed=True)] = None
    email: Annotated[str | None, fields.Email()] = None
    phone: Annotated[str | None, fields.Phone()] = None
    company: Annotated[str | None, fields.Phrase(200, keyed=True)] = None
    message: Annotated[str | None, fields.Phrase(4_000, is_multiline=True, keyed=True)] = None
    consent: Annotated[str | None, fields.Hidden(10)] = None


@command("form receive", effect="change", surface="inside")
def receive(call: Call, form: Received) -> Reply:
    """Take in what a visitor sent by a form."""
    found = open_form(call.session, form.form)
    if found is None:
        raise NotFound(T("This form is not in use any more."))
    values = {name: value for name in found.fields if (value := getattr(form, name))}
    if not set(values) & set(REACHED_BY):
        raise Missing(T("Please give an e-mail address or a phone number."), field="email")
    digest = _digest(found, values)
    if not _was_sent(call, found, digest):
        take_in(
            call, Arrived(found.name, found.owner_id, values, digest, "note", call.now, found.id)
        )
    return Reply()


def _digest(found: IntakeForm, values: dict[str, str]) -> str:
    content = json.dumps([found.id, sorted(values.items())], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _was_sent(call: Call, found: IntakeForm, digest: str) -> bool:
    same = (Submission.form_id == found.id, Submission.digest == digest)
    lately = Submission.received_at > call.now - SAME
    return call.session.scalar(select(Submission.id).where(*same, lately).limit(1)) is not None
