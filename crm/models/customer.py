"""The customer: companies, the people in them, and how they are reached."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Key, Numbered, Tenant, link


class Company(Numbered):
    """An organisation that buys, or may buy."""

    __tablename__ = "company"
    __table_args__ = (Index(None, "workspace_id", "name_key"),)

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    type: Mapped[str] = mapped_column(default="prospect")
    industry: Mapped[str | None]
    size: Mapped[int | None]
    city: Mapped[str | None]
    country: Mapped[str | None]
    owner_id: Mapped[int | None] = link("user", nullable=True)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class Contact(Numbered):
    """A person at a company, or on their own."""

    __tablename__ = "contact"
    __table_args__ = (Index(None, "workspace_id", "name_key"),)

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    title: Mapped[str | None]
    company_id: Mapped[int | None] = link("company", nullable=True)
    owner_id: Mapped[int | None] = link("user", nullable=True)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class ContactPoint(Tenant):
    """One way to reach a contact: an e-mail, a phone, a Slack id, a social handle."""

    __tablename__ = "contact_point"
    __part_of__: ClassVar[str | None] = "contact"
    __table_args__ = (
        UniqueConstraint("workspace_id", "contact_id", "kind", "value"),
        Index(None, "workspace_id", "kind", "value"),
    )

    contact_id: Mapped[int] = link("contact")
    kind: Mapped[str]
    value: Mapped[str]
