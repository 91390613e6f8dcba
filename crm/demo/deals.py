"""The demo's deals, each with its way through the stages, its calls, and its next step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from crm.demo import words
from crm.engine import refs
from crm.models import (
    Activity,
    Company,
    Deal,
    FollowUp,
    Purchase,
    PurchaseLine,
    Stage,
    StageChange,
)
from crm.outreach import reminder

if TYPE_CHECKING:
    from crm.demo.story import Teller

DEALS = 150
OPEN = 48


@dataclass(frozen=True, slots=True)
class Plan:
    """How one deal goes: its moments of moving, and how it stands at the end."""

    company: Company
    is_chinese: bool
    created_at: datetime
    moves: tuple[tuple[datetime, Stage], ...]


def steps(teller: Teller) -> list[tuple[str, Callable[[], None]]]:
    """What is to be done, one step a deal, in the order of their beginnings."""
    return [("Deals", partial(_deal, teller, number)) for number in range(DEALS)]


def _plan(teller: Teller, number: int) -> Plan:
    is_open = number >= DEALS - OPEN
    days = teller.chance.randrange(3, 75) if is_open else 540 - number * 490 // (DEALS - OPEN)
    created = teller.now - timedelta(days=days, hours=teller.chance.randrange(1, 9))
    company = teller.companies[number % len(teller.companies)]
    company_is_chinese = company.country == "CN"
    return Plan(company, company_is_chinese, created, _moves(teller, created, is_open=is_open))


def _moves(
    teller: Teller, created: datetime, *, is_open: bool
) -> tuple[tuple[datetime, Stage], ...]:
    """The moves of a deal: to a middle stage for an open one, to Won or Lost for a closed one."""
    by_name = {stage.name: stage for stage in teller.stages}
    names = ["Proposal", "Negotiation"][: teller.chance.randrange(3)]
    if not is_open:
        names = ["Proposal", *(["Negotiation"] if teller.chance.random() < 0.7 else [])]
        names.append("Won" if teller.chance.random() < 0.46 else "Lost")
    moment, moves = created, []
    for name in names:
        moment += timedelta(days=teller.chance.randrange(3, 16), hours=teller.chance.randrange(8))
        if moment < teller.now:
            moves.append((moment, by_name[name]))
    return tuple(moves)


def _deal(teller: Teller, number: int) -> None:
    plan = _plan(teller, number)
    titles = words.DEALS_ZH if plan.is_chinese else words.DEALS_EN
    with teller.at(plan.created_at) as session:
        deal = refs.add(
            session,
            Deal(
                name=teller.chance.choice(titles),
                company_id=plan.company.id,
                contact_id=teller.chance.choice(teller.contacts[plan.company.id]).id,
                owner_id=plan.company.owner_id,
                pipeline_id=teller.stages[0].pipeline_id,
                stage_id=teller.stages[0].id,
                amount=round(teller.chance.lognormvariate(9.6, 0.7)) * 100,
                currency="CNY" if plan.is_chinese else "USD",
                close_on=_close_day(teller, plan),
                source=teller.chance.choice(words.SOURCES),
                created_at=plan.created_at,
            ),
        )
        _moved(session, deal, None, teller.stages[0], plan.created_at)
    for moment, stage in plan.moves:
        _move(teller, deal, stage, moment)
    _talk(teller, deal, plan)
    if deal.status == "open":
        _next_step(teller, deal, plan)


def _close_day(teller: Teller, plan: Plan) -> date:
    day = plan.created_at + timedelta(days=teller.chance.randrange(25, 110))
    return day.date()


def _moved(
    session: Session, deal: Deal, before: Stage | None, stage: Stage, moment: datetime
) -> None:
    session.add(
        StageChange(
            deal_id=deal.id,
            from_stage_id=before.id if before else None,
            to_stage_id=stage.id,
            user_id=deal.owner_id,
            at=moment,
        )
    )
    session.flush()


def _move(teller: Teller, deal: Deal, stage: Stage, moment: datetime) -> None:
    with teller.at(moment) as session:
        session.add(deal)
        before = next(s for s in teller.stages if s.id == deal.stage_id)
        deal.stage_id, deal.status = stage.id, stage.outcome
        if stage.outcome != "open":
            deal.closed_at, deal.close_on = moment, moment.date()
        _moved(session, deal, before, stage, moment)
        if stage.outcome == "won":
            _buy(teller, session, deal, moment)


def _buy(teller: Teller, session: Session, deal: Deal, moment: datetime) -> None:
    company = session.get(Company, (teller.workspace_id, deal.company_id))
    assert company is not None
    company.type = "customer"
    purchase = refs.add(
        session,
        Purchase(
            company_id=deal.company_id,
            contact_id=deal.contact_id,
            amount=deal.amount,
            currency=deal.currency,
            bought_on=moment.date(),
            owner_id=deal.owner_id,
        ),
    )
    product = teller.chance.choice(teller.products)
    session.add(
        PurchaseLine(
            purchase_id=purchase.id,
            product_id=product.id,
            quantity=Decimal(1),
            amount=purchase.amount,
        )
    )
    session.flush()


def _talk(teller: Teller, deal: Deal, plan: Plan) -> None:
    """Calls and meetings between the beginning and the end; some open deals fell silent."""
    last = deal.closed_at or teller.now - timedelta(hours=3)
    if deal.status == "open" and teller.chance.random() < 0.3:
        last = plan.created_at + (last - plan.created_at) * 0.4
    notes = words.CALLS_ZH if plan.is_chinese else words.CALLS_EN
    moments = sorted(
        teller.between(plan.created_at, last) for _ in range(teller.chance.randrange(1, 5))
    )
    with teller.at(moments[0]) as session:
        for moment in moments:
            refs.add(
                session,
                Activity(
                    type=teller.chance.choice(("call", "call", "email", "meeting")),
                    note=teller.chance.choice(notes),
                    at=moment,
                    user_id=deal.owner_id,
                    company_id=deal.company_id,
                    contact_id=deal.contact_id,
                    deal_id=deal.id,
                ),
            )


def _next_step(teller: Teller, deal: Deal, plan: Plan) -> None:
    """A follow-up for most open deals: to come, or missed; what is past was reminded of."""
    if teller.chance.random() < 0.25:
        return
    is_missed = teller.chance.random() < 0.2
    days = -teller.chance.randrange(1, 9) if is_missed else teller.chance.randrange(1, 14)
    due = (teller.now + timedelta(days=days)).replace(hour=15, minute=0, second=0, microsecond=0)
    subjects = words.STEPS_ZH if plan.is_chinese else words.STEPS_EN
    with teller.at(min(teller.now, due - timedelta(days=3))) as session:
        followup = refs.add(
            session,
            FollowUp(
                subject=teller.chance.choice(subjects),
                type="call",
                owner_id=deal.owner_id,
                due_at=due,
                deal_id=deal.id,
                company_id=deal.company_id,
                created_at=min(teller.now, due - timedelta(days=3)),
            ),
        )
        if due < teller.now:
            reminder.mark_sent(session, followup, teller.now)
