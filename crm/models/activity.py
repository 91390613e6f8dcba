"""What was done with a customer, and what is to be done next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Numbered, link


class Activity(Numbered):
    """A call, e-mail, meeting or note that happened at a moment.

    `record_kind` and `record_id` name what else it was about: a lead, a ticket, a quote.
    """

    __tablename__ = "activity"
    __table_args__ = (
        Index(None, "workspace_id", "deal_id", "at"),
        Index(None, "workspace_id", "record_kind", "record_id"),
    )

    type: Mapped[str] = mapped_column(String(10))
    note: Mapped[str]
    at: Mapped[datetime]
    user_id: Mapped[int | None] = link("user", nullable=True, index=False)
    company_id: Mapped[int | None] = link("company", nullable=True)
    contact_id: Mapped[int | None] = link("contact", nullable=True)
    deal_id: Mapped[int | None] = link("deal", nullable=True, index=False)
    record_kind: Mapped[str | None] = mapped_column(String(40))
    record_id: Mapped[int | None] = mapped_column(BigInteger)
    minutes: Mapped[int | None]
    mood: Mapped[str | None] = mapped_column(String(10))
    mood_score: Mapped[float | None]
    source: Mapped[str | None]
    archived_at: Mapped[datetime | None]


class FollowUp(Numbered):
    """A next step that somebody owes at a moment; reminded once when it is due.

    `record_kind` and `record_id` name what else it is about: a lead, a quote, a contract.
    """

    __tablename__ = "followup"
    __table_args__ = (
        Index(None, "workspace_id", "status", "due_at"),
        Index(None, "workspace_id", "owner_id", "status", "due_at"),
        Index(None, "workspace_id", "record_kind", "record_id"),
    )

    subject: Mapped[str]
    type: Mapped[str] = mapped_column(String(10), default="task")
    status: Mapped[str] = mapped_column(String(10), default="open")
    owner_id: Mapped[int] = link("user", index=False)
    due_at: Mapped[datetime]
    whole_day: Mapped[bool] = mapped_column(default=False)
    deal_id: Mapped[int | None] = link("deal", nullable=True)
    company_id: Mapped[int | None] = link("company", nullable=True)
    contact_id: Mapped[int | None] = link("contact", nullable=True)
    ticket_id: Mapped[int | None] = link("ticket", nullable=True)
    record_kind: Mapped[str | None] = mapped_column(String(40))
    record_id: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    snoozed: Mapped[int] = mapped_column(default=0)
