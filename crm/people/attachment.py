"""Attachments: links to files, kept with the record that they belong to."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import Select, select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import NotFound
from crm.engine.reply import Listing, Notice, Record, Reply, Row
from crm.engine.texts import T
from crm.language import fields
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.form import Form
from crm.language.words import Words
from crm.models import Attachment, Numbered
from crm.people import own_value, steps


class Link(FieldType[str]):
    """A web address."""

    rank = 6

    def parse(self, text: str, reading: Reading) -> str:
        """The address; raises `NotUnderstood` where it is none."""
        del reading
        return own_value.web_address(text)

    def claim(self, words: Words, reading: Reading) -> Claim[str] | None:
        """The first word that begins like an address."""
        for run in words.runs(longest=1):
            if run.text.removeprefix("<").startswith(("http://", "https://")):
                words.claim(run)
                return Claim(run, self.parse(run.text, reading))
        return None


class Attach(Form):
    """A record, the link, and what the file is called."""

    record: Annotated[Numbered, fields.Anything()]
    link: Annotated[str, Link()]
    name: Annotated[str | None, fields.Phrase(200)] = None


class OneFile(Form):
    """A record, and what the file is called (or its link)."""

    record: Annotated[Numbered, fields.Anything()]
    name: Annotated[str, fields.Phrase(1_000)]


class OfRecord(Form):
    """A record, by reference, name or the thread."""

    record: Annotated[Numbered, fields.Anything()]


@command("attachment add", effect="change")
def add(call: Call, form: Attach) -> Reply:
    """Keep a link to a file with a record."""
    name = form.name or form.link.rstrip("/").rsplit("/", 1)[-1][:200] or form.link
    call.session.add(
        Attachment(
            record_kind=form.record.__tablename__,
            record_id=form.record.id,
            name=name,
            url=form.link,
            user_id=call.caller.user_id,
            source=call.source,
            created_at=call.now,
        )
    )
    call.session.flush()
    told = T("Kept with {ref}: {name}.", ref=refs.ref(form.record), name=name)
    return Reply(
        (Notice(told, "success"), *steps.undo_row(call)), is_public=True, about=_record(form.record)
    )


@command("attachment remove", effect="change")
def remove(call: Call, form: OneFile) -> Reply:
    """Take a file's link off a record."""
    named = (Attachment.name == form.name) | (Attachment.url == form.name)
    statement = _of(form.record).where(named).order_by(Attachment.id.desc()).limit(1)
    row = call.session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound(
            T("{ref} has no file “{name}”.", ref=refs.ref(form.record), name=form.name[:60]),
            next_step=T("See {example}", example=f"/crm attachment show {refs.ref(form.record)}"),
            field="name",
        )
    call.session.delete(row)
    call.session.flush()
    told = T("Removed from {ref}: {what}.", ref=refs.ref(form.record), what=row.name)
    return Reply(
        (Notice(told, "success"), *steps.undo_row(call)), is_public=True, about=_record(form.record)
    )


@command("attachment show")
def show(call: Call, form: OfRecord) -> Reply:
    """Show the files of a record."""
    statement = _of(form.record).order_by(Attachment.id.desc())
    rows = tuple(
        Row(None, row.name, (row.url, row.created_at)) for row in call.session.scalars(statement)
    )
    title = T("Files of {ref}", ref=refs.ref(form.record))
    return Reply(
        (Listing(title, rows, len(rows), empty=T("No files yet.")),), about=_record(form.record)
    )


def _of(row: Numbered) -> Select[Attachment]:
    return select(Attachment).where(
        Attachment.record_kind == row.__tablename__, Attachment.record_id == row.id
    )


def _record(row: Numbered) -> Record:
    return Record(row.__tablename__, row.id)
