"""Rooms: a channel of its own for a record, opened on demand and archived when it is closed.

What a room should be is decided here; Slack is asked by `bot/deliver/rooms`, step by step.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import permission, post, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotFound, NotUnderstood
from crm.engine.post import Owed
from crm.engine.reply import Card, Notice, Record, Reply
from crm.engine.texts import Reader, T, Text
from crm.language import fields
from crm.language.form import Form
from crm.models import Delivery, Numbered, Room, User, Watch
from crm.outreach.assign import COLUMNS
from crm.outreach.cards import shown
from crm.people import steps, user

KINDS = frozenset({"deal", "ticket", "lead", "company"})
OVER = {"deal": ("open",), "ticket": ("open",), "lead": ("new", "working", "qualified")}
NO_NAME = re.compile(r"[^\w-]+")
LONGEST = 60


class OpenRoom(Form):
    """A record, and who may read its room: the invited alone, or all who work here."""

    record: Annotated[Numbered, fields.Anything()]
    visibility: Annotated[str, fields.Choice("private", "public")] = "private"


class OneRoom(Form):
    """A record that has a room."""

    record: Annotated[Numbered, fields.Anything()]


@command("room", effect="outward")
def start(call: Call, form: OpenRoom) -> Reply:
    """Open a channel for a record and invite who takes care of it."""
    row = form.record
    if row.__tablename__ not in KINDS:
        raise NotUnderstood(T("Only deals, tickets, leads and companies have rooms."))
    if is_over(row):
        raise Conflict(T("{ref} is closed; open it again first.", ref=refs.ref(row)))
    room = of(call.session, row)
    if room is not None and room.state == "open":
        told = T("{ref} has a room: #{channel}.", ref=refs.ref(row), channel=room.name)
        room.stale_at = call.now
        return Reply((Notice(told),))
    _want(call, row, room, is_private=form.visibility == "private")
    told = T("I am opening #{channel} for {ref}.", channel=slug(row), ref=refs.ref(row))
    return Reply((Notice(told, "success"),))


@command("room close", effect="outward")
def close(call: Call, form: OneRoom) -> Reply:
    """Archive the channel of a record."""
    room = of(call.session, form.record)
    if room is None or room.state not in {"open", "wanted"}:
        raise NotFound(
            T("{ref} has no room.", ref=refs.ref(form.record)),
            next_step=T("Open one with {example}.", example=f"/crm room {refs.ref(form.record)}"),
        )
    room.state, room.stale_at = "closing", call.now
    told = T("#{channel} is being archived.", channel=room.name)
    return Reply((Notice(told, "success"),))


def of(session: Session, row: Numbered) -> Room | None:
    """The room of a record, open or not."""
    here = Room.kind == row.__tablename__, Room.record_id == row.id
    return session.scalars(select(Room).where(*here)).one_or_none()


def slug(row: Numbered) -> str:
    """A channel's name as Slack takes it: lower case, no spaces, letters of any script."""
    words = NO_NAME.sub("-", f"{refs.ref(row)} {steps.title(row)}".casefold())
    return re.sub(r"[-_]{2,}", "-", words).strip("-_")[:LONGEST].rstrip("-_")


def _want(call: Call, row: Numbered, room: Room | None, *, is_private: bool) -> None:
    if room is None:
        room = Room(kind=row.__tablename__, record_id=row.id, opened_at=call.now)
        call.session.add(room)
    if room.archived_at is not None:
        # Slack lets no app open an archived channel again: a new one takes its place.
        room.channel = room.topic = room.title = room.bookmark = room.archived_at = None
    room.name, room.is_private, room.state = slug(row), is_private, "wanted"
    room.user_id, room.attempt, room.error = call.caller.user_id, 0, None
    room.opened_at = room.stale_at = call.now
    call.session.flush()


def is_over(row: Numbered | None) -> bool:
    """Whether there is nothing more to do in a record's room."""
    if row is None or getattr(row, "archived_at", None) is not None:
        return True
    going = OVER.get(row.__tablename__)
    return going is not None and getattr(row, "status", going[0]) not in going


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a room should be now: who is to be there (Slack ids), its card, what closed it."""

    people: tuple[str, ...]
    card: Card | None
    title: str
    reader: Reader
    over: Text | None


def wanted(call: Call, room: Room) -> Wanted:
    """What a room should be; the call is the clock's, bound to the session."""
    model = refs.MODELS[room.kind]
    row = call.session.get(model, (call.workspace_id, room.record_id))
    reader = Reader(call.settings.language, call.settings.zone)
    if row is None:
        return Wanted((), None, room.name, reader, T("The record is gone."))
    over = T("{ref} is closed: this room is archived.", ref=refs.ref(row)) if is_over(row) else None
    title = f"{refs.ref(row)} {steps.title(row)}"
    in_language = replace(
        call, caller=replace(call.caller, language=reader.language, zone=reader.zone)
    )
    return Wanted(_people(call, room, row), shown.card(in_language, row), title, reader, over)


def _people(call: Call, room: Room, row: Numbered) -> tuple[str, ...]:
    """Whoever takes care of it, watches it, or asked for the room, and may see the record."""
    watching = select(Watch.user_id).where(
        Watch.record_kind == room.kind, Watch.record_id == room.record_id
    )
    ids = {room.user_id, getattr(row, COLUMNS[room.kind]), *call.session.scalars(watching)}
    people = select(User).where(
        User.id.in_({one for one in ids if one}),
        User.is_active.is_(True),
        User.is_outsider.is_(False),
        User.slack_id != user.LOCAL_ADMIN,
    )
    return tuple(
        person.slack_id
        for person in call.session.scalars(people.order_by(User.id))
        if permission.may_see(
            call.session, user.caller_of(call.session, person, call.settings), row
        )
    )


def say(call: Call, room: Room, reply: Reply, occurrence: str) -> Delivery:
    """Post into a room, once by its occurrence."""
    assert room.channel is not None
    owed = Owed(
        channel=room.channel,
        rule=f"room:{room.id}",
        occurrence=f"{room.channel}:{occurrence}",
        kind="card" if reply.about else "message",
        reader=Reader(call.settings.language, call.settings.zone),
        due_at=call.now,
        user_id=room.user_id,
    )
    return post.post(call, owed, reply)


def about(room: Room) -> Record:
    """The record of a room."""
    return Record(room.kind, room.record_id)
