"""What a form brought: noted with a known contact, or proposed; never a silent contact."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Annotated, Any

from sqlalchemy import ColumnElement, exists, select

from crm.collection.form import open_form
from crm.engine import post, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Missing, NotFound
from crm.engine.reply import Actions, Button, Card, Fact, Listing, Notice, Record, Reply, Row
from crm.engine.texts import T, Value
from crm.language import fields
from crm.language.form import Form
from crm.models import Activity, Contact, ContactPoint, IntakeForm, Submission, User
from crm.people import contact, steps

SAME = timedelta(minutes=10)  # the same content again within this time is one sending
REACHED_BY = ("email", "phone")


class Received(Form):
    """What was filled in, by the form's address."""

    form: Annotated[str, fields.Hidden(40)]
    name: Annotated[str | None, fields.Phrase(200, keyed=True)] = None
    email: Annotated[str | None, fields.Email()] = None
    phone: Annotated[str | None, fields.Phone()] = None
    company: Annotated[str | None, fields.Phrase(200, keyed=True)] = None
    message: Annotated[str | None, fields.Phrase(4_000, is_multiline=True, keyed=True)] = None
    consent: Annotated[str | None, fields.Hidden(10)] = None


class OneProposal(Form):
    """A proposal, by its row."""

    proposal: Annotated[str, fields.Hidden(20)]


class Nothing(Form):
    """Nothing to say."""


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
    if _was_sent(call, found, digest):
        return Reply()
    sent = Submission(
        form_id=found.id, values=values, digest=digest, state="open", received_at=call.now
    )
    known = _known(call, values)
    if known is not None:
        _note(call, sent, known, found)
    call.session.add(sent)
    call.session.flush()
    _tell(call, sent, known, found)
    return Reply()


@command("proposal list")
def listing(call: Call, form: Nothing) -> Reply:
    """List what web forms brought and nobody has taken up yet."""
    del form
    statement = select(Submission).where(*_waiting()).order_by(Submission.id.desc())
    found = list(call.session.scalars(statement.limit(steps.PAGE)))
    rows = tuple(
        Row(
            None,
            _who(one.values),
            (one.values.get("message"), T("sent on {at}", at=one.received_at)),
        )
        for one in found
    )
    view = Listing(T("Proposals"), rows, len(rows), empty=T("Nothing waits for you here."))
    return Reply((view, *(Actions(_ways(sent)) for sent in found)))


@command("proposal dismiss", effect="change", surface="button")
def dismiss(call: Call, form: OneProposal) -> Reply:
    """Put a proposal aside; nothing becomes of it."""
    sent = call.session.scalars(
        select(Submission).where(Submission.id == int(form.proposal))
    ).one_or_none()
    if sent is None:
        raise NotFound(T("This proposal is gone."))
    sent.state = "dismissed"
    call.session.flush()
    said = T("{who} was put aside.", who=_who(sent.values))
    return Reply((Notice(said, "success"), *steps.undo_row(call)))


def _digest(found: IntakeForm, values: dict[str, str]) -> str:
    content = json.dumps([found.id, sorted(values.items())], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _was_sent(call: Call, found: IntakeForm, digest: str) -> bool:
    same = (Submission.form_id == found.id, Submission.digest == digest)
    lately = Submission.received_at > call.now - SAME
    return call.session.scalar(select(Submission.id).where(*same, lately).limit(1)) is not None


def _known(call: Call, values: dict[str, Any]) -> Contact | None:
    points = ((kind, values.get(kind)) for kind in REACHED_BY)
    found = (contact.by_point(call, kind, value) for kind, value in points if value)
    return next((one for one in found if one is not None), None)


def _note(call: Call, sent: Submission, known: Contact, found: IntakeForm) -> None:
    sent.state, sent.contact_id = "known", known.id
    said = sent.values.get("message", "")
    refs.add(
        call.session,
        Activity(
            type="note",
            note=f"{found.name}: {said}".strip(),
            at=call.now,
            contact_id=known.id,
            company_id=known.company_id,
        ),
    )


def _tell(call: Call, sent: Submission, known: Contact | None, found: IntakeForm) -> None:
    """Tell the contact's owner, or the form's where the sender is nobody that we know."""
    owner_id = known.owner_id if known is not None and known.owner_id else found.owner_id
    owner = call.session.scalars(select(User).where(User.id == owner_id)).one()
    title = known.name if known is not None else _who(sent.values)
    actions = (steps.show(known),) if known is not None else _ways(sent)
    card = Card(
        refs.ref(known) if known is not None else "",
        title,
        _facts(sent.values),
        T("Sent by the form “{form}”.", form=found.name),
        actions,
    )
    about = Record("contact", known.id) if known is not None else None
    post.to_person(call, owner, ("form", str(sent.id)), "alert", Reply((card,), about=about))


def _facts(values: dict[str, Any]) -> tuple[Fact, ...]:
    labels: dict[str, Value] = {
        "email": T("E-mail"),
        "phone": T("Phone"),
        "company": T("Company"),
        "message": T("Message"),
        "consent": T("Consent"),
    }
    return tuple(Fact(label, values[name]) for name, label in labels.items() if values.get(name))


def _who(values: dict[str, Any]) -> str:
    return str(values.get("name") or values.get("email") or values.get("phone") or "")


def _ways(sent: Submission) -> tuple[Button, ...]:
    """Save the sender, with the form filled in and checked for doubles, or put it aside."""
    known = {name: sent.values[name] for name in ("name", *REACHED_BY) if sent.values.get(name)}
    known.setdefault("name", _who(sent.values))
    return (
        Button(T("Save as contact"), "contact add", known, "primary", is_reusable=True, opens=True),
        Button(T("Put aside"), "proposal dismiss", {"proposal": str(sent.id)}),
    )


def _waiting() -> tuple[ColumnElement[bool], ...]:
    """Open, and the sender was not saved by another way meanwhile."""
    saved = (
        exists().where(
            ContactPoint.workspace_id == Submission.workspace_id,
            ContactPoint.kind == kind,
            ContactPoint.value == Submission.values[kind].as_string(),
        )
        for kind in REACHED_BY
    )
    return (Submission.state == "open", *(~one for one in saved))
