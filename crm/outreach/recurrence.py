"""A recurring rule as a sentence, in the reader's language."""

from __future__ import annotations

from crm.engine.texts import Joined, T, Text, Value
from crm.rules.schedule import Kind, Rule

DAYS = (
    T("Monday"),
    T("Tuesday"),
    T("Wednesday"),
    T("Thursday"),
    T("Friday"),
    T("Saturday"),
    T("Sunday"),
)
FIXED = {
    Kind.DAY: T("every day"),
    Kind.WEEKDAY: T("every weekday"),
    Kind.WORKING_DAY: T("every working day"),
    Kind.FIRST_DAY: T("on the first day of the month"),
    Kind.LAST_DAY: T("on the last day of the month"),
    Kind.FIRST_WORKING_DAY: T("on the first working day of the month"),
    Kind.LAST_WORKING_DAY: T("on the last working day of the month"),
}


def said(rule: Rule) -> Text:
    """When a rule fires: `every Monday at 9:00`."""
    clock = f"{rule.at.hour}:{rule.at.minute:02}"
    return T("{days} at {time}", days=_days(rule), time=clock)


def _days(rule: Rule) -> Value:
    named = Joined(tuple(DAYS[weekday] for weekday in rule.weekdays))
    if rule.kind is Kind.WEEKLY:
        return T("every {days}", days=named)
    if rule.kind is Kind.EVERY_N_WEEKS:
        return T("every {count} weeks on {days}", count=rule.weeks, days=named)
    if rule.kind is Kind.MONTH_DAY:
        return T("on day {day} of the month", day=rule.month_day)
    return FIXED[rule.kind]
