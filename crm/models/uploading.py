"""Files sent in Slack to be imported: what they are, how they are understood, how far it got."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Machinery, link


class Upload(Machinery):
    """The files of one message, imported as one plan in the order of their links.

    `files` has for each its name, where it lies, its plan, what the rehearsal said, and its run.
    `owners` says whom a name in the files means; `seen_change_id` is the newest change at the
    rehearsal. `state` is asked, reading, rehearsed, checking, importing, done, cancelled or failed.
    """

    __tablename__ = "upload"
    __table_args__ = (Index(None, "workspace_id", "state"),)

    user_id: Mapped[int] = link("user", index=False)
    channel: Mapped[str]
    thread_ts: Mapped[str | None]
    files: Mapped[list[Any]] = mapped_column(JSON)
    owners: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12))
    delivery_id: Mapped[int | None]
    seen_change_id: Mapped[int | None]
    started_by_id: Mapped[int | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
