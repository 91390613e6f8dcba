"""What comes in from outside: web forms and mailboxes, and what was sent by them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Key, Machinery, Tenant, link


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


class Site(Tenant):
    """A page, app or shop that reports events and orders; `key` names it, anybody may know it.

    `digest` is the SHA-256 of its secret in hexadecimal: the key that its reports are signed with.
    """

    __tablename__ = "site"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name_key"),
        Index(None, "workspace_id", "key"),
    )

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    key: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    owner_id: Mapped[int] = link("user")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class PageEvent(Machinery):
    """Something that a visitor did on a site; `event_id` is the site's, and counts once.

    It names nobody: a visitor is a contact's only while that contact has it as a contact point.
    """

    __tablename__ = "page_event"
    __table_args__ = (
        UniqueConstraint("workspace_id", "site_id", "event_id"),
        Index(None, "workspace_id", "visitor", "at"),
    )

    site_id: Mapped[int] = link("site", index=False)
    event_id: Mapped[str] = mapped_column(String(100))
    type: Mapped[str] = mapped_column(String(60))
    visitor: Mapped[str | None] = mapped_column(String(100))
    at: Mapped[datetime]
    properties: Mapped[dict[str, Any]] = mapped_column(JSON)
    received_at: Mapped[datetime]


class SocialMessage(Tenant):
    """A message or comment on a social network; `author` is a handle as `network:handle`."""

    __tablename__ = "social_message"
    __table_args__ = (UniqueConstraint("workspace_id", "network", "message_id"),)

    network: Mapped[str] = mapped_column(String(30))
    message_id: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    author: Mapped[str]
    name: Mapped[str]
    text: Mapped[str]
    url: Mapped[str | None]
    at: Mapped[datetime]
    activity_id: Mapped[int | None] = link("activity", nullable=True)
    submission_id: Mapped[int | None] = link("submission", nullable=True)
