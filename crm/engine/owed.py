"""Commands that follow from one that was carried out: owed from its commit until they are done.

They are kept under their own inbound keys, so that the door takes each once, whether what runs
them is the process that made them or, after a crash, the tick of any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm.engine import sql
from crm.engine.call import Call
from crm.engine.reply import Next
from crm.models import Base, InboundEvent

OWED = "owed"
KEPT = timedelta(days=1)
INBOUND = Base.metadata.tables[InboundEvent.__tablename__]


def keep(call: Call, following: Sequence[Next]) -> None:
    """Keep what follows from a call, in the call's own unit of work."""
    for one in following:
        values = {
            "workspace_id": call.workspace_id,
            "key": one.key,
            "state": OWED,
            "received_at": call.now,
            "payload": {"command": one.command, "fields": dict(one.fields)},
        }
        sql.insert_once(call.session, INBOUND, values)


def lying(session: Session, before: datetime) -> list[Next]:
    """What was owed before a moment and is not done yet, the oldest first; at most 100."""
    statement = (
        select(InboundEvent.key, InboundEvent.payload)
        .where(InboundEvent.state == OWED, InboundEvent.received_at < before)
        .order_by(InboundEvent.id)
        .limit(100)
    )
    return [Next(kept["command"], kept["fields"], key) for key, kept in session.execute(statement)]


def give_up(session: Session, now: datetime) -> int:
    """Close what was refused for a whole day; how many."""
    statement = (
        update(InboundEvent)
        .where(InboundEvent.state == OWED, InboundEvent.received_at < now - KEPT)
        .values(state="done", payload=None)
        .returning(InboundEvent.id)
    )
    return len(session.execute(statement).all())
