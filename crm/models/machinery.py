"""The tables the engine keeps for itself: keys of what came in, numbers, long work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Machinery, link


class InboundEvent(Machinery):
    """The key of a delivery that was carried out; the same key does nothing a second time.

    `state` is done; parked: kept until the courier knows whether its thread is ours; or owed: a
    command that follows from one that was carried out.
    """

    __tablename__ = "inbound_event"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index(None, "workspace_id", "state"),
    )

    key: Mapped[str]
    state: Mapped[str] = mapped_column(String(10), default="done")
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    received_at: Mapped[datetime]


class Counter(Machinery):
    """The last number given to a kind of record; numbers are never given twice."""

    __tablename__ = "counter"
    __table_args__ = (UniqueConstraint("workspace_id", "kind"),)

    kind: Mapped[str] = mapped_column(String(20))
    last: Mapped[int]


class Job(Machinery):
    """Long work in small commits: one changeset, stored progress, resumed after a crash."""

    __tablename__ = "job"

    kind: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), default="queued")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    changeset_id: Mapped[int | None] = link("changeset", nullable=True)
    user_id: Mapped[int | None] = link("user", nullable=True, index=False)
    owner: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
