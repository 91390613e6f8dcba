"""What a stranger had sent becomes theirs once they are a contact: words, orders, visits."""

from __future__ import annotations

from sqlalchemy import or_, select

from crm.engine import refs
from crm.engine.call import Call
from crm.models import Activity, Contact, ContactPoint, Purchase, Submission

REACHED_BY = ("email", "phone", "social")
MOST = 100


def adopt(call: Call, contact: Contact) -> int:
    """Tie the open proposals of a contact's addresses to them; the number of proposals.

    Messages are noted as activities at the time they came, orders become the contact's
    purchases, the visitor of a page joins them. Undo of the saving takes all of it back.
    """
    statement = select(ContactPoint).where(
        ContactPoint.contact_id == contact.id, ContactPoint.kind.in_(REACHED_BY)
    )
    points = call.session.scalars(statement).all()
    reached = [Submission.values[one.kind].as_string() == one.value for one in points]
    if not reached:
        return 0
    open_ones = (
        select(Submission)
        .where(Submission.state == "open", or_(*reached))
        .order_by(Submission.id)
        .limit(MOST)
    )
    found = call.session.scalars(open_ones).all()
    for sent in found:
        _take(call, contact, sent)
    call.session.flush()
    return len(found)


def _take(call: Call, contact: Contact, sent: Submission) -> None:
    sent.state, sent.contact_id = "known", contact.id
    if sent.values.get("message"):
        said = f"{sent.source}: {sent.values['message']}"
        note = Activity(
            type="note",
            note=said[:4_000],
            at=sent.received_at,
            contact_id=contact.id,
            company_id=contact.company_id,
            source=sent.source,
        )
        refs.add(call.session, note)
    bought = refs.read(str(sent.values.get("purchase") or ""))
    if bought is not None:
        statement = select(Purchase).where(Purchase.number == bought[1])
        purchase = call.session.scalars(statement).one_or_none()
        if purchase is not None and purchase.contact_id is None:
            purchase.contact_id = contact.id
            purchase.company_id = purchase.company_id or contact.company_id
    _join(call, contact, sent)


def _join(call: Call, contact: Contact, sent: Submission) -> None:
    visitor = sent.values.get("visitor")
    if not visitor or sent.values.get("consent") != "tracking":
        return
    here = {"contact_id": contact.id, "kind": "visitor", "value": visitor}
    if call.session.scalar(select(ContactPoint.id).filter_by(**here).limit(1)) is None:
        call.session.add(ContactPoint(**here, source=sent.source))
        call.session.flush()
