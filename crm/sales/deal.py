"""Deals: opened, shown, and moved through the stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from crm.engine import insertion, permission, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotUnderstood
from crm.engine.fixed import Fixed
from crm.engine.money import Money
from crm.engine.permission import MANAGER, REP
from crm.engine.reply import Button, Card, Fact, Menu, Option, Record, Reply
from crm.engine.texts import Day, Percent, T, Term, Text, Value
from crm.language import fields
from crm.language.form import Form
from crm.models import Company, Contact, Deal, FollowUp, Stage, StageChange, User
from crm.people import company, custom_field, double_entry, steps

SALES = frozenset({REP, MANAGER, permission.ADMIN})
UNPLANNED = T("none planned")

# What every card of a deal asks for; the first stage of the first pipeline is where deals begin.
STAGES: Fixed[Stage] = Fixed(
    select(Stage.id, Stage.pipeline_id, Stage.name, Stage.probability).order_by(
        Stage.pipeline_id, Stage.position
    ),
    Stage,
)
LINKED: Fixed[Deal] = Fixed(
    select(Company.name, Company.number, User.name, Contact.name)
    .join_from(Deal, Company, Company.id == Deal.company_id, isouter=True)
    .outerjoin(User, User.id == Deal.owner_id)
    .outerjoin(Contact, Contact.id == Deal.contact_id)
    .where(Deal.id == bindparam("deal")),
    Deal,
)
NEXT: Fixed[FollowUp] = Fixed(
    select(FollowUp.subject, FollowUp.due_at)
    .where(FollowUp.deal_id == bindparam("deal"), FollowUp.status == "open")
    .order_by(FollowUp.due_at)
    .limit(1),
    FollowUp,
)


class AddDeal(Form):
    """What a new deal needs: a company and a name; the rest may come later."""

    company: Annotated[Company | fields.Fresh, fields.Ref(Company, creates=True)]
    name: Annotated[str, fields.Phrase(200)]
    amount: Annotated[Money | None, fields.Money()] = None
    close_on: Annotated[date | None, fields.Day()] = None
    owner: Annotated[User, fields.Person(default_me=True)]
    extra: Annotated[tuple[custom_field.Extra, ...] | None, custom_field.Extras("deal")] = None
    again: Annotated[str | None, fields.Hidden(3)] = None


class ShowDeal(Form):
    """A deal, by reference or by the thread."""

    deal: Annotated[Deal, fields.Ref(Deal)]


class MoveDeal(Form):
    """A deal and the stage that it moves to."""

    deal: Annotated[Deal, fields.Ref(Deal)]
    stage: Annotated[Stage, fields.StageName()]


@command("deal add", may=SALES, effect="change")
def add(call: Call, form: AddDeal) -> Reply:
    """Open a new deal."""
    _refuse_past(call, form.close_on)
    customer = company.of(call, form.company)
    # One company may have more deals than anybody adds in a minute.
    same = ((Deal.company_id, customer.id), (Deal.name, form.name))
    double_entry.refuse(call, Deal, form.again, *same)
    stages = STAGES.rows(call.session)
    first = stages[0]
    deal = refs.add(
        call.session,
        Deal(
            name=form.name,
            company_id=customer.id,
            owner_id=form.owner.id,
            pipeline_id=first.pipeline_id,
            stage_id=first.id,
            amount=form.amount.minor if form.amount else None,
            currency=form.amount.currency if form.amount else None,
            close_on=form.close_on,
            created_at=call.now,
        ),
    )
    _note_move(call, deal, None, first.id)
    custom_field.store(call, deal, form.extra)
    named = f"{customer.name} ({refs.ref(customer)})"
    known = Linked(named, form.owner.name, None, UNPLANNED, stages)
    return _public(call, deal, T("New deal."), known)


@command("deal show")
def show(call: Call, form: ShowDeal) -> Reply:
    """Show a deal with its next steps."""
    return Reply((card(call, form.deal),), about=Record("deal", form.deal.id))


@command("deal stage", may=SALES, effect="change")
def stage(call: Call, form: MoveDeal) -> Reply:
    """Move a deal to another stage; out of Won or Lost it is open again."""
    deal, to = form.deal, form.stage
    if deal.stage_id == to.id:
        raise Conflict(
            T("{ref} is in {stage} already.", ref=refs.ref(deal), stage=Term(to.name)),
            field="stage",
        )
    origin = call.session.scalars(select(Stage).where(Stage.id == deal.stage_id)).one()
    _note_move(call, deal, origin.id, to.id)
    was = deal.status
    deal.stage_id, deal.pipeline_id, deal.status = to.id, to.pipeline_id, to.outcome
    deal.closed_at = None if to.outcome == "open" else call.now
    if to.outcome != "lost":
        deal.lost_reason = None
    call.session.flush()
    return _public(call, deal, _moved(was, origin, to))


def _refuse_past(call: Call, close_on: date | None) -> None:
    if close_on is not None and close_on < call.now.astimezone(ZoneInfo(call.caller.zone)).date():
        raise NotUnderstood(
            T("{day} is already past; a new deal closes in the future.", day=Day(close_on)),
            next_step=T("Write it like {example}.", example="close next fri"),
            field="close_on",
        )


def _note_move(call: Call, deal: Deal, origin_id: int | None, to_id: int) -> None:
    insertion.insert(
        call.session,
        StageChange(
            deal_id=deal.id,
            from_stage_id=origin_id,
            to_stage_id=to_id,
            user_id=call.caller.user_id,
            at=call.now,
        ),
    )


def _moved(was: str, origin: Stage, to: Stage) -> Text:
    values: dict[str, Value] = {"origin": Term(origin.name), "stage": Term(to.name)}
    if was != "open" and to.outcome == "open":
        return T("Moved from {origin} to {stage}: the deal is open again.", **values)
    if to.outcome == "won":
        return T("Moved from {origin} to {stage}: the deal is won!", **values)
    return T("Moved from {origin} to {stage}.", **values)


def _public(call: Call, deal: Deal, note: Text, known: Linked | None = None) -> Reply:
    shown = card(call, deal, note, known)
    return Reply((shown,), is_public=True, about=Record("deal", deal.id))


def card(call: Call, deal: Deal, note: Text | None = None, known: Linked | None = None) -> Card:
    """A deal as a card with its next steps: four statements, or one where all else is known."""
    linked = known or _linked(call, deal)
    own = custom_field.held(call.session, deal)
    facts = (*_facts(deal, linked), *custom_field.facts(own))
    return Card(refs.ref(deal), deal.name, facts, note, _actions(call, deal, linked, own))


@dataclass(frozen=True, slots=True)
class Linked:
    """What a deal's card shows of its neighbours: the customer, the people, what is next."""

    company: str | Text
    owner: str | None
    contact: str | None
    following: Text
    stages: Sequence[Any]


def _linked(call: Call, deal: Deal) -> Linked:
    ((company, number, owner, contact),) = LINKED.rows(call.session, deal=deal.id)
    return Linked(
        f"{company} (CO-{number})" if company is not None else T("no company yet"),
        owner,
        contact,
        _next_step(call, deal),
        STAGES.rows(call.session),
    )


def _facts(deal: Deal, known: Linked) -> tuple[Fact, ...]:
    stage = next(stage for stage in known.stages if stage.id == deal.stage_id)
    share = Percent(stage.probability / 100)
    facts = [
        Fact(T("Company"), known.company),
        Fact(T("Amount"), amount_of(deal)),
        Fact(T("Stage"), T("{stage} ({share})", stage=Term(stage.name), share=share)),
        Fact(T("Owner"), known.owner or T("nobody")),
        Fact(T("Closes"), Day(deal.close_on) if deal.close_on else T("no date yet")),
    ]
    if known.contact is not None:
        facts.append(Fact(T("Contact"), known.contact))
    if deal.closed_at is not None:
        facts.append(Fact(T("Closed"), deal.closed_at))
    if deal.status == "open":
        facts.append(Fact(T("Next step"), known.following))
    return tuple(facts)


def amount_of(deal: Deal) -> Money | None:
    """A deal's amount, where it has one."""
    return Money(deal.amount, deal.currency) if deal.amount is not None and deal.currency else None


def _next_step(call: Call, deal: Deal) -> Text:
    planned = NEXT.rows(call.session, deal=deal.id) if deal.status == "open" else ()
    for subject, due_at in planned:
        return T("{subject}, {at}", subject=subject, at=due_at)
    return UNPLANNED


def _actions(
    call: Call, deal: Deal, known: Linked, own: Sequence[custom_field.Held]
) -> tuple[Button | Menu, ...]:
    others = (stage.name for stage in known.stages if stage.id != deal.stage_id)
    options = tuple(Option(Term(name), name) for name in others)
    move = Menu(T("Move stage"), "deal stage", "stage", options, {"deal": refs.ref(deal)})
    plain = ("name", "amount", "close_on", "contact", "company", "owner")
    edits = steps.edit_one(deal, *plain, *custom_field.editable(own))
    return (move, steps.follow_up(deal), edits, *steps.around(deal), *steps.undo(call))
