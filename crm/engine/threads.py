"""Which thread is about which record: one main record a thread, others linked by kind."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine.reply import Record
from crm.models import Thread, ThreadLink


def bind(
    session: Session,
    channel: str,
    thread_ts: str,
    record: Record,
    audience: Literal["internal", "everyone"] = "internal",
) -> Thread:
    """Bind a thread to a record; later records of other kinds are linked beside it."""
    thread = of(session, channel, thread_ts)
    if thread is None:
        thread = Thread(
            channel=channel,
            thread_ts=thread_ts,
            kind=record.kind,
            record_id=record.id,
            audience=audience,
        )
        session.add(thread)
        session.flush()
    elif thread.kind == record.kind:
        thread.record_id = record.id
    else:
        _link(session, thread, record)
    return thread


def _link(session: Session, thread: Thread, record: Record) -> None:
    statement = select(ThreadLink).where(
        ThreadLink.thread_id == thread.id, ThreadLink.kind == record.kind
    )
    link = session.scalars(statement).one_or_none()
    if link is None:
        session.add(ThreadLink(thread_id=thread.id, kind=record.kind, record_id=record.id))
    else:
        link.record_id = record.id
    session.flush()


def of(session: Session, channel: str, thread_ts: str) -> Thread | None:
    """The binding of a thread, if it has one."""
    statement = select(Thread).where(Thread.channel == channel, Thread.thread_ts == thread_ts)
    return session.scalars(statement).one_or_none()


def records(session: Session, channel: str | None, thread_ts: str | None) -> dict[str, int]:
    """The records that a thread is about, row ids by kind; empty outside bound threads."""
    if channel is None or thread_ts is None:
        return {}
    thread = of(session, channel, thread_ts)
    if thread is None:
        return {}
    links = session.scalars(select(ThreadLink).where(ThreadLink.thread_id == thread.id))
    return {link.kind: link.record_id for link in links} | {thread.kind: thread.record_id}


def bound_to(session: Session, record: Record, audience: str) -> Thread | None:
    """The newest thread of a record: its internal one, or the one that customers see."""
    statement = (
        select(Thread)
        .where(
            Thread.kind == record.kind,
            Thread.record_id == record.id,
            Thread.audience == audience,
        )
        .order_by(Thread.id.desc())
        .limit(1)
    )
    return session.scalars(statement).first()
