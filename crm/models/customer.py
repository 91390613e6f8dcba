"""The customer: companies, the people in them, and how they are reached."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, String, UniqueConstraint, column
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Key, Numbered, Tenant, link

KEPT = column("archived_at").is_(None)


class Company(Numbered):
    """An organisation that buys, or may buy."""

    __tablename__ = "company"
    __table_args__ = (
        Index(None, "workspace_id", "name_key"),
        # A sentence is read with the words that are here: told apart without looking at each row.
        Index(None, "workspace_id", "industry"),
        Index(None, "workspace_id", "city"),
        Index(None, "workspace_id", "country"),
    )

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    type: Mapped[str] = mapped_column(default="prospect")
    industry: Mapped[str | None]
    size: Mapped[int | None]
    city: Mapped[str | None]
    country: Mapped[str | None]
    phone: Mapped[str | None]
    website: Mapped[str | None]
    note: Mapped[str | None]
    source: Mapped[str | None]
    owner_id: Mapped[int | None] = link("user", nullable=True)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class Contact(Numbered):
    """A person at a company, or on their own."""

    __tablename__ = "contact"
    __table_args__ = (
        Index(None, "workspace_id", "name_key"),
        Index(None, "workspace_id", "archived_at", "name_key").ddl_if(dialect="sqlite"),
        Index(None, "workspace_id", "archived_at", "created_at").ddl_if(dialect="sqlite"),
        # PostgreSQL takes no order from behind a column that is empty: it sorted them all.
        *(
            Index(
                f"ix_contact_by_{name}", "workspace_id", name, "id", postgresql_where=KEPT
            ).ddl_if(dialect="postgresql")
            for name in ("name_key", "created_at")
        ),
        Index(None, "workspace_id", "archived_at", "title").ddl_if(dialect="postgresql"),
        # SQLite filters a million contacts off this index, without their rows.
        Index(
            "ix_contact_listed",
            *("workspace_id", "archived_at", "title", "name", "city", "country", "source"),
            *("owner_id", "company_id"),
        ).ddl_if(dialect="sqlite"),
    )

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    title: Mapped[str | None]
    city: Mapped[str | None]
    country: Mapped[str | None]
    note: Mapped[str | None]
    source: Mapped[str | None]
    company_id: Mapped[int | None] = link("company", nullable=True)
    owner_id: Mapped[int | None] = link("user", nullable=True)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class ContactPoint(Tenant):
    """One way to reach a contact; the first of a kind is the one that is used.

    `kind` is email, phone, slack, social or visitor (a website's id of a browser); `label` says
    which of several it is (work, mobile), `source` the channel that it came from.
    """

    __tablename__ = "contact_point"
    __part_of__: ClassVar[str | None] = "contact"
    __table_args__ = (
        UniqueConstraint("workspace_id", "contact_id", "kind", "value"),
        Index(None, "workspace_id", "kind", "value"),
    )

    contact_id: Mapped[int] = link("contact")
    kind: Mapped[str]
    value: Mapped[str]
    label: Mapped[str | None]
    source: Mapped[str | None]


class Preference(Tenant):
    """How a contact wants to be written to, as they said it.

    `name` is channel, language, topics, quiet or frequency; `value` its text: `email`, `zh`,
    `news, events`, `22:00-08:00`, `2 a week`.
    """

    __tablename__ = "preference"
    __part_of__: ClassVar[str | None] = "contact"
    __table_args__ = (UniqueConstraint("workspace_id", "contact_id", "name"),)

    contact_id: Mapped[int] = link("contact", index=False)
    name: Mapped[str] = mapped_column(String(20))
    value: Mapped[str]
    source: Mapped[str | None]
    set_at: Mapped[datetime]


class Consent(Tenant):
    """What a contact agreed to, or took back; the newest row of a purpose counts."""

    __tablename__ = "consent"
    __part_of__: ClassVar[str | None] = "contact"
    __table_args__ = (Index(None, "workspace_id", "contact_id", "purpose", "at"),)

    contact_id: Mapped[int] = link("contact", index=False)
    purpose: Mapped[str] = mapped_column(String(40))
    is_given: Mapped[bool]
    source: Mapped[str | None]
    note: Mapped[str | None]
    at: Mapped[datetime]
