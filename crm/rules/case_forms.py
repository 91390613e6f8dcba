"""The four kinds of cases: what is read, and the plain values that answer them."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field

from crm.rules import attribution, money, pricing, schedule, sla
from crm.rules.case_fields import CalendarForm, Day, Exact, Form, Moment, Whole, Zone, moment_text

Name = Annotated[str, Field(strict=True)]
Flag = Annotated[bool, Field(strict=True)]


class LineForm(Form):
    """A line of a document; amounts in major units."""

    quantity: Exact
    unit_price: Exact
    tax_rate: Exact
    discount_percent: Exact | None = None
    discount_amount: Exact | None = None

    def value(self, currency: str) -> pricing.Line:
        """The line itself, its amount in minor units."""
        return pricing.Line(
            quantity=self.quantity,
            unit_price=self.unit_price,
            tax_rate=self.tax_rate,
            discount_percent=self.discount_percent,
            discount_amount=_units(self.discount_amount, currency),
        )


class DiscountForm(Form):
    """An overall discount; the amount in major units."""

    percent: Exact | None = None
    amount: Exact | None = None


class MoneyCase(Form):
    """A document to price."""

    currency: Name
    lines: tuple[LineForm, ...]
    tax_included: Flag = False
    rounding: money.Rounding = money.Rounding.HALF_UP
    tax_rounding: pricing.TaxRounding = pricing.TaxRounding.TOTAL
    discount: DiscountForm | None = None
    cash_step: Exact | None = None

    def result(self) -> dict[str, Any]:
        """Its amounts as text."""
        found = pricing.priced(self._document())

        def text(units: int) -> str:
            return money.amount_text(units, self.currency)

        return {
            "lines": [text(units) for units in found.lines],
            "subtotal": text(found.subtotal),
            "discount": text(found.discount),
            "taxes": [
                {"rate": _plain(each.rate), "base": text(each.base), "tax": text(each.tax)}
                for each in found.taxes
            ],
            "net": text(found.net),
            "tax": text(found.tax),
            "cash_rounding": text(found.cash_rounding),
            "total": text(found.total),
        }

    def _document(self) -> pricing.Document:
        return pricing.Document(
            currency=self.currency,
            lines=tuple(line.value(self.currency) for line in self.lines),
            tax_included=self.tax_included,
            rounding=self.rounding,
            tax_rounding=self.tax_rounding,
            discount=None
            if self.discount is None
            else pricing.Discount(
                self.discount.percent, _units(self.discount.amount, self.currency)
            ),
            cash_step=_units(self.cash_step, self.currency),
        )


class ScheduleCase(Form):
    """A recurring rule with the downtime it met."""

    zone: Zone
    rule: Name
    created_at: Moment
    until: Moment
    late_limit_minutes: Annotated[Whole, Field(ge=0)] | None = None
    downtime: tuple[tuple[Moment, Moment], ...] = ()
    holidays: tuple[Day, ...] = ()

    def result(self) -> list[Any]:
        """Every occurrence with its end."""
        due = schedule.occurrences(
            schedule.parse_rule(self.rule),
            self.zone,
            self.created_at,
            until=self.until,
            holidays=frozenset(self.holidays),
        )
        minutes = self.late_limit_minutes
        limit = None if minutes is None else timedelta(minutes=minutes)
        return [
            [
                each.occurrence.local_date.isoformat(),
                moment_text(each.occurrence.due_at),
                each.fate.value,
                moment_text(each.sent_at),
            ]
            for each in schedule.account(due, self.downtime, limit)
        ]


class PolicyForm(Form):
    """An SLA policy; targets in business minutes, null where there is none."""

    targets: dict[str, dict[str, Exact | None]]
    pauses: tuple[sla.ClockName, ...] = (sla.ClockName.RESOLUTION,)
    warn_percent: Exact = sla.Policy.warn_percent

    def value(self) -> sla.Policy:
        """The policy itself; targets of clocks that do not exist are ignored."""
        targets = {
            priority: {
                clock: minutes
                for clock in sla.ClockName
                if (minutes := row.get(clock.value)) is not None
            }
            for priority, row in self.targets.items()
        }
        return sla.Policy(targets, frozenset(self.pauses), self.warn_percent)


class EventForm(Form):
    """One event of a ticket."""

    at: Moment
    type: sla.EventType
    priority: Name | None = None
    calendar: CalendarForm | None = None

    def value(self) -> sla.Event:
        """The event itself."""
        calendar = None if self.calendar is None else self.calendar.value()
        return sla.Event(self.at, self.type, self.priority, calendar)


class SlaCase(Form):
    """A ticket's events under a calendar and a policy."""

    calendar: CalendarForm
    policy: PolicyForm
    events: tuple[EventForm, ...]
    until: Moment

    def result(self) -> list[Any]:
        """Every clock as it stands at `until`."""
        events = [event.value() for event in self.events]
        found = sla.clocks(self.policy.value(), self.calendar.value(), events, self.until)
        return [
            {
                "clock": each.clock.value,
                "started_at": moment_text(each.started_at),
                "stopped_at": moment_text(each.stopped_at),
                "used_seconds": each.used_seconds,
                "due_at": moment_text(each.due_at),
                "state": each.state.value,
                "alerts": [[alert.kind.value, moment_text(alert.at)] for alert in each.alerts],
            }
            for each in found
        ]


class TouchForm(Form):
    """A marketing touch."""

    id: Name | Annotated[int, Field(strict=True)]
    campaign: Name
    at: Moment


class AttributionCase(Form):
    """A win and the touches before it."""

    revenue: Whole
    won_at: Moment
    lookback_days: Exact = attribution.Win.lookback_days
    half_life_days: Exact = attribution.Win.half_life_days
    touches: tuple[TouchForm, ...]

    def result(self) -> dict[str, Any]:
        """The units by model."""
        win = attribution.Win(self.revenue, self.won_at, self.lookback_days, self.half_life_days)
        touches = [attribution.Touch(each.id, each.campaign, each.at) for each in self.touches]
        return {
            model.value: {
                "touches": [list(one) for one in each.touches],
                "campaigns": each.campaigns,
            }
            for model, each in attribution.attribute(win, touches).items()
        }


def _units(amount: Exact | None, currency: str) -> int | None:
    return None if amount is None else money.minor_units(amount, currency)


def _plain(number: Exact) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
