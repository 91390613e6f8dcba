"""What comes in from outside: web forms, and what was sent by them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Key, Tenant, link


class IntakeForm(Tenant):
    """A form for a web page; `key` is its address, which anybody may know."""

    __tablename__ = "intake_form"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name_key"),
        Index(None, "workspace_id", "key"),
    )

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    key: Mapped[str] = mapped_column(String(32))
    fields: Mapped[list[Any]] = mapped_column(JSON)
    owner_id: Mapped[int] = link("user")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Submission(Tenant):
    """One sending of a form.

    `state` is known (the sender was a contact: an activity was noted), open (a proposal: somebody
    decides whether it becomes a contact) or dismissed. `digest` tells the same content again.
    """

    __tablename__ = "submission"
    __table_args__ = (
        Index(None, "workspace_id", "form_id", "digest"),
        Index(None, "workspace_id", "state"),
    )

    form_id: Mapped[int] = link("intake_form", index=False)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    contact_id: Mapped[int | None] = link("contact", nullable=True)
    received_at: Mapped[datetime]
