"""Queueing a reply for a place, in the same transaction as the change it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from crm.engine import attention, buttons, insertion
from crm.engine import stored_reply as replies
from crm.engine.call import Call, Place
from crm.engine.reply import Record, Reply
from crm.engine.texts import Reader
from crm.models import Delivery, User

# A reply is owed once because its call is carried out once; nobody needs to look for it.
REPLY = "reply"
Kind = Literal["card", "reminder", "digest", "alert", "message", "edit"]


@dataclass(frozen=True, slots=True)
class Owed:
    """What is due where: `rule` and `occurrence` name it, so that it is owed once.

    `channel` is a channel or, for a DM, a person's Slack id. `audience` everyone leaves out all
    that is internal. `due_at` and `expires_at` are aware UTC; `reader` is whose language and
    zone it is said in.
    """

    channel: str
    rule: str
    occurrence: str
    kind: Kind
    reader: Reader
    due_at: datetime
    thread_ts: str | None = None
    user_id: int | None = None
    audience: Literal["internal", "everyone"] = "internal"
    expires_at: datetime | None = None
    planned_at: datetime | None = None
    edits_id: int | None = None


def post(call: Call, owed: Owed, reply: Reply) -> Delivery:
    """Put a reply into the outbox; sent by the courier after the commit.

    The same (rule, occurrence) is queued once: a second call returns the first one's row. What
    comes to a person by itself comes as that person wants it (`attention`).
    """
    session = call.session
    known = select(Delivery).where(
        Delivery.rule == owed.rule, Delivery.occurrence == owed.occurrence
    )
    row = None if owed.rule == REPLY else session.scalars(known).one_or_none()
    if row is not None:
        return row
    row = _row(call, owed, reply.about)
    if owed.rule != REPLY:
        attention.obey(session, row)
    row.payload = replies.to_json(buttons.arm(session, reply, call))
    return insertion.insert(session, row)


def _row(call: Call, owed: Owed, about: Record | None) -> Delivery:
    return Delivery(
        kind=owed.kind,
        rule=owed.rule,
        occurrence=owed.occurrence,
        channel=owed.channel,
        thread_ts=owed.thread_ts,
        edits_id=owed.edits_id,
        language=owed.reader.language,
        zone=owed.reader.zone,
        user_id=owed.user_id,
        audience=owed.audience,
        record_kind=about.kind if about else None,
        record_id=about.id if about else None,
        changeset_id=call.changeset_id,
        due_at=owed.due_at,
        next_at=owed.due_at,
        planned_at=owed.planned_at,
        expires_at=owed.expires_at,
        created_at=call.now,
    )


def here(call: Call, reply: Reply) -> Delivery:
    """Post a command's public reply where it was asked."""
    place = call.place
    assert place.channel is not None
    occurrence = str(call.changeset_id or call.key)
    return post(
        call,
        Owed(
            channel=place.channel,
            thread_ts=place.thread_ts,
            rule=REPLY,
            occurrence=occurrence,
            kind="card",
            reader=reader_of(place, call),
            due_at=call.now,
            user_id=call.caller.user_id,
            audience="everyone" if place.is_external else "internal",
        ),
        reply,
    )


@dataclass(frozen=True, slots=True)
class Due:
    """When a private message is due, and how long it makes sense; None is now and always."""

    at: datetime | None = None
    planned_at: datetime | None = None
    expires_at: datetime | None = None


def to_person(
    call: Call, user: User, name: tuple[str, str], kind: Kind, reply: Reply, due: Due | None = None
) -> Delivery:
    """Post to a person's DM with Rapport, in that person's language and zone.

    `name` is (rule, occurrence), by which it is owed once.
    """
    when = due or Due()
    owed = Owed(
        channel=user.slack_id,
        rule=name[0],
        occurrence=name[1],
        kind=kind,
        reader=reader_of_person(user),
        user_id=user.id,
        due_at=when.at or call.now,
        planned_at=when.planned_at,
        expires_at=when.expires_at,
    )
    return post(call, owed, reply)


def reader_of_person(user: User) -> Reader:
    """Whose language and zone private messages are said in: the chosen one, else Slack's locale."""
    return Reader(user.language or ("zh" if user.locale.startswith("zh") else "en"), user.zone)


def edit(call: Call, sent: Delivery, reply: Reply, occurrence: str | None = None) -> Delivery:
    """Replace what an earlier delivery shows; it is edited, not posted again.

    Once a changeset, or once each `occurrence` where it is edited again and again.
    """
    owed = Owed(
        channel=sent.channel,
        thread_ts=sent.thread_ts,
        rule=f"edit:{sent.id}",
        occurrence=occurrence or str(call.changeset_id or call.key),
        kind="edit",
        reader=Reader(sent.language or "en", sent.zone or "UTC"),
        due_at=call.now,
        audience="everyone" if sent.audience == "everyone" else "internal",
        edits_id=sent.id,
    )
    return post(call, owed, reply)


def sent_about(call: Call, record: Record, kind: Kind) -> list[Delivery]:
    """The deliveries of a kind about a record that were not cancelled, the newest first."""
    statement = (
        select(Delivery)
        .where(
            Delivery.record_kind == record.kind,
            Delivery.record_id == record.id,
            Delivery.kind == kind,
            Delivery.state != "cancelled",
        )
        .order_by(Delivery.id.desc())
    )
    return list(call.session.scalars(statement))


def reader_of(place: Place, call: Call) -> Reader:
    """The language and zone of a channel's posts: the channel's own, else the workspace's."""
    if place.is_dm:
        return call.reader
    return Reader(place.language or call.settings.language, place.zone or call.settings.zone)
