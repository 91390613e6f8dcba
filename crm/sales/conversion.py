"""What becomes of a lead: a contact at a company, and a deal; nobody is added twice."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.money import Money
from crm.engine.reply import Record, Reply
from crm.engine.texts import T
from crm.language import fields
from crm.language.form import Form
from crm.language.normal import name_key
from crm.models import (
    Activity,
    Company,
    Contact,
    ContactPoint,
    Deal,
    FollowUp,
    Lead,
    LeadConversion,
    StageChange,
)
from crm.people import company, contact, watch
from crm.sales import deal, lead


class Convert(Form):
    """A lead; the deal's name and amount may be said with it."""

    lead: Annotated[Lead, fields.Ref(Lead)]
    amount: Annotated[Money | None, fields.Money()] = None
    name: Annotated[str | None, fields.Phrase(200)] = None


@command("lead convert", may=lead.KEEPERS, effect="change")
def convert(call: Call, form: Convert) -> Reply:
    """Make a lead a contact, a company and a deal."""
    found = form.lead
    lead.refuse_converted(found)
    customer = _company(call, found)
    person = _contact(call, found, customer)
    opened = _deal(call, form, customer, person)
    made = LeadConversion(
        lead_id=found.id, contact_id=person.id, company_id=customer.id, deal_id=opened.id
    )
    call.session.add(made)
    found.status, found.converted_at = "converted", call.now
    _carry_on(call, found, made)
    watch.tell(call, found, T("{ref} was converted.", ref=refs.ref(found)))
    cards = (
        deal.card(call, opened, T("{ref} was converted.", ref=refs.ref(found))),
        contact.card(call, person),
    )
    return Reply(cards, is_public=True, about=Record("deal", opened.id))


def _company(call: Call, found: Lead) -> Company:
    """The company of the lead's name, if there is one; else a new one."""
    name = found.company_name or found.name
    statement = select(Company).where(
        Company.name_key == name_key(name), Company.archived_at.is_(None)
    )
    known = call.session.scalars(statement.order_by(Company.id).limit(1)).one_or_none()
    if known is not None:
        return known
    made = company.of(call, fields.Fresh(name))
    for column in ("industry", "size", "city", "country", "website", "source", "owner_id"):
        setattr(made, column, getattr(found, column))
    return made


def _contact(call: Call, found: Lead, customer: Company) -> Contact:
    """The contact with the lead's own address and name, if there is one; else a new one."""
    known = contact.by_point(call, "email", found.email) if found.email else None
    if known is not None and known.name_key == found.name_key:
        return known
    made = Contact(name=found.name, name_key=found.name_key, created_at=call.now)
    for column in ("title", "city", "country", "source", "note", "owner_id"):
        setattr(made, column, getattr(found, column))
    made.company_id = customer.id
    refs.add(call.session, made)
    for kind, value in (("email", found.email), ("phone", found.phone)):
        if value:
            point = ContactPoint(contact_id=made.id, kind=kind, value=value, source=found.source)
            call.session.add(point)
    call.session.flush()
    return made


def _deal(call: Call, form: Convert, customer: Company, person: Contact) -> Deal:
    """A deal in the first stage of the first pipeline, with its move noted."""
    first = deal.STAGES.rows(call.session)[0]
    opened = refs.add(
        call.session,
        Deal(
            name=form.name or form.lead.name,
            company_id=customer.id,
            contact_id=person.id,
            owner_id=form.lead.owner_id or call.caller.user_id,
            pipeline_id=first.pipeline_id,
            stage_id=first.id,
            amount=form.amount.minor if form.amount else None,
            currency=form.amount.currency if form.amount else None,
            source=form.lead.source,
            created_at=call.now,
        ),
    )
    who = call.caller.user_id
    move = StageChange(deal_id=opened.id, to_stage_id=first.id, user_id=who, at=call.now)
    call.session.add(move)
    return opened


def _carry_on(call: Call, found: Lead, made: LeadConversion) -> None:
    """What was done and is to be done with the lead goes on with what it became."""
    done = select(Activity).where(Activity.record_kind == "lead", Activity.record_id == found.id)
    planned = select(FollowUp).where(FollowUp.record_kind == "lead", FollowUp.record_id == found.id)
    rows: list[Activity | FollowUp] = [*call.session.scalars(done), *call.session.scalars(planned)]
    for row in rows:
        row.contact_id, row.company_id = made.contact_id, made.company_id
        row.deal_id = made.deal_id
    call.session.flush()
