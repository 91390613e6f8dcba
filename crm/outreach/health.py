"""Health: what was not delivered, what is paused, and whether the schedule and jobs go on."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.permission import ADMINS
from crm.engine.reply import Fact, Facts, Listing, Notice, Reply, Row, View
from crm.engine.texts import Joined, T, Term, Value
from crm.language.form import Form
from crm.models import Delivery, InboundEvent, Job, ScheduleMark, Workspace
from crm.outreach import report
from crm.outreach.due import TICK

SPAN = timedelta(days=7)
SILENT = timedelta(minutes=5)
ERRORS_SHOWN = 5
TROUBLE = ("unconfirmed", "failed", "dead")
FATES = {
    "sent": T("Sent"),
    "late": T("Sent late"),
    "missed": T("Missed"),
    "waiting": T("Waiting"),
    "unconfirmed": T("Unconfirmed"),
    "failed": T("Failed"),
    "cancelled": T("Cancelled"),
}


class Nothing(Form):
    """Nothing more to say."""


@command("health", may=ADMINS)
def show(call: Call, form: Nothing) -> Reply:
    """Show what was not delivered, and whether all is running."""
    del form
    views: tuple[View, ...] = (
        *_paused(call),
        Facts((*_schedule(call), *_work(call))),
        Facts(_deliveries(call)),
        *_errors(call),
    )
    return Reply(views)


def _paused(call: Call) -> tuple[Notice, ...]:
    workspace = call.session.get(Workspace, call.workspace_id)
    if workspace is None or workspace.paused_reason is None:
        return ()
    text = T(
        "Sending is paused: {reason}. Install Rapport again to go on.",
        reason=workspace.paused_reason,
    )
    return (Notice(text, "error"),)


def _schedule(call: Call) -> tuple[Fact, ...]:
    statement = select(ScheduleMark.until).where(ScheduleMark.rule == TICK)
    at = call.session.scalar(statement)
    said: Value = at
    if at is None:
        said = T("not yet")
    elif call.now - at > SILENT:
        said = T("{at}: the schedule stands still", at=at)
    return (Fact(T("Schedule last looked"), said),)


def _work(call: Call) -> tuple[Fact, ...]:
    states = select(Job.state, func.count(Job.id).label("n")).group_by(Job.state)
    jobs = {row.state: row.n for row in call.session.execute(states)}
    running = sum(jobs.get(state, 0) for state in ("queued", "running", "stopping", "sealing"))
    parked = call.session.scalar(
        select(func.count(InboundEvent.id)).where(InboundEvent.state == "parked")
    )
    return (
        Fact(T("Jobs running"), running),
        Fact(T("Jobs failed"), jobs.get("failed", 0)),
        Fact(T("Messages parked"), parked or 0),
    )


def _deliveries(call: Call) -> tuple[Fact, ...]:
    found = report.of(call.session, call.now - SPAN)
    counts = tuple(
        T("{count} {fate}", count=found.total(fate), fate=FATES[fate])
        for fate in report.FATES
        if found.total(fate)
    )
    said: Value = Joined(counts) if counts else T("none")
    return (
        Fact(T("Deliveries of 7 days"), said),
        Fact(T("Overdue to be sent"), _overdue(call, call.now - SILENT)),
    )


def _overdue(call: Call, before: datetime) -> int:
    statement = select(func.count(Delivery.id)).where(
        Delivery.state.in_(("due", "sending")), Delivery.due_at < before
    )
    return call.session.scalar(statement) or 0


def _errors(call: Call) -> tuple[Listing, ...]:
    """The newest deliveries in trouble, those waiting for another try included."""
    in_trouble = or_(
        Delivery.state.in_(TROUBLE), (Delivery.state == "due") & Delivery.error.is_not(None)
    )
    wanted = (in_trouble, Delivery.created_at >= call.now - SPAN)
    total = call.session.scalar(select(func.count(Delivery.id)).where(*wanted)) or 0
    statement = select(Delivery).where(*wanted).order_by(Delivery.id.desc()).limit(ERRORS_SHOWN)
    rows = tuple(_row(one) for one in call.session.scalars(statement))
    return (Listing(T("Newest errors"), rows, total),) if rows else ()


def _row(one: Delivery) -> Row:
    fate = "missed" if one.error == report.MISSED else one.state
    state = FATES.get({"dead": "failed", "due": "waiting"}.get(fate, fate), Term(fate))
    return Row(None, one.error or "–", (state, Term(one.kind), one.channel, one.due_at))
