"""What customers ask for: tickets and the talk about them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Numbered, Tenant, link


class Ticket(Numbered):
    """A customer's question until it is resolved; `channel` is how it came, `csat` 1 to 5."""

    __tablename__ = "ticket"
    __table_args__ = (Index(None, "workspace_id", "status", "opened_at"),)

    subject: Mapped[str]
    status: Mapped[str] = mapped_column(String(10), default="open")
    waiting_for: Mapped[str] = mapped_column(String(10), default="us")
    priority: Mapped[str] = mapped_column(String(10), default="normal")
    company_id: Mapped[int | None] = link("company", nullable=True)
    contact_id: Mapped[int | None] = link("contact", nullable=True)
    assignee_id: Mapped[int | None] = link("user", nullable=True)
    team_id: Mapped[int | None] = link("team", nullable=True)
    mood: Mapped[str | None] = mapped_column(String(10))
    mood_score: Mapped[float | None]
    escalated: Mapped[bool] = mapped_column(default=False)
    alerted_at: Mapped[datetime | None]
    category: Mapped[str | None]
    channel: Mapped[str | None] = mapped_column(String(10))
    csat: Mapped[int | None]
    note: Mapped[str | None]
    source: Mapped[str | None]
    opened_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]


class TicketProduct(Tenant):
    """A product that a ticket is about."""

    __tablename__ = "ticket_product"
    __part_of__: ClassVar[str | None] = "ticket"
    __table_args__ = (UniqueConstraint("workspace_id", "ticket_id", "product_id"),)

    ticket_id: Mapped[int] = link("ticket", index=False)
    product_id: Mapped[int] = link("product")


class TicketMessage(Tenant):
    """One message of a ticket's talk, as it was said; scored after it is stored."""

    __tablename__ = "ticket_message"
    __part_of__: ClassVar[str | None] = "ticket"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel", "ts"),
        Index(None, "workspace_id", "ticket_id", "said_at"),
    )

    ticket_id: Mapped[int] = link("ticket", index=False)
    channel: Mapped[str]
    ts: Mapped[str]
    author: Mapped[str]
    author_id: Mapped[int | None] = link("user", nullable=True, index=False)
    is_customer: Mapped[bool]
    text: Mapped[str]
    said_at: Mapped[datetime]
    mood: Mapped[str | None] = mapped_column(String(10))
    mood_score: Mapped[float | None]
    scored_at: Mapped[datetime | None]
    edited_ts: Mapped[str | None]
    deleted_at: Mapped[datetime | None]
