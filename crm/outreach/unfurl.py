"""Records that are named in a message: shown where everybody who reads it may see them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.engine import permission, post, refs, settings, threads
from crm.engine.call import Call
from crm.engine.post import Owed
from crm.engine.reply import Card, Record, Reply
from crm.models import Channel, Delivery, Numbered, User
from crm.outreach.cards import shown
from crm.people import user

# A reference that stands alone; a lower-case d-4 or a part number A-4-B is none.
NAMED = re.compile(r"(?<![\w/#.@-])((?:CO|[CLDQKPFTMGOA])-[1-9][0-9]{0,8})(?![\w-]|\.\w)")
# Our own links end so.
LINK = re.compile(r"^https?://[^\s/]+/r/((?:CO|[A-Z])-[1-9][0-9]{0,8})/?$")
MOST = 3
# Of a channel with more people it is not worked out who may see what.
MOST_READERS = 200
# What was shown there a moment ago is not shown again.
QUIET = timedelta(minutes=10)
RULE = "unfurl"


def named(text: str) -> list[str]:
    """The references in a text, each once, at most three."""
    return list(dict.fromkeys(NAMED.findall(text)))[:MOST]


def linked(url: str) -> str | None:
    """The reference that one of our own links names."""
    found = LINK.match(url)
    return found[1] if found else None


def visible(call: Call, said: Collection[str]) -> Iterator[Numbered]:
    """The records that references name, as far as the caller sees them."""
    for text in said:
        known = refs.read(text)
        if known is None:
            continue
        model, number = known
        statement = select(model).where(model.number == number)
        row = call.session.scalars(permission.visible(statement, call.caller, model)).one_or_none()
        if row is not None:
            yield row


def all_see(session: Session, row: Numbered, readers: Collection[str]) -> bool:
    """Whether every one of these people (Slack ids) may see a record; guests never do."""
    if not readers or len(readers) > MOST_READERS:
        return False
    own = settings.read(session)
    known = list(session.scalars(select(User).where(User.slack_id.in_(readers))))
    if len(known) < len(set(readers)):
        return False
    return all(
        permission.may_see(session, user.caller_of(session, person, own), row) for person in known
    )


def is_ours_alone(session: Session, channel: str) -> bool:
    """Whether we know a channel, are in it, and nobody of another company reads there."""
    statement = select(Channel).where(Channel.slack_id == channel)
    row = session.scalars(statement).one_or_none()
    return row is not None and row.is_member and not row.is_external and not row.is_archived


def is_news(call: Call, row: Numbered, channel: str, thread_ts: str | None) -> bool:
    """Whether the record was not shown there a moment ago, and the thread is not its own."""
    kind = row.__tablename__
    if threads.records(call.session, channel, thread_ts).get(kind) == row.id:
        return False
    lately = select(func.count(Delivery.id)).where(
        Delivery.record_kind == kind,
        Delivery.record_id == row.id,
        Delivery.channel == channel,
        Delivery.created_at > call.now - QUIET,
    )
    return not call.session.scalar(lately)


def card(call: Call, row: Numbered) -> Card | None:
    """A record as it is shown beside a message: without the steps, which come with the record."""
    made = shown.card(call, row)
    return replace(made, note=None) if made else None


def show(call: Call, row: Numbered, place: tuple[str, str], message_ts: str) -> None:
    """Post a record's card into a thread (channel, ts), once for a message."""
    channel, thread_ts = place
    made = card(call, row)
    if made is None:
        return
    known = call.session.scalars(select(Channel).where(Channel.slack_id == channel)).one()
    at_home = replace(call.place, channel=channel, language=known.language, zone=known.zone)
    owed = Owed(
        channel=channel,
        thread_ts=thread_ts,
        rule=RULE,
        occurrence=f"{channel}:{message_ts}:{refs.ref(row)}",
        kind="card",
        reader=post.reader_of(at_home, call),
        due_at=call.now,
        user_id=call.caller.user_id,
    )
    post.post(call, owed, Reply((made,), about=Record(row.__tablename__, row.id)))
