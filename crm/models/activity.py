"""What was done with a customer, and what is to be done next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Numbered, link


class Activity(Numbered):
    """A call, e-mail, meeting or note that happened at a moment."""

    __tablename__ = "activity"
    __table_args__ = (Index(None, "workspace_id", "deal_id", "at"),)

    type: Mapped[str] = mapped_column(String(10))
    note: Mapped[str]
    at: Mapped[datetime]
    user_id: Mapped[int | None] = link("user", nullable=True, index=False)
    company_id: Mapped[int | None] = link("company", nullable=True)
    contact_id: Mapped[int | None] = link("contact", nullable=True)
    deal_id: Mapped[int | None] = link("deal", nullable=True, index=False)


class FollowUp(Numbered):
    """A next step that somebody owes at a moment; reminded once when it is due."""

    __tablename__ = "followup"
    __table_args__ = (
        Index(None, "workspace_id", "status", "due_at"),
        Index(None, "workspace_id", "owner_id", "status", "due_at"),
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
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    snoozed: Mapped[int] = mapped_column(default=0)
