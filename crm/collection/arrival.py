"""What somebody sent: noted with a known contact, or proposed; never a silent contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.engine import journal, post, refs
from crm.engine.call import Call
from crm.engine.reply import Button, Card, Fact, Record, Reply
from crm.engine.texts import T, Text, Value
from crm.language import fields
from crm.language.fields.base import Reading
from crm.models import Activity, Contact, Submission, User
from crm.people import contact, steps

REACHED_BY = ("email", "phone")
KEPT_BY = (*REACHED_BY, "social")


@dataclass(frozen=True, slots=True)
class Arrived:
    """What was sent (`values` by field: name, email, phone, company, message, consent), and how.

    `source` is the form's, mailbox's or site's name, `origin` the channel (form, mail, event,
    order, social), `owner_id` who hears of a stranger, `type` the kind of activity that it is for
    somebody we know; `at` aware UTC.
    """

    source: str
    owner_id: int
    values: dict[str, Any]
    digest: str
    type: str
    at: datetime
    form_id: int | None = None
    origin: str = "form"
    contact_id: int | None = None


def take_in(call: Call, arrived: Arrived) -> tuple[Submission, Activity | None]:
    """Keep it, note it with the contact who sent it, and tell whose contact (or form) it is."""
    journal.came_from(call.session, arrived.origin)
    known = _known(call, arrived)
    sent = Submission(
        form_id=arrived.form_id,
        source=arrived.source,
        values=arrived.values,
        digest=arrived.digest,
        state="open" if known is None else "known",
        contact_id=known.id if known else None,
        received_at=call.now,
    )
    call.session.add(sent)
    call.session.flush()
    noted = None if known is None else _note(call, arrived, known)
    _tell(call, sent, known, arrived)
    return sent, noted


def who(values: dict[str, Any]) -> str:
    """What the sender is called, or how they are reached."""
    return str(
        values.get("name")
        or values.get("email")
        or values.get("phone")
        or values.get("social")
        or ""
    )


def ways(sent: Submission) -> tuple[Button, ...]:
    """Save the sender, with the form filled in and checked for doubles, or put it aside."""
    known = {name: sent.values[name] for name in ("name", *KEPT_BY) if sent.values.get(name)}
    known.setdefault("name", who(sent.values))
    return (
        Button(T("Save as contact"), "contact add", known, "primary", is_reusable=True, opens=True),
        Button(T("Put aside"), "proposal dismiss", {"proposal": str(sent.id)}),
    )


def email_of(text: str, reading: Reading) -> str:
    """An address in the writing in which contacts keep it; raises `NotUnderstood`."""
    return fields.Email().parse(text, reading)


def _known(call: Call, arrived: Arrived) -> Contact | None:
    if arrived.contact_id is not None:
        return call.session.get(Contact, (call.workspace_id, arrived.contact_id))
    points = ((kind, arrived.values.get(kind)) for kind in KEPT_BY)
    found = (contact.by_point(call, kind, value) for kind, value in points if value)
    return next((one for one in found if one is not None), None)


def _note(call: Call, arrived: Arrived, known: Contact) -> Activity:
    said = arrived.values.get("message", "")
    noted = Activity(
        type=arrived.type,
        note=f"{arrived.source}: {said}".strip(),
        at=arrived.at,
        contact_id=known.id,
        company_id=known.company_id,
        source=arrived.origin,
    )
    return refs.add(call.session, noted)


def _tell(call: Call, sent: Submission, known: Contact | None, arrived: Arrived) -> None:
    owner_id = known.owner_id if known is not None and known.owner_id else arrived.owner_id
    owner = call.session.get_one(User, (call.workspace_id, owner_id))
    title = known.name if known is not None else who(sent.values)
    actions = (steps.show(known),) if known is not None else ways(sent)
    ref = refs.ref(known) if known is not None else ""
    card = Card(ref, title, _facts(sent.values), _came(arrived), actions)
    about = Record("contact", known.id) if known is not None else None
    post.to_person(call, owner, ("arrival", str(sent.id)), "alert", Reply((card,), about=about))


def _came(arrived: Arrived) -> Text:
    told = {
        "mail": T("Mail to “{mailbox}”.", mailbox=arrived.source),
        "event": T("Seen on the site “{site}”.", site=arrived.source),
        "order": T("Ordered on the site “{site}”.", site=arrived.source),
        "social": T("Written on {network}.", network=arrived.source),
    }
    return told.get(arrived.origin, T("Sent by the form “{form}”.", form=arrived.source))


def _facts(values: dict[str, Any]) -> tuple[Fact, ...]:
    labels: dict[str, Value] = {
        "email": T("E-mail"),
        "phone": T("Phone"),
        "company": T("Company"),
        "message": T("Message"),
        "consent": T("Consent"),
        "social": T("Social"),
        "purchase": T("Purchase"),
    }
    return tuple(Fact(label, values[name]) for name, label in labels.items() if values.get(name))
