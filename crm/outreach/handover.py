"""Somebody left: their open work is offered to the team's manager, and handed over in one go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from sqlalchemy import ColumnElement, func, or_, select

from crm.engine import post
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotAllowed, NotFound
from crm.engine.permission import ADMIN, LEADERS
from crm.engine.reply import Actions, Button, Fact, Facts, Notice, Reply, View
from crm.engine.texts import T
from crm.language import fields
from crm.language.fields.base import Reading
from crm.language.fields.person import MENTION
from crm.language.form import Form
from crm.models import Company, Contact, Deal, FollowUp, Lead, Ticket, User
from crm.people import steps
from crm.people.user import leaders

# So many rows change hands at once, so that nobody waits for the store; the rest by a button.
MOST = 500
OPEN_LEADS = ("new", "working", "qualified")
WORK: tuple[tuple[type[Any], str, Any, tuple[ColumnElement[bool], ...]], ...] = (
    (Deal, "owner_id", T("Open deals"), (Deal.status == "open", Deal.archived_at.is_(None))),
    (
        Lead,
        "owner_id",
        T("Open leads"),
        (Lead.status.in_(OPEN_LEADS), Lead.archived_at.is_(None)),
    ),
    (Ticket, "assignee_id", T("Open tickets"), (Ticket.status == "open",)),
    (FollowUp, "owner_id", T("Open follow-ups"), (FollowUp.status == "open",)),
    (Company, "owner_id", T("Companies"), (Company.archived_at.is_(None),)),
    (Contact, "owner_id", T("Contacts"), (Contact.archived_at.is_(None),)),
)


class Leaver(fields.Person):
    """A member, whether still here or not; written as @handle."""

    element = "text"

    def parse(self, text: str, reading: Reading) -> User:
        """The person that the text names; raises `NotFound` where nobody is called so."""
        mention = MENTION.fullmatch(text.strip())
        said = text.strip().removeprefix("@").casefold()
        named = (
            User.slack_id == mention[1]
            if mention
            else or_(
                func.lower(User.handle) == said,
                func.lower(User.name) == said,
                func.lower(User.email) == said,
            )
        )
        # Those who left first: a name may have been given to somebody new.
        statement = select(User).where(named).order_by(User.is_active, User.id).limit(1)
        found = reading.session.scalars(statement).first()
        if found is None:
            raise NotFound(
                T("I know nobody here called “{text}”.", text=text[:60]),
                next_step=T("Mention a person, or write the handle like @ana."),
            )
        return found

    def show(self, value: User) -> str:
        """The handle: Slack shows no mention of those who left."""
        return f"@{value.handle}"


class HandOver(Form):
    """Whose open work it is, and who takes it; me, unless said otherwise."""

    leaver: Annotated[User, Leaver()]
    heir: Annotated[User, fields.Person(default_me=True, takes_me=True)]


@command("handover", may=LEADERS, effect="change")
def give(call: Call, form: HandOver) -> Reply:
    """Hand over the open work of somebody who left."""
    leaver, heir = form.leaver, form.heir
    _allow(call, leaver)
    if leaver.id == heir.id:
        raise Conflict(T("That is one and the same person."), field="heir")
    counts = _counts(call, leaver)
    if not counts:
        return Reply((Notice(T("{name} has no open work.", name=leaver.name)),))
    moved = 0
    for model, column, _, conditions in WORK:
        mine = getattr(model, column) == leaver.id
        statement = select(model).where(mine, *conditions).order_by(model.id)
        for row in call.session.scalars(statement.limit(MOST - moved)) if moved < MOST else ():
            setattr(row, column, heir.id)
            moved += 1
    call.session.flush()
    _tell(call, leaver, heir, moved)
    said = T(
        "{n} record of {leaver} now is with {heir}.",
        "{n} records of {leaver} now are with {heir}.",
        n=moved,
        leaver=leaver.name,
        heir=heir.name,
    )
    rest = sum(counts.values()) - moved
    return Reply((Notice(said, "success"), *_rest(leaver, heir, rest), *steps.undo_row(call)))


def offer(call: Call, leaver: User) -> int:
    """Tell the team's managers, else the admins, what somebody who left had still to do.

    Called inside the changeset that notes the leaving; returns how many people were told.
    """
    counts = _counts(call, leaver)
    if not counts:
        return 0
    views: tuple[View, ...] = (
        Notice(T("{name} is not here any more and leaves open work.", name=leaver.name), "warning"),
        Facts(tuple(Fact(label, n) for label, n in counts.items())),
        Actions(_ways(leaver)),
    )
    told = leaders(call.session, leaver)
    for person in told:
        name = ("left", f"{leaver.id}:{call.changeset_id}:{person.id}")
        post.to_person(call, person, name, "alert", Reply(views))
    return len(told)


def _ways(leaver: User) -> tuple[Button, ...]:
    named = {"leaver": f"@{leaver.handle}"}
    return (
        Button(T("Hand it over"), "handover", named, opens=True, is_reusable=True, style="primary"),
        Button(T("I take it all"), "handover", {**named, "heir": "me"}),
    )


def _rest(leaver: User, heir: User, rest: int) -> Iterator[View]:
    if rest > 0:
        given = {"leaver": f"@{leaver.handle}", "heir": f"<@{heir.slack_id}>"}
        yield Notice(T("{n} more are still to be handed over.", n=rest))
        yield Actions((Button(T("Hand over the next"), "handover", given),))


def _counts(call: Call, leaver: User) -> dict[Any, int]:
    """How much open work of each kind somebody has, by label; kinds without any are left out."""
    found = {}
    for model, column, label, conditions in WORK:
        mine = getattr(model, column) == leaver.id
        n = call.session.scalar(select(func.count(model.id)).where(mine, *conditions)) or 0
        if n:
            found[label] = n
    return found


def _allow(call: Call, leaver: User) -> None:
    """An admin hands over anybody's work, a manager her team's."""
    if ADMIN in call.caller.roles:
        return
    if call.caller.team_id is None or leaver.team_id != call.caller.team_id:
        raise NotAllowed(
            T("{name} is not in your team.", name=leaver.name),
            next_step=T("An admin can hand over the work of anybody."),
        )


def _tell(call: Call, leaver: User, heir: User, moved: int) -> None:
    """Tell the heir, unless they took it themselves."""
    if heir.id == call.caller.user_id:
        return
    told = T(
        "{name} gave you the open work of {leaver}: {n} records.",
        name=call.caller.name,
        leaver=leaver.name,
        n=moved,
    )
    name = ("assigned", f"{call.changeset_id or call.key}:handover:{heir.id}")
    post.to_person(call, heir, name, "alert", Reply((Notice(told),)))
