"""What Rapport keeps of questions: the last one of a conversation, choices learned, alerts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Id, Machinery, Tenant, link


class Dialogue(Machinery):
    """The last question that a person asked in a place, so that *those over 50k* has a list.

    `question` is the list as data, `rows` the references of the page that was shown.
    """

    __tablename__ = "dialogue"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id", "channel", "thread_ts"),)

    user_id: Mapped[int] = link("user", index=False)
    channel: Mapped[str] = mapped_column(String(40))
    thread_ts: Mapped[str] = mapped_column(String(40))
    question: Mapped[dict[str, Any]]
    rows: Mapped[list[Any]]
    asked_at: Mapped[datetime]


class Learned(Machinery):
    """What unclear words were said to mean in this workspace: *recently* as the last 30 days."""

    __tablename__ = "learned"
    __table_args__ = (UniqueConstraint("workspace_id", "words"),)

    words: Mapped[str] = mapped_column(String(80))
    instead: Mapped[str] = mapped_column(String(200))
    user_id: Mapped[int] = link("user", index=False)
    learned_at: Mapped[datetime]


class Alert(Tenant):
    """A list that is asked anew by itself; what has come to it is told to its person."""

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id", "name_key"),)

    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(200))
    question: Mapped[dict[str, Any]]
    user_id: Mapped[int] = link("user", index=False)
    channel: Mapped[str] = mapped_column(String(40))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class AlertSeen(Machinery):
    """A record that an alert has told of, or that was in its list from the beginning.

    It is tied to no row: an alert that is taken back and put back still knows what it told.
    """

    __tablename__ = "alert_seen"
    __table_args__ = (UniqueConstraint("workspace_id", "alert_id", "record_id"),)

    alert_id: Mapped[int] = mapped_column(Id)
    record_id: Mapped[int] = mapped_column(Id)


class AlertLook(Machinery):
    """How far an alert has looked: the changes from and up to which, the whole list, the telling.

    Each change is looked at twice, by two ticks: one that was numbered early and committed late
    is not passed over.
    """

    __tablename__ = "alert_look"
    __table_args__ = (UniqueConstraint("workspace_id", "alert_id"),)

    alert_id: Mapped[int] = mapped_column(Id)
    from_change: Mapped[int] = mapped_column(Id)
    to_change: Mapped[int] = mapped_column(Id)
    whole_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
