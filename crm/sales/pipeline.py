"""The pipeline as a digest shows it: weighted by stage, and the deals at risk, with reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, exists, func, or_, select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.money import Money
from crm.engine.reply import Fact, Facts, Listing, Row, View
from crm.engine.texts import Joined, Percent, T, Term, Text, Value
from crm.models import Activity, Company, Deal, FollowUp, Pipeline, Stage, StageChange, User
from crm.sales.deal import amount_of

SHOWN = 10


@dataclass(frozen=True, slots=True)
class StageSum:
    """The open deals of a stage in one currency; `amount` in minor units, None without amounts."""

    stage_id: int
    stage: str
    pipeline: str
    probability: int
    currency: str | None
    count: int
    amount: int | None


def sums(call: Call) -> list[StageSum]:
    """The open deals that the caller sees, by stage and currency: one statement."""
    statement = (
        select(
            Stage.id,
            Stage.name,
            Pipeline.name,
            Stage.probability,
            Deal.currency,
            func.count(Deal.id),
            func.sum(Deal.amount),
        )
        .join(Deal, Deal.stage_id == Stage.id)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Deal.status == "open")
        .group_by(
            Stage.id,
            Stage.name,
            Pipeline.name,
            Stage.probability,
            Stage.pipeline_id,
            Stage.position,
            Deal.currency,
        )
        .order_by(Stage.pipeline_id, Stage.position, Deal.currency)
    )
    rows: Any = call.session.execute(permission.visible(statement, call.caller, Deal))
    return [
        StageSum(stage_id, stage, pipeline, share, currency, n, None if sum_ is None else int(sum_))
        for stage_id, stage, pipeline, share, currency, n, sum_ in rows
    ]


def weighted(found: Iterable[StageSum]) -> tuple[Money, ...]:
    """The weighted pipeline: each amount times its stage's probability, one sum a currency.

    Rounded once, half up, to minor units. It is a sum, not a forecast.
    """
    hundredths: dict[str, int] = {}
    for one in found:
        if one.currency is not None and one.amount is not None:
            held = hundredths.get(one.currency, 0)
            hundredths[one.currency] = held + one.amount * one.probability
    return tuple(Money((total + 50) // 100, name) for name, total in sorted(hundredths.items()))


def section(call: Call) -> tuple[View, ...]:
    """The weighted pipeline, in all and by stage."""
    found = sums(call)
    total: Value = Joined(weighted(found), " + ") if weighted(found) else T("no amounts yet")
    if not found:
        total = T("no open deals")
    stages = dict.fromkeys(one.stage_id for one in found)
    by_stage = [[one for one in found if one.stage_id == stage_id] for stage_id in stages]
    facts = tuple(_stage(rows, found) for rows in by_stage)
    return (Facts((Fact(T("Weighted pipeline"), total), *facts)),)


def _stage(rows: list[StageSum], found: list[StageSum]) -> Fact:
    first = rows[0]
    name: Value = Term(first.stage)
    if len({one.pipeline for one in found}) > 1:
        name = T("{pipeline}: {stage}", pipeline=first.pipeline, stage=name)
    label = T("{stage} ({share})", stage=name, share=Percent(first.probability / 100))
    amounts = tuple(
        Money(one.amount, one.currency)
        for one in rows
        if one.currency is not None and one.amount is not None
    )
    n = sum(one.count for one in rows)
    if not amounts:
        return Fact(label, T("{n} deal", "{n} deals", n=n))
    amount = Joined(amounts, " + ")
    return Fact(label, T("{n} deal: {amount}", "{n} deals: {amount}", n=n, amount=amount))


@dataclass(frozen=True, slots=True)
class Limits:
    """What puts an open deal at risk: closing before `today`, nothing since `silent_since`."""

    now: datetime
    today: date
    silent_since: datetime

    @classmethod
    def of(cls, call: Call) -> Limits:
        """Today in the caller's zone, and the setting `stale_days` back from now."""
        today = call.now.astimezone(ZoneInfo(call.caller.zone)).date()
        return cls(call.now, today, call.now - timedelta(days=call.settings.stale_days))


def at_risk(call: Call) -> Listing:
    """The open deals at risk, those with most reasons first: at most ten, all counted."""
    limits = Limits.of(call)
    rows: Any = call.session.execute(permission.visible(_risky(limits), call.caller, Deal))
    found = list(rows)
    total = int(found[0].total) if found else 0
    shown = tuple(_row(limits, one) for one in found)
    return Listing(T("Deals at risk"), shown, total, empty=T("No deal is at risk."))


def _risky(limits: Limits) -> Any:
    """One statement: the first ten, with the last sign of life of each, and the count of all."""
    reasons = (_is_past(limits), _is_silent(limits), _has_no_step())
    weight = sum((case((reason, 1), else_=0) for reason in reasons[1:]), _flag(reasons[0]))
    return (
        select(
            Deal,
            Company.name.label("customer"),
            User.name.label("owner"),
            _last(Activity.at, Activity.deal_id, Activity.workspace_id).label("acted_at"),
            _last(StageChange.at, StageChange.deal_id, StageChange.workspace_id).label("moved_at"),
            _has_no_step().label("is_without_step"),
            func.count().over().label("total"),
        )
        .join(Company, Company.id == Deal.company_id)
        .outerjoin(User, User.id == Deal.owner_id)
        .where(Deal.status == "open", or_(*reasons))
        .order_by(weight.desc(), Deal.close_on.is_(None), Deal.close_on, Deal.id)
        .limit(SHOWN)
    )


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _is_past(limits: Limits) -> ColumnElement[bool]:
    return Deal.close_on < limits.today


def _is_silent(limits: Limits) -> ColumnElement[bool]:
    """Nothing logged, not moved and not made since; a move is a sign of life, too."""
    since = limits.silent_since
    acted = exists().where(
        Activity.workspace_id == Deal.workspace_id, Activity.deal_id == Deal.id, Activity.at > since
    )
    moved = exists().where(
        StageChange.workspace_id == Deal.workspace_id,
        StageChange.deal_id == Deal.id,
        StageChange.at > since,
    )
    return (Deal.created_at <= since) & ~acted & ~moved


def _has_no_step() -> ColumnElement[bool]:
    return ~exists().where(
        FollowUp.workspace_id == Deal.workspace_id,
        FollowUp.deal_id == Deal.id,
        FollowUp.status == "open",
    )


def _last(at: Any, deal_id: Any, workspace_id: Any) -> Any:
    newest = select(func.max(at)).where(deal_id == Deal.id, workspace_id == Deal.workspace_id)
    return newest.correlate(Deal).scalar_subquery()


def _row(limits: Limits, found: Any) -> Row:
    deal: Deal = found.Deal
    details: tuple[Value, ...] = (
        found.customer,
        amount_of(deal),
        found.owner or T("nobody"),
        Joined(tuple(_reasons(limits, found))),
    )
    return Row(refs.ref(deal), deal.name, tuple(one for one in details if one is not None))


def _reasons(limits: Limits, found: Any) -> Iterable[Text]:
    deal: Deal = found.Deal
    if deal.close_on is not None and deal.close_on < limits.today:
        yield T("close date {day} is past", day=deal.close_on)
    signs = (deal.created_at, found.acted_at, found.moved_at)
    last = max(at for at in signs if at is not None)
    if last <= limits.silent_since:
        yield T("no activity for {n} day", "no activity for {n} days", n=(limits.now - last).days)
    if found.is_without_step:
        yield T("no next step")
