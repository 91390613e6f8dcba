"""How things turn out: what was won and is to be expected, and how often deals are won."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import distinct, func, select

from crm.engine import permission
from crm.engine.call import Call
from crm.engine.money import Money
from crm.engine.reply import Chart, Fact, Facts, Series, Small, View
from crm.engine.texts import Joined, Percent, T, Term, Text, Value
from crm.models import Deal, Stage, StageChange

if TYPE_CHECKING:
    from ml.honest.base import Rate
    from ml.revenue import Forecast

LOOKED_BACK = timedelta(days=1_250)
MONTHS_SHOWN = 12
CURRENCIES_SHOWN = 4
FOUR_MONTHS = 4


@dataclass(frozen=True, slots=True)
class Won:
    """What was won, in one currency, by day of the caller's zone, in minor units."""

    currency: str
    deals: int
    days: dict[date, int] = field(default_factory=dict)


def won(call: Call) -> list[Won]:
    """The won deals that the caller sees, the busiest currency first: one statement."""
    statement = select(Deal.closed_at, Deal.amount, Deal.currency).where(
        Deal.status == "won",
        Deal.closed_at > call.now - LOOKED_BACK,
        Deal.closed_at <= call.now,
        Deal.amount.is_not(None),
        Deal.currency.is_not(None),
    )
    zone = ZoneInfo(call.caller.zone)
    counts: Counter[str] = Counter()
    days: dict[str, Counter[date]] = {}
    rows: Any = call.session.execute(permission.visible(statement, call.caller, Deal))
    for closed_at, amount, currency in rows:
        counts[currency] += 1
        days.setdefault(currency, Counter())[closed_at.astimezone(zone).date()] += amount
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    return [Won(name, counts[name], dict(days[name])) for name in ranked]


def section(call: Call) -> tuple[View, ...]:
    """The forecast of each currency with its interval, and what was won month by month."""
    history = won(call)
    today = call.now.astimezone(ZoneInfo(call.caller.zone)).date()
    return (*_forecast(history, today), *_chart(history, today))


def _forecast(history: list[Won], today: date) -> tuple[View, ...]:
    from ml import revenue  # noqa: PLC0415 - only where a forecast is made

    label = T("Forecast, next 30 days")
    if not history:
        return (Facts((Fact(label, T("not enough yet: nothing was won so far")),)),)
    since = min(day for one in history for day in one.days)
    facts = []
    for one in history:
        found = revenue.trailing(list(one.days.items()), today, since=since)
        named = T("{label} ({currency})", label=label, currency=one.currency)
        facts.append(Fact(named if len(history) > 1 else label, _said(found, one.currency)))
    rule = T("Forecast: won in the last 90 days ÷ 3; the interval is what it missed by before.")
    return (Facts(tuple(facts)), Small(rule))


def _said(found: Forecast, currency: str) -> Text:
    if found.value is None:
        return T("not enough yet: under 90 days of history")
    value = Money(found.value, currency)
    if found.low is None or found.high is None:
        return T(
            "{value}; no interval yet ({n} of {needed} past months)",
            value=value,
            n=found.n_months,
            needed=FOUR_MONTHS,
        )
    return T(
        "{value} ({share} interval {low} to {high}, from {n} past months)",
        value=value,
        share=Percent(float(found.coverage)),
        low=Money(found.low, currency),
        high=Money(found.high, currency),
        n=found.n_months,
    )


def _chart(history: list[Won], today: date) -> tuple[Chart, ...]:
    months = [_month_before(today, back) for back in range(MONTHS_SHOWN - 1, -1, -1)]
    shown = [one for one in history if any(_month(day) in months for day in one.days)]
    if not shown:
        return ()
    by_month = {one.currency: _by_month(one, months) for one in shown[:CURRENCIES_SHOWN]}
    series = tuple(
        Series(name, tuple(float(Money(minor, name).amount) for minor in minors))
        for name, minors in by_month.items()
    )
    labels = tuple(f"{year}-{month:02}" for year, month in months)
    return (Chart(T("Won per month"), "bar", labels, series, _alt(labels, by_month)),)


def _by_month(one: Won, months: list[tuple[int, int]]) -> list[int]:
    sums: Counter[tuple[int, int]] = Counter()
    for day, minor in one.days.items():
        sums[_month(day)] += minor
    return [sums[month] for month in months]


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _month_before(day: date, back: int) -> tuple[int, int]:
    count = day.year * 12 + day.month - 1 - back
    return count // 12, count % 12 + 1


def _alt(labels: tuple[str, ...], by_month: dict[str, list[int]]) -> Text:
    told = tuple(
        T(
            "{month} {amount}",
            month=label,
            amount=Joined(tuple(Money(m[i], c) for c, m in by_month.items() if m[i]), " + "),
        )
        for i, label in enumerate(labels)
        if any(minors[i] for minors in by_month.values())
    )
    return T("Won per month: {months}", months=Joined(told, "; "))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many closed deals were won, of how many."""

    won: int = 0
    lost: int = 0

    @property
    def closed(self) -> int:
        """All that came to an end."""
        return self.won + self.lost

    def rate(self) -> Rate | None:
        """The chance to win with its interval; None below the floors (20 outcomes, 10 of each)."""
        from ml import honest  # noqa: PLC0415 - only where a chance is told

        outcomes = [True] * self.won + [False] * self.lost
        if honest.enough(outcomes).may == "nothing":
            return None
        return honest.base_rate(self.won, self.closed)


@dataclass(frozen=True, slots=True)
class Chances:
    """How often deals are won: of all, and of those that reached a stage (by its row id)."""

    overall: Tally
    stages: dict[int, tuple[str, Tally]]

    def rate(self, stage_id: int) -> Rate | None:
        """The base rate of a deal in a stage: its stage's, else that of all deals."""
        _, tally = self.stages.get(stage_id, ("", Tally()))
        return tally.rate() or self.overall.rate()


def chances(call: Call) -> Chances:
    """Count the closed deals that the caller sees: three statements."""
    closed = Deal.status.in_(("won", "lost"))
    ended = select(Deal.status, func.count(Deal.id)).where(closed).group_by(Deal.status)
    overall = dict(_rows(call, ended))
    reached = (
        select(StageChange.to_stage_id, Deal.status, func.count(distinct(Deal.id)))
        .join(Deal, Deal.id == StageChange.deal_id)
        .where(closed)
        .group_by(StageChange.to_stage_id, Deal.status)
    )
    by_stage = {(stage_id, status): n for stage_id, status, n in _rows(call, reached)}
    stages = call.session.scalars(
        select(Stage).where(Stage.outcome == "open").order_by(Stage.pipeline_id, Stage.position)
    )
    return Chances(
        Tally(overall.get("won", 0), overall.get("lost", 0)),
        {
            stage.id: (
                stage.name,
                Tally(by_stage.get((stage.id, "won"), 0), by_stage.get((stage.id, "lost"), 0)),
            )
            for stage in stages
        },
    )


def _rows(call: Call, statement: Any) -> list[Any]:
    return list(call.session.execute(permission.visible(statement, call.caller, Deal)))


def win_chances(call: Call) -> tuple[View, ...]:
    """How often deals are won, of all and by the stage they reached, as base rates."""
    found = chances(call)
    facts = [Fact(T("Win chance, all deals"), _chance(found.overall))]
    facts += [
        Fact(T("Win chance, reached {stage}", stage=Term(name)), _chance(tally))
        for name, tally in found.stages.values()
    ]
    return (Facts(tuple(facts)),)


def _chance(tally: Tally) -> Value:
    from ml.honest import base  # noqa: PLC0415 - only where a chance is told

    rate = tally.rate()
    if rate is not None:
        return T(
            "{rate} ({share} interval {low} to {high}, {n} closed deals)",
            rate=Percent(rate.rate),
            share=Percent(base.LEVEL),
            low=Percent(rate.low),
            high=Percent(rate.high),
            n=tally.closed,
        )
    if tally.closed < base.FLOOR_ALL:
        return T("not enough yet ({n} of {needed})", n=tally.closed, needed=base.FLOOR_ALL)
    rarer = min(tally.won, tally.lost)
    return T(
        "not enough yet ({n} of {needed} of the rarer outcome)", n=rarer, needed=base.FLOOR_EACH
    )
