"""Escalation: an angry customer's ticket is marked, and whoever takes care of it is told."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from crm.engine import attention, refs
from crm.engine.call import Call
from crm.engine.reply import Notice, Paragraph, Reply
from crm.engine.texts import Mention, T, Value
from crm.models import Ticket, TicketMessage, User
from crm.service import triage

AT_MOST_EVERY = timedelta(hours=1)
MAKES_SENSE_FOR = timedelta(hours=6)
QUOTE = 300


def escalate(call: Call, ticket: Ticket, message: TicketMessage) -> None:
    """Mark a ticket, and tell its assignee in its internal thread, at most once an hour.

    Resolved tickets are left alone. Without an assignee the triage channel is told.
    """
    if ticket.status != "open":
        return
    ticket.escalated = True
    if ticket.alerted_at is None or call.now - ticket.alerted_at >= AT_MOST_EVERY:
        ticket.alerted_at = call.now
        name = ("escalation", f"{ticket.id}:{message.id}:{call.now.isoformat()}")
        triage.tell(call, ticket, name, _alert(call, ticket, message), call.now + MAKES_SENSE_FOR)


def _alert(call: Call, ticket: Ticket, message: TicketMessage) -> Reply:
    return Reply(
        (
            Notice(
                T(
                    "{person}: the mood in {ref} has turned, please look after it.",
                    person=_whom(call, ticket),
                    ref=refs.ref(ticket),
                ),
                "warning",
            ),
            Paragraph(T("{name}: “{text}”", name=message.author, text=message.text[:QUOTE])),
        )
    )


def _whom(call: Call, ticket: Ticket) -> Value:
    statement = select(User).where(User.id == ticket.assignee_id, User.is_active.is_(True))
    assignee = call.session.scalars(statement).one_or_none()
    if assignee is None:
        return T("Nobody has taken this yet")
    wanted = attention.reach(call.session, assignee, "moods", call.now)
    if not wanted.is_wanted or wanted.at > call.now:
        # Named, but not rung for.
        return assignee.name
    return Mention(assignee.slack_id, assignee.name)
