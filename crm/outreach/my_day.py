"""My day: what is overdue and due today, my deals by stage, my tickets with their moods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.money import Money
from crm.engine.reply import (
    Actions,
    Button,
    Card,
    Fact,
    Facts,
    Heading,
    Listing,
    Menu,
    Notice,
    Option,
    Reply,
    Row,
    Small,
    View,
)
from crm.engine.texts import Day, Joined, T, Term, Value
from crm.language.form import Form
from crm.models import Company, Deal, FollowUp, Stage, Ticket
from crm.outreach import set_up
from crm.people import notifications
from crm.service.ticket_card import PRIORITIES, mood_of

SHOWN = 8
OVERDUE_SHOWN = 5  # beside what is due today, which must not drown in old debts
OFFERED = 50
LATER = (
    Option(T("In 1 hour"), "in 1 hour"),
    Option(T("Tomorrow 9:00"), "tomorrow 9:00"),
    Option(T("Next Monday 9:00"), "next monday 9:00"),
)


class Nothing(Form):
    """Nothing to say."""


@command("home")
def show(call: Call, form: Nothing) -> Reply:
    """Show my day: follow-ups, deals, tickets."""
    del form
    today = call.now.astimezone(ZoneInfo(call.caller.zone)).date()
    views: list[View] = [Heading(T("My day, {day}", day=Day(today))), *set_up.views(call)]
    return Reply((*views, *_followups(call), *_deals(call), *_tickets(call), *_notifications(call)))


def _followups(call: Call) -> list[View]:
    """The first follow-ups that are overdue or due today, each to be done or put off here."""
    mine = (FollowUp.owner_id == call.caller.user_id, FollowUp.status == "open")
    is_overdue = FollowUp.due_at < call.now
    counted = select(
        func.count(FollowUp.id), func.coalesce(func.sum(case((is_overdue, 1), else_=0)), 0)
    ).where(*mine, FollowUp.due_at < _midnight(call))
    due, overdue = call.session.execute(permission.visible(counted, call.caller, FollowUp)).one()
    title = T("Follow-ups: {overdue} overdue, {today} today", overdue=overdue, today=due - overdue)
    if not due:
        done = Notice(T("No follow-up is due today. Well done!"), "success")
        return [done, Actions((_add_followup(), _all_followups()))]
    late = _first(call, (*mine, is_overdue), OVERDUE_SHOWN)
    rows = [*late, *_first(call, (*mine, ~is_overdue, FollowUp.due_at < _midnight(call)), SHOWN)]
    more = due - len(rows)
    rest = [Small(T("… and {n} more.", n=more))] if more else []
    cards = [_followup(call, *row) for row in rows]
    return [
        Heading(title),
        *cards,
        *rest,
        Actions((_add_followup(), _all_followups())),
    ]


def _first(call: Call, conditions: tuple[ColumnElement[bool], ...], most: int) -> list[Any]:
    """So many follow-ups, those due first, each with its deal and company."""
    statement = (
        select(FollowUp, Deal.number, Deal.name, Company.name)
        .select_from(FollowUp)
        .outerjoin(Deal, and_(Deal.id == FollowUp.deal_id, permission.sees(call.caller, Deal)))
        .outerjoin(Company, Company.id == FollowUp.company_id)
        .where(*conditions)
        .order_by(FollowUp.due_at, FollowUp.id)
        .limit(most)
    )
    return list(call.session.execute(permission.visible(statement, call.caller, FollowUp)))


def _midnight(call: Call) -> datetime:
    """The end of the person's own day, in UTC."""
    zone = ZoneInfo(call.caller.zone)
    tomorrow = call.now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)


def _followup(
    call: Call, row: FollowUp, deal: int | None, name: str | None, company: str | None
) -> Card:
    named = {"followup": refs.ref(row)}
    about: list[Value] = [row.due_at]
    if row.due_at < call.now:
        about.append(T("overdue"))
    if deal is not None:
        about.append(f"D-{deal} {name}")
    if company is not None:
        about.append(company)
    buttons = (
        Button(T("Done"), "followup done", named, style="primary"),
        Menu(T("Snooze"), "followup snooze", "due_at", LATER, named),
        Button(T("Open"), "followup show", named, is_reusable=True),
    )
    return Card(refs.ref(row), row.subject, note=Joined(tuple(about), " · "), actions=buttons)


def _add_followup() -> Button:
    return Button(T("New follow-up"), "followup add", opens=True, is_reusable=True)


def _all_followups() -> Button:
    return Button(T("All follow-ups"), "followup list", is_reusable=True)


def _deals(call: Call) -> list[View]:
    """My open deals by stage, and the ones that close next to be opened."""
    mine = (Deal.owner_id == call.caller.user_id, Deal.status == "open")
    sums = call.session.execute(
        select(Stage.id, Stage.name, Deal.currency, func.count(Deal.id), func.sum(Deal.amount))
        .join(Deal, Deal.stage_id == Stage.id)
        .where(*mine)
        .group_by(Stage.id, Stage.name, Stage.pipeline_id, Stage.position, Deal.currency)
        .order_by(Stage.pipeline_id, Stage.position, Deal.currency)
    ).all()
    add = Button(T("New deal"), "deal add", opens=True, is_reusable=True)
    if not sums:
        return [Facts((Fact(T("My deals"), T("no open deals")),)), Actions((add,))]
    next_ones = call.session.execute(
        select(Deal.number, Deal.name)
        .where(*mine)
        .order_by(Deal.close_on.is_(None), Deal.close_on, Deal.id)
        .limit(OFFERED)
    ).all()
    options = tuple(Option(f"D-{number} {name}", f"D-{number}") for number, name in next_ones)
    actions = (
        Menu(T("Open a deal"), "deal show", "deal", options),
        add,
        Button(T("All my deals"), "deal list", {"owner": "me"}, is_reusable=True),
    )
    total = sum(n for *_, n, _ in sums)
    head = Fact(T("My deals"), T("{n} open deal", "{n} open deals", n=total))
    return [Facts((head, *_stages(sums))), Actions(actions)]


def _stages(sums: Sequence[Any]) -> list[Fact]:
    """One fact a stage: how many deals, and their amounts by currency."""
    facts = []
    for stage_id in dict.fromkeys(row[0] for row in sums):
        rows = [row for row in sums if row[0] == stage_id]
        n = sum(row[3] for row in rows)
        amounts = tuple(Money(int(row[4]), row[2]) for row in rows if row[2] and row[4] is not None)
        said = T("{n} deal", "{n} deals", n=n)
        if amounts:
            amount = Joined(amounts, " + ")
            said = T("{n} deal: {amount}", "{n} deals: {amount}", n=n, amount=amount)
        facts.append(Fact(Term(rows[0][1]), said))
    return facts


def _tickets(call: Call) -> list[View]:
    """My open tickets, the most urgent first, each with its mood."""
    mine = (Ticket.assignee_id == call.caller.user_id, Ticket.status == "open")
    ranks = {name: place for place, name in enumerate(PRIORITIES)}
    rows = call.session.execute(
        select(Ticket, Company.name, func.count(Ticket.id).over())
        .outerjoin(Company, Company.id == Ticket.company_id)
        .where(*mine)
        .order_by(
            Ticket.escalated.desc(),
            case(ranks, value=Ticket.priority).desc(),
            Ticket.opened_at,
            Ticket.id,
        )
        .limit(SHOWN)
    ).all()
    if not rows:
        return []
    shown = tuple(_ticket(ticket, company) for ticket, company, _ in rows)
    options = tuple(Option(f"{refs.ref(t)} {t.subject}", refs.ref(t)) for t, _, _ in rows)
    menus = (
        Menu(T("Open a ticket"), "ticket show", "ticket", options),
        Menu(T("Resolve a ticket"), "ticket resolve", "ticket", options),
    )
    return [Listing(T("My tickets"), shown, rows[0][2]), Actions(menus)]


def _ticket(ticket: Ticket, company: str | None) -> Row:
    details: list[Value] = [mood_of(ticket.mood), Term(ticket.priority)]
    if company:
        details.append(company)
    details.append(T("waiting for {whom}", whom=Term(ticket.waiting_for)))
    if ticket.escalated:
        details.append(T("escalated"))
    return Row(refs.ref(ticket), ticket.subject, tuple(details))


def _notifications(call: Call) -> list[View]:
    """What reaches this person, and in which language: changed here."""
    said = T(
        "Reminders come as messages, in your zone ({zone}).",
        zone=call.caller.zone,
    )
    if call.caller.user_id is None:
        return []
    buttons = (
        notifications.button(call),
        Button(T("Language"), "language", opens=True, is_reusable=True),
        Button(T("Digests"), "digest list", is_reusable=True),
        Button(T("What can I say?"), "help", is_reusable=True),
    )
    return [Small(said), Actions(buttons)]
