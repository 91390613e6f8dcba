"""Reminders: a follow-up that is due becomes a DM to its owner, once for each planned moment."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal, or_, select
from sqlalchemy.orm import Session

from crm.engine import attention, post, refs, settings
from crm.engine.call import CLOCK, Call, Place
from crm.engine.reply import Notice, Reply
from crm.engine.store import Store
from crm.engine.texts import Local, T, Text
from crm.models import Delivery, FollowUp, User
from crm.outreach import turn
from crm.people import followup, user

MORNING = time(9)
LATE = timedelta(seconds=60)
MOST_AT_ONCE = 1_000


def owe(store: Store, workspace_id: int, now: datetime) -> int:
    """Queue a reminder for every open follow-up that is due at `now`; returns how many.

    A reminder has no limit of lateness: it is always sent. One that cannot be made never stops
    the others; its error is raised when they are through.
    """
    with store.read(workspace_id) as session:
        ids = [row.id for row in _owed(session, now)]
    made: list[int] = []
    with ExitStack() as each:
        for followup_id in reversed(ids):
            each.callback(_remind, store, workspace_id, followup_id, now, made)
    return len(made)


def planned(following: FollowUp, zone: str) -> datetime:
    """When a follow-up's owner is reminded: a whole-day one not before 9:00 of the owner's day."""
    if not following.whole_day:
        return following.due_at
    day = following.due_at.astimezone(ZoneInfo(zone)).date()
    return max(following.due_at, datetime.combine(day, MORNING, ZoneInfo(zone)))


def mark_sent(session: Session, following: FollowUp, now: datetime) -> None:
    """Keep a follow-up's reminder as sent long ago, so that nobody is reminded of the past."""
    owner = session.get(User, (following.workspace_id, following.owner_id))
    assert owner is not None
    at = planned(following, owner.zone)
    row = _row(following, owner, now)
    row.state, row.due_at, row.sent_at = "sent", at, at
    session.add(row)


def _name(following: FollowUp, owner: User) -> tuple[str, str]:
    """The rule, and the planned moment on the owner's wall clock; a snoozed one is another."""
    local = planned(following, owner.zone).astimezone(ZoneInfo(owner.zone))
    return f"followup:{following.id}", local.isoformat(timespec="seconds")


def _row(following: FollowUp, owner: User, now: datetime) -> Delivery:
    """A delivery that is only an account: nothing of it is shown anywhere."""
    rule, occurrence = _name(following, owner)
    return Delivery(
        kind="reminder",
        rule=rule,
        occurrence=occurrence,
        channel=owner.slack_id,
        user_id=owner.id,
        due_at=now,
        next_at=now,
        planned_at=planned(following, owner.zone),
        created_at=now,
    )


def _is_owed(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Open, due, and without a reminder for this very moment (of a whole day, its morning)."""
    reminded = exists().where(
        Delivery.workspace_id == FollowUp.workspace_id,
        Delivery.rule == literal("followup:") + cast(FollowUp.id, String),
        or_(
            Delivery.planned_at == FollowUp.due_at,
            and_(FollowUp.whole_day.is_(True), Delivery.planned_at > FollowUp.due_at),
        ),
        or_(Delivery.state != "cancelled", Delivery.error == attention.MUTED),
    )
    return FollowUp.status == "open", FollowUp.due_at <= now, ~reminded


def _owed(session: Session, now: datetime) -> list[FollowUp]:
    statement = (
        select(FollowUp, User.zone)
        .outerjoin(User, User.id == FollowUp.owner_id)
        .where(*_is_owed(now))
        .order_by(FollowUp.due_at, FollowUp.id)
        .limit(MOST_AT_ONCE)
    )
    rows: Any = session.execute(statement)
    return [row for row, zone in rows if planned(row, zone or "UTC") <= now]


def _remind(
    store: Store, workspace_id: int, followup_id: int, now: datetime, made: list[int]
) -> None:
    with store.write(workspace_id) as session:
        turn.take(session)
        statement = select(FollowUp).where(FollowUp.id == followup_id, *_is_owed(now))
        following = session.scalars(statement).one_or_none()
        if following is None:
            return
        call = Call(
            workspace_id, CLOCK, Place(), now, "clock", settings=settings.read(session)
        ).bound(session, None)
        _post(call, following)
    made.append(followup_id)


@dataclass(frozen=True, slots=True)
class _To:
    """Who is reminded, and in whose stead where the owner is gone."""

    user: User
    instead_of: User | None = None


def _post(call: Call, following: FollowUp) -> None:
    owner = call.session.get(User, (following.workspace_id, following.owner_id))
    assert owner is not None
    to = _recipient(call.session, owner)
    if to is None:
        gone = _row(following, owner, call.now)
        gone.state, gone.error = "dead", f"nobody_left_for_{refs.ref(following)}"
        call.session.add(gone)
        return
    at = planned(following, owner.zone)
    comes = attention.reach(call.session, to.user, None, call.now).at
    reply = _with_notes(followup.reminder(call, following), comes, to, at)
    due = post.Due(at=call.now, planned_at=at)
    row = post.to_person(call, to.user, _name(following, owner), "reminder", reply, due)
    if row.state == "cancelled" and row.error != attention.MUTED:
        # Done and then undone before it was sent: it is due after all.
        row.state, row.next_at = "due", call.now


def _recipient(session: Session, owner: User) -> _To | None:
    """The owner; where they were deactivated, their team's manager, else an admin."""
    if owner.is_active:
        return _To(owner)
    found = next(iter(user.leaders(session, owner)), None)
    return _To(found, owner) if found is not None else None


def _with_notes(reply: Reply, comes: datetime, to: _To, at: datetime) -> Reply:
    """Say whose it was, and when it was due where it comes later: quiet hours hold it too."""
    notes: list[Text] = []
    if to.instead_of is not None:
        notes.append(
            T("{name} is not here any more; this was theirs to do.", name=to.instead_of.name)
        )
    if comes - at > LATE:
        due = Local(at, to.user.zone)
        notes.append(T("This reminder is late: it was due {at}.", at=due))
    shown = tuple(Notice(note, "warning") for note in notes)
    return replace(reply, views=(*reply.views, *shown)) if shown else reply
