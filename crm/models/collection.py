"""What comes in from outside: web forms and mailboxes, and what was sent by them."""

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


class Mailbox(Tenant):
    """A place that mail is handed in at; `digest` is the SHA-256 of its secret address."""

    __tablename__ = "mailbox"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name_key"),
        Index(None, "workspace_id", "digest"),
    )

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    digest: Mapped[str] = mapped_column(String(64))
    owner_id: Mapped[int] = link("user")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class MailMessage(Tenant):
    """A mail that was taken in; `thread` is the Message-ID of the talk's first mail."""

    __tablename__ = "mail_message"
    __table_args__ = (
        UniqueConstraint("workspace_id", "message_id"),
        Index(None, "workspace_id", "thread"),
    )

    mailbox_id: Mapped[int] = link("mailbox", index=False)
    message_id: Mapped[str]
    thread: Mapped[str]
    sender: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    activity_id: Mapped[int | None] = link("activity", nullable=True)
    submission_id: Mapped[int | None] = link("submission", nullable=True)


class Submission(Tenant):
    """One sending of a form, or the first mail of somebody whom nobody knows.

    `state` is known (the sender was a contact: an activity was noted), open (a proposal: somebody
    decides whether it becomes a contact) or dismissed. `source` is the form's or mailbox's name as
    it then was; `digest` tells the same content again.
    """

    __tablename__ = "submission"
    __table_args__ = (
        Index(None, "workspace_id", "form_id", "digest"),
        Index(None, "workspace_id", "state"),
    )

    form_id: Mapped[int | None] = link("intake_form", nullable=True, index=False)
    source: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    contact_id: Mapped[int | None] = link("contact", nullable=True)
    received_at: Mapped[datetime]
