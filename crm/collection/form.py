"""Web forms: made by a command, shown on a page of their own or as a snippet on any other."""

from __future__ import annotations

import secrets
from typing import Annotated

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Choice, Conflict, NotFound, NotUnderstood
from crm.engine.permission import LEADERS
from crm.engine.reply import Card, Fact, Listing, Notice, Paragraph, Reply, Row, Small
from crm.engine.texts import Joined, T, Text
from crm.language import fields
from crm.language.form import Form
from crm.language.normal import name_key
from crm.models import IntakeForm, Submission, User
from crm.people import steps

ASKED = ("name", "email", "phone", "company", "message", "consent")
USUAL = ("name", "email", "message")
PATH = "/collect"


class AddIntakeForm(Form):
    """What the form is called, which fields it asks for, and who hears of what comes in."""

    name: Annotated[str, fields.Phrase(80)]
    asks: Annotated[str | None, fields.Phrase(200, keyed=True)] = None
    owner: Annotated[User, fields.Person(default_me=True)]


class NamedForm(Form):
    """A form by its name."""

    name: Annotated[str, fields.Phrase(80)]


class Nothing(Form):
    """Nothing to say."""


@command("form add", may=LEADERS, effect="change")
def add(call: Call, form: AddIntakeForm) -> Reply:
    """Make a form for your web page."""
    key = name_key(form.name)
    if _find(call.session, key) is not None:
        raise Conflict(
            T("There is a form called “{name}” already.", name=form.name),
            next_step=T("See it with {example}", example=f"/crm form show {form.name}"),
            field="name",
        )
    made = IntakeForm(
        name=form.name,
        name_key=key,
        key=secrets.token_hex(16),
        fields=list(_asked(form.asks)),
        owner_id=form.owner.id,
        created_at=call.now,
    )
    call.session.add(made)
    call.session.flush()
    return Reply((Notice(T("New form."), "success"), *_shown(made), *steps.undo_row(call)))


@command("form list")
def listing(call: Call, form: Nothing) -> Reply:
    """List the web forms and how often each was sent."""
    del form
    sent = (
        select(func.count(Submission.id)).where(Submission.form_id == IntakeForm.id)
    ).scalar_subquery()
    found = call.session.execute(select(IntakeForm, sent).order_by(IntakeForm.name_key)).all()
    rows = tuple(
        Row(None, row.name, (T("{n} sent", "{n} sent", n=count), _state(row)))
        for row, count in found
    )
    return Reply((Listing(T("Web forms"), rows, len(rows), empty=T("No web forms yet.")),))


@command("form show")
def show(call: Call, form: NamedForm) -> Reply:
    """Show a web form's address and the snippet for other pages."""
    return Reply(_shown(named(call.session, form.name)))


@command("form close", may=LEADERS, effect="change")
def close(call: Call, form: NamedForm) -> Reply:
    """Take a web form out of use; what it brought stays."""
    found = named(call.session, form.name)
    found.closed_at = call.now
    call.session.flush()
    said = T("The form “{name}” takes nothing more.", name=found.name)
    return Reply((Notice(said, "success"), *steps.undo_row(call)))


def named(session: Session, name: str) -> IntakeForm:
    """The form of a name; raises `NotFound` with the forms there are."""
    found = _find(session, name_key(name))
    if found is None:
        names = session.scalars(select(IntakeForm.name).order_by(IntakeForm.name_key).limit(5))
        raise NotFound(
            T("There is no form “{name}”.", name=name[:60]),
            next_step=T("Make one with {example}", example="/crm form add Website contact"),
            field="name",
            choices=tuple(Choice(known, {"name": known}) for known in names),
        )
    return found


def open_form(session: Session, key: str) -> IntakeForm | None:
    """The form at this address, if it takes anything."""
    statement = select(IntakeForm).where(IntakeForm.key == key, IntakeForm.closed_at.is_(None))
    return session.scalars(statement).one_or_none()


def _find(session: Session, key: str) -> IntakeForm | None:
    return session.scalars(select(IntakeForm).where(IntakeForm.name_key == key)).one_or_none()


def _asked(given: str | None) -> tuple[str, ...]:
    """The fields of a form in their usual order; raises `NotUnderstood` for an unknown one."""
    if given is None:
        return USUAL
    words = given.replace("，", ",").replace("、", ",").split(",")
    wanted = {word.strip().casefold() for word in words if word.strip()}
    unknown = sorted(wanted - set(ASKED))
    if unknown or not wanted & {"email", "phone"}:
        wrong = T("I know no field “{word}”.", word=unknown[0]) if unknown else _unreachable()
        raise NotUnderstood(
            wrong,
            next_step=T("Choose of: {fields}.", fields=", ".join(ASKED)),
            field="asks",
        )
    return tuple(name for name in ASKED if name in wanted)


def _unreachable() -> Text:
    return T("A form has to ask for an e-mail address or a phone number.")


def _shown(found: IntakeForm) -> tuple[Card, Paragraph, Small]:
    address = f"{PATH}/{found.key}"
    facts = (
        Fact(T("Address"), address),
        Fact(T("Fields"), Joined(tuple(found.fields))),
        Fact(T("State"), _state(found)),
    )
    return (
        Card("", found.name, facts),
        Paragraph(snippet(found, address)),
        Small(T("The address begins with that of your Rapport server.")),
    )


def snippet(found: IntakeForm, address: str) -> str:
    """A plain HTML form for any page that sends to `address`; it needs no script."""
    asked = [f'  <label>{name} <input name="{name}"></label>' for name in found.fields]
    head = f'<form method="post" action="{address}">'
    return "\n".join([head, *asked, "  <button>OK</button>", "</form>"])


def _state(found: IntakeForm) -> Text:
    return T("open") if found.closed_at is None else T("closed")
