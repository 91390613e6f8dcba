"""What Rapport keeps of the places where it is shown: home tabs, and rooms of records."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Machinery, link


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


class Room(Machinery):
    """A channel that was opened for one record; its header is kept true, and it is archived."""

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel"),
        UniqueConstraint("workspace_id", "kind", "record_id"),
    )

    channel: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int]
    topic: Mapped[str | None]
    bookmark: Mapped[str | None]
    opened_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
