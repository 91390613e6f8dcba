"""The digest: its sections in order, for one person's eyes and in that person's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crm.engine import post
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.permission import LEADERS
from crm.engine.post import Owed
from crm.engine.reply import Actions, Button, Heading, Next, Notice, Reply, Small, View
from crm.engine.texts import Day, Joined, Local, T
from crm.insight import outcome, receipt
from crm.insight.receipt import Receipt
from crm.language.form import Form
from crm.outreach import turn
from crm.outreach.sections import followups, moods, quality
from crm.outreach.subscription import place_of
from crm.people.quality import figures
from crm.people.quality.figures import Figures
from crm.sales import pipeline

LATE = timedelta(seconds=60)
DAYS_TOLD = 10
SECTIONS: tuple[Callable[[Call], tuple[View, ...]], ...] = (
    outcome.section,
    pipeline.section,
    lambda call: (pipeline.at_risk(call),),
    lambda call: (followups.missed(call),),
    moods.section,
    outcome.win_chances,
    quality.section,
)


class Nothing(Form):
    """Nothing more to say."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Of a scheduled digest: when it was due, and the days whose digests were missed before."""

    due_at: datetime
    missed: tuple[date, ...] = ()


def compose(call: Call, planned: Planned | None = None) -> Reply:
    """The digest of what the caller may see, in a constant number of reading statements."""
    views = [view for section in SECTIONS for view in section(call)]
    about = Small(T("As of {at}, for {name}", at=_at(call), name=call.caller.name))
    return Reply((Heading(T("Digest")), about, *_notices(call, planned), *views, _steps()))


def _at(call: Call) -> Local:
    return Local(call.now, call.caller.zone)


def _notices(call: Call, planned: Planned | None) -> tuple[View, ...]:
    if planned is None:
        return ()
    found = []
    if call.now - planned.due_at > LATE:
        due = Local(planned.due_at, call.caller.zone)
        found.append(Notice(T("This digest is late: it was due {at}.", at=due), "warning"))
    if planned.missed:
        days = Joined(tuple(Day(day) for day in planned.missed[-DAYS_TOLD:]), "; ")
        text = T(
            "{n} digest was missed: {days}",
            "{n} digests were missed: {days}",
            n=len(planned.missed),
            days=days,
        )
        found.append(Notice(text, "warning"))
    return tuple(found)


def _steps() -> Actions:
    return Actions(
        (
            Button(T("Deals"), "deal list", is_reusable=True),
            Button(T("Follow-ups"), "followup list", is_reusable=True),
            Button(T("Tickets"), "ticket list", is_reusable=True),
        )
    )


def _composed(call: Call, _form: Nothing) -> Reply:
    """The digest, made while no lock is held; refused where other companies would read it."""
    if call.place.channel is not None and call.place.is_member:
        place_of(call)
    return compose(call)


@command("digest now", may=LEADERS, effect="outward", prepare=_composed)
def now(call: Call, form: Nothing) -> Reply:
    """Post the digest here now."""
    del form
    made: Reply = call.context["prepared"]
    assert call.changeset_id is not None
    then = (Next("digest receipts", {}, key=f"receipts:{call.changeset_id}"),)
    if call.place.channel is None or not call.place.is_member:
        return Reply(made.views, is_public=True, then=then)
    owed = Owed(
        channel=place_of(call),
        thread_ts=call.place.thread_ts,
        rule=post.REPLY,
        occurrence=str(call.changeset_id),
        kind="digest",
        reader=call.reader,
        due_at=call.now,
        user_id=call.caller.user_id,
    )
    post.post(call, owed, made)
    return Reply((Small(T("The digest is on its way.")),), then=then)


@command("digest preview")
def preview(call: Call, form: Nothing) -> Reply:
    """Show me the digest, and nobody else."""
    del form
    return compose(call)


def _due(call: Call, _form: Nothing) -> tuple[list[Receipt], list[Figures]]:
    return receipt.due(call), quality.counted(call)


@command("digest receipts", effect="change", surface="inside", prepare=_due)
def keep_receipts(call: Call, form: Nothing) -> Reply:
    """Write down what a digest predicted, and this week's quality of the data."""
    del form
    turn.take(call.session)
    receipts, counts = call.context["prepared"]
    receipt.keep(call.session, receipts, call.now)
    receipt.settle(call.session)
    figures.keep(call, counts)
    return Reply()
