"""What Rapport keeps of the places where it is shown: home tabs, posted cards, rooms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Machinery, Tenant, link


class HomeTab(Machinery):
    """A person's Home tab, once they have opened it: only then is it published.

    `seen_id` is the newest changeset that it shows; `tokens` are its buttons and those of the
    one before, so that old ones can be dropped.
    """

    __tablename__ = "home_tab"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"),)

    user_id: Mapped[int] = link("user", index=False)
    opened_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    hash: Mapped[str | None]
    seen_id: Mapped[int] = mapped_column(default=0)
    tokens: Mapped[dict[str, Any] | None]


class PostedCard(Machinery):
    """A record's card that stands in a channel and is not what the record is any more.

    There is a row only once a card had to be edited, or is watched no longer: `ended` says why.
    `edit_id` is its newest edit, `stale_at` since when it is not true.
    """

    __tablename__ = "posted_card"
    __table_args__ = (
        UniqueConstraint("workspace_id", "delivery_id"),
        Index(None, "workspace_id", "stale_at"),
    )

    delivery_id: Mapped[int] = link("delivery", index=False)
    stale_at: Mapped[datetime | None]
    edit_id: Mapped[int | None] = link("delivery", nullable=True, index=False)
    ended: Mapped[str | None] = mapped_column(String(40))


class LookMark(Machinery):
    """Up to which link of the chain a part (cards) has looked at what changed."""

    __tablename__ = "look_mark"
    __table_args__ = (UniqueConstraint("workspace_id", "part"),)

    part: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]


class Room(Machinery):
    """A channel that was opened for one record; its header is kept true, and it is archived.

    States: wanted, open, closing, closed, failed. `topic`, `title` and `bookmark` are what stands
    there now; `stale_at` says since when they may be wrong; `leased_until` who works on it.
    """

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel"),
        UniqueConstraint("workspace_id", "kind", "record_id"),
        Index(None, "workspace_id", "stale_at"),
    )

    channel: Mapped[str | None]
    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int]
    name: Mapped[str]
    is_private: Mapped[bool]
    state: Mapped[str] = mapped_column(String(10), default="wanted")
    topic: Mapped[str | None]
    title: Mapped[str | None]
    bookmark: Mapped[str | None]
    error: Mapped[str | None]
    user_id: Mapped[int | None] = link("user", nullable=True, index=False)
    attempt: Mapped[int] = mapped_column(default=0)
    stale_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class Tour(Machinery):
    """Somebody's tour through Rapport, on a deal of their own that goes when it ends.

    Its records may be undone under it, so that it names them without a link.
    """

    __tablename__ = "tour"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"),)

    user_id: Mapped[int] = link("user", index=False)
    company_id: Mapped[int | None]
    deal_id: Mapped[int | None]
    step: Mapped[int] = mapped_column(default=1)
    began_at: Mapped[datetime]


class Feedback(Machinery):
    """What somebody wrote to whoever runs Rapport here."""

    __tablename__ = "feedback"

    user_id: Mapped[int] = link("user", index=False)
    text: Mapped[str]
    said_at: Mapped[datetime]


class NotificationSetting(Tenant):
    """What reaches a person by itself: the topics turned off, quiet hours, and where it comes.

    `muted` are topics with blanks between; `quiet` is like 22:00-08:00 in the person's own zone;
    `channel` is a channel's Slack id, none is the direct messages with Rapport.
    """

    __tablename__ = "notification_setting"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"),)

    user_id: Mapped[int] = link("user", index=False)
    muted: Mapped[str] = mapped_column(default="")
    quiet: Mapped[str | None] = mapped_column(String(20))
    channel: Mapped[str | None]


class Invitation(Machinery):
    """Rapport, and people with it, wanted in a channel: done in Slack after the commit.

    States: wanted, done, failed. `people` are Slack ids; `user_id` asked for it and is told.
    """

    __tablename__ = "invitation"
    __table_args__ = (Index(None, "workspace_id", "state"),)

    name: Mapped[str]
    people: Mapped[list[Any]]
    user_id: Mapped[int] = link("user", index=False)
    state: Mapped[str] = mapped_column(String(10), default="wanted")
    error: Mapped[str | None]
    attempt: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    asked_at: Mapped[datetime]
