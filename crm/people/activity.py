"""Activities: calls, e-mails, meetings and notes, as they were held; and what follows from them."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, Missing
from crm.engine.reply import Card, Fact, Record, Reply, Row
from crm.engine.texts import T, Term, Text, say
from crm.language import fields
from crm.language.answers import listed
from crm.language.answers.answer import SHOWN, Shown
from crm.language.fields.base import Claim, Reading
from crm.language.form import Form
from crm.language.query.filter import Leaf, Node, Sort
from crm.language.words import Words
from crm.models import Activity, Company, Contact, Deal, FollowUp, Lead, Numbered, Ticket, User
from crm.people import followup, lifecycle, steps, watch
from crm.people.company import KEEPERS
from nlp import when

TYPES = ("call", "email", "meeting", "note")
FOLLOWS = re.compile(r"(?:\band\s+)?(?:follow[ -]?up|跟进|回访)", re.IGNORECASE)
EDGES = " \t:：,，;；-"


class Whom(fields.Ref[Contact]):
    """A contact, whose name may end with a colon: *with Jane: wants SSO*."""

    def parse(self, text: str, reading: Reading) -> Contact:
        """The contact that the words before the colon name."""
        return super().parse(text.rstrip(EDGES), reading)


class Then(fields.When):
    """The follow-up at the end of a note: *follow up next tue 3pm*; other times stay words."""

    rank = 7

    def claim(self, words: Words, reading: Reading) -> Claim[fields.Planned] | None:
        """The words *follow up* with the time beside them."""
        for first, _, text in words.stretches():
            said = FOLLOWS.search(text)
            times = when.find(text, reading.now, reading.zone) if said else []
            if not said or not times:
                continue
            near = min(times, key=lambda found: _apart(said, found))
            if _apart(said, near) > 2:
                continue
            begins, ends = min(said.start(), near.start), max(said.end(), near.end)
            run = words.covering(first, begins, ends)
            words.claim(run)
            return Claim(run, self.parse(text[near.start : near.end], reading))
        return None


class Held(fields.When):
    """When it was held: only `held_at=…` says so, because a note speaks of other times."""

    is_announced = False

    def claim(self, words: Words, reading: Reading) -> None:
        """Nothing by itself."""
        del words, reading


class Told(fields.Phrase):
    """What was said: the word *note* is a kind of activity, not its keyword."""

    is_announced = False


class LogActivity(Form):
    """What was done, with whom, and what was said; a follow-up may stand at its end."""

    asked_when: ClassVar = {"minutes": ("type", frozenset({"call", "meeting"}))}

    type: Annotated[str, fields.Choice(*TYPES)] = "note"
    contact: Annotated[Contact | None, Whom(Contact)] = None
    deal: Annotated[Deal | None, fields.Ref(Deal)] = None
    lead: Annotated[Lead | None, fields.Ref(Lead, mentions=True)] = None
    ticket: Annotated[Ticket | None, fields.Ref(Ticket)] = None
    company: Annotated[Company | None, fields.Ref(Company, mentions=True)] = None
    minutes: Annotated[int | None, fields.Number(1, 100_000, claims=False)] = None
    held_at: Annotated[fields.Planned | None, Held(past=True)] = None
    follow_up_at: Annotated[fields.Planned | None, Then()] = None
    note: Annotated[str | None, Told(4_000, is_multiline=True)] = None


class EditActivity(Form):
    """An activity, and what of it is to be other than it was."""

    activity: Annotated[Activity, fields.Ref(Activity)]
    type: Annotated[str | None, fields.Choice(*TYPES)] = None
    minutes: Annotated[int | None, fields.Number(1, 100_000, claims=False)] = None
    held_at: Annotated[fields.Planned | None, Held(past=True)] = None
    note: Annotated[str | None, fields.Phrase(4_000, is_multiline=True, keyed=True)] = None


class ShowActivity(Form):
    """An activity, by reference."""

    activity: Annotated[Activity, fields.Ref(Activity)]


class ListActivities(listed.Listed):
    """Which activities: all, or those of a kind or with a customer."""

    where: Annotated[tuple[Node, ...] | None, listed.Filters("activity")] = None
    type: Annotated[str | None, fields.Choice(*TYPES)] = None
    company: Annotated[Company | None, fields.Ref(Company, from_thread=False)] = None
    sort: Annotated[str | None, listed.SortBy("activity", newest=(Sort("at", "desc"),))] = None
    group: Annotated[str | None, listed.GroupBy("activity")] = None


@command("activity log", effect="change", may=KEEPERS)
def log(call: Call, form: LogActivity) -> Reply:
    """Note a call, e-mail or meeting, and plan the follow-up that was agreed."""
    about = _about(form)
    if about is None:
        raise Missing(
            T("Say whom or what it was about."),
            next_step=T("Write it like {example}.", example="log call with Jane: wants SSO"),
            field="contact",
        )
    at = form.held_at.at if form.held_at else call.now
    if at > call.now:
        raise Conflict(T("{moment} is still to come.", moment=at), field="held_at")
    note = (form.note or "").strip(EDGES) or say(Term(form.type), call.reader)
    made = Activity(type=form.type, note=note, at=at, minutes=form.minutes, source=call.source)
    made.user_id = call.caller.user_id
    _link(made, form)
    refs.add(call.session, made)
    planned = _plan(call, form, note)
    watch.tell(call, about, T("{ref}: {note}", ref=refs.ref(about), note=note[:200]))
    views: tuple[Card, ...] = (card(call, made, T("Noted.")),)
    if planned is not None:
        views = (*views, followup.card(call, planned, is_changed=False))
    return Reply(views, is_public=True, about=Record(about.__tablename__, about.id))


@command("activity edit", may=KEEPERS, effect="change")
def edit(call: Call, form: EditActivity) -> Reply:
    """Change what was noted of a call, e-mail or meeting."""
    row, at = form.activity, form.held_at.at if form.held_at else None
    said = {"type": form.type, "minutes": form.minutes, "note": form.note, "at": at}
    if not any(value is not None for value in said.values()):
        raise Missing(
            T("Say what is to be changed."),
            next_step=T("Write it like {example}.", example="activity edit A-1 note=…"),
            field="note",
        )
    if at is not None and at > call.now:
        raise Conflict(T("{moment} is still to come.", moment=at), field="held_at")
    for name, value in said.items():
        if value is not None:
            setattr(row, name, value)
    call.session.flush()
    shown = card(call, row, T("Changed."))
    return Reply((shown,), is_public=True, about=Record("activity", row.id))


@command("activity show")
def show(call: Call, form: ShowActivity) -> Reply:
    """Show an activity."""
    return Reply((card(call, form.activity),), about=Record("activity", form.activity.id))


@command("activity list")
def listing(call: Call, form: ListActivities) -> Reply:
    """List what was done, the newest first."""
    own = []
    if form.type is not None:
        own.append(Leaf("type", "=", form.type))
    if form.company is not None:
        own.append(Leaf("company", "=", refs.ref(form.company)))
    return listed.reply(call, form, "activity", tuple(own), T("Activities"))


def _apart(said: re.Match[str], found: when.Found) -> int:
    return max(found.start - said.end(), said.start() - found.end, 0)


def _about(form: LogActivity) -> Numbered | None:
    rows = (form.deal, form.ticket, form.lead, form.contact, form.company)
    return next((row for row in rows if row is not None), None)


def _link(row: Activity | FollowUp, form: LogActivity) -> None:
    """Tie it to all that was named, and to the company of what was named."""
    linked = (form.deal, form.ticket, form.contact)
    company_ids = (one.company_id for one in linked if one is not None and one.company_id)
    row.company_id = form.company.id if form.company else next(company_ids, None)
    row.deal_id = form.deal.id if form.deal else None
    row.contact_id = form.contact.id if form.contact else None
    other = form.lead or form.ticket
    if other is not None:
        row.record_kind, row.record_id = other.__tablename__, other.id


def _plan(call: Call, form: LogActivity, note: str) -> FollowUp | None:
    if form.follow_up_at is None or call.caller.user_id is None:
        return None
    following = FollowUp(
        subject=f"{say(T('Follow up'), call.reader)}: {note}"[:300],
        owner_id=call.caller.user_id,
        due_at=form.follow_up_at.at,
        whole_day=form.follow_up_at.whole_day,
        created_at=call.now,
    )
    _link(following, form)
    if form.ticket is not None:
        following.ticket_id = form.ticket.id
    return refs.add(call.session, following)


def card(call: Call, activity: Activity, note: Text | None = None) -> Card:
    """An activity as a card."""
    who = call.session.scalar(select(User.name).where(User.id == activity.user_id))
    facts = [
        Fact(T("Type"), Term(activity.type)),
        Fact(T("When"), activity.at),
        Fact(T("By"), who or T("nobody")),
    ]
    with_whom = call.session.scalar(select(Contact.name).where(Contact.id == activity.contact_id))
    at = call.session.scalar(select(Company.name).where(Company.id == activity.company_id))
    known = ((T("Contact"), with_whom), (T("Company"), at), (T("Minutes"), activity.minutes))
    facts += [Fact(label, value) for label, value in known if value]
    title = activity.note[:200]
    return Card(refs.ref(activity), title, tuple(facts), note, steps.undo(call))


def _row(_call: Call, activity: Activity, customer: str | None) -> Row:
    details = (Term(activity.type), customer, activity.at)
    return Row(refs.ref(activity), activity.note[:120], tuple(one for one in details if one))


def _beside(_call: Call) -> tuple[object, ...]:
    named = select(Company.name).where(Company.id == Activity.company_id)
    return (named.correlate(Activity).scalar_subquery(),)


SHOWN["activity"] = Shown(
    _beside, _row, lambda: (Activity.at.desc(), Activity.id.desc()), T("No activities here yet.")
)
lifecycle.declare(Activity, KEEPERS, card, __name__)
