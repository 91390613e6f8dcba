"""What goes out: subscriptions, what is owed to a place, its buttons, threads with a record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Machinery, Numbered, link


class Digest(Numbered):
    """A subscription: what is posted, where, by which rule in which zone and language."""

    __tablename__ = "digest"

    kind: Mapped[str] = mapped_column(String(20), default="pipeline")
    channel: Mapped[str]
    rule: Mapped[str]
    zone: Mapped[str]
    language: Mapped[str]
    user_id: Mapped[int] = link("user")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class ScheduleMark(Machinery):
    """Up to which planned moment a digest's occurrences have been turned into deliveries."""

    __tablename__ = "schedule_mark"
    __table_args__ = (UniqueConstraint("workspace_id", "rule"),)

    rule: Mapped[str]
    until: Mapped[datetime]


class Thread(Machinery):
    """A thread bound to one record: what is said in it is about that record."""

    __tablename__ = "thread"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel", "thread_ts"),
        Index(None, "workspace_id", "kind", "record_id"),
    )

    channel: Mapped[str]
    thread_ts: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int]
    audience: Mapped[str] = mapped_column(String(10), default="internal")


class ThreadLink(Machinery):
    """A further record, of another kind, that a bound thread is also about."""

    __tablename__ = "thread_link"
    __table_args__ = (UniqueConstraint("workspace_id", "thread_id", "kind"),)

    thread_id: Mapped[int] = link("thread")
    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int]


class Delivery(Machinery):
    """One message due to one place.

    States: held, due, sending, sent, unconfirmed, failed, dead, cancelled. `rule` and `occurrence`
    make it unique: the same thing is owed once, whoever computes it.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("workspace_id", "rule", "occurrence"),
        Index(None, "workspace_id", "state", "due_at"),
        Index(None, "workspace_id", "record_kind", "record_id"),
        Index(None, "workspace_id", "channel", "ts"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    rule: Mapped[str]
    occurrence: Mapped[str]
    channel: Mapped[str]
    thread_ts: Mapped[str | None]
    edits_id: Mapped[int | None] = link("delivery", nullable=True)
    language: Mapped[str | None] = mapped_column(String(10))
    zone: Mapped[str | None]
    user_id: Mapped[int | None] = link("user", nullable=True, index=False)
    audience: Mapped[str] = mapped_column(String(10), default="internal")
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    record_kind: Mapped[str | None] = mapped_column(String(20))
    record_id: Mapped[int | None]
    changeset_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(12), default="due")
    due_at: Mapped[datetime]
    next_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    planned_at: Mapped[datetime | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    attempt: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    first_try_at: Mapped[datetime | None]
    ts: Mapped[str | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class ChannelPace(Machinery):
    """When a channel may next be posted to: one post a second, later after a 429."""

    __tablename__ = "channel_pace"
    __table_args__ = (UniqueConstraint("workspace_id", "channel"),)

    channel: Mapped[str]
    next_at: Mapped[datetime]


class ButtonToken(Machinery):
    """What one button of one message does, once; the token is all that travels through Slack.

    Buttons of one `bundle` are alternatives: when one is pressed, all are used.
    """

    __tablename__ = "button_token"
    __table_args__ = (
        UniqueConstraint("token"),
        Index(None, "workspace_id", "bundle"),
    )

    token: Mapped[str]
    bundle: Mapped[str | None]
    command: Mapped[str]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    choice: Mapped[str | None]
    label: Mapped[dict[str, Any]] = mapped_column(JSON)
    opens: Mapped[bool] = mapped_column(default=False)
    is_reusable: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    used_by_id: Mapped[int | None] = link("user", nullable=True, index=False)
