"""Where a ticket's own talk is: the team's triage channel and the ticket's internal thread."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select

from crm.engine import post, threads
from crm.engine.call import Call
from crm.engine.post import Owed
from crm.engine.reply import Record, Reply
from crm.engine.texts import Reader
from crm.models import Channel, Delivery, Ticket

NAMES = ("support", "支持")
CARD = "ticket"


def channel_of(call: Call, ticket: Ticket) -> Channel | None:
    """The triage channel of a ticket's team, else any team's, else the one named *support*.

    Never one that customers read.
    """
    usable = (
        Channel.is_external.is_(False),
        Channel.is_archived.is_(False),
        Channel.is_member.is_(True),
        or_(Channel.triage_team_id.is_not(None), Channel.name.in_(NAMES)),
    )
    found = call.session.scalars(select(Channel).where(*usable).order_by(Channel.id)).all()

    def nearness(channel: Channel) -> tuple[bool, bool]:
        own = ticket.team_id is not None and channel.triage_team_id == ticket.team_id
        return (not own, channel.triage_team_id is None)

    return min(found, key=nearness, default=None)


def announce(call: Call, ticket: Ticket, reply: Reply) -> Channel | None:
    """Post a new ticket's card into the triage channel, where its internal thread begins."""
    channel = channel_of(call, ticket)
    if channel is not None:
        post.post(call, _owed(call, channel, str(ticket.id)), _about(ticket, reply))
    return channel


def tell(call: Call, ticket: Ticket, name: tuple[str, str], reply: Reply, until: datetime) -> None:
    """Post an alert into the internal thread, once by its (rule, occurrence); late after `until`.

    While the thread's first post is on its way, the alert waits behind it for the channel's turn
    and goes into the thread that it begins.
    """
    channel = channel_of(call, ticket)
    thread = threads.bound_to(call.session, Record("ticket", ticket.id), "internal")
    if thread is None and channel is None:
        return
    head = _head(call, ticket)
    place = thread.channel if thread else channel.slack_id if channel else ""
    inside = thread.thread_ts if thread else head.ts if head else None
    owed = Owed(
        channel=place,
        thread_ts=inside,
        rule=name[0],
        occurrence=name[1],
        kind="alert",
        reader=_reader(call, channel),
        due_at=call.now,
        expires_at=until,
    )
    post.post(call, owed, _about(ticket, reply))


def _head(call: Call, ticket: Ticket) -> Delivery | None:
    statement = select(Delivery).where(Delivery.rule == CARD, Delivery.occurrence == str(ticket.id))
    return call.session.scalars(statement).one_or_none()


def _owed(call: Call, channel: Channel, occurrence: str) -> Owed:
    return Owed(
        channel=channel.slack_id,
        rule=CARD,
        occurrence=occurrence,
        kind="card",
        reader=_reader(call, channel),
        due_at=call.now,
    )


def _about(ticket: Ticket, reply: Reply) -> Reply:
    return replace(reply, about=Record("ticket", ticket.id))


def _reader(call: Call, channel: Channel | None) -> Reader:
    own = channel or Channel()
    return Reader(own.language or call.settings.language, own.zone or call.settings.zone)
