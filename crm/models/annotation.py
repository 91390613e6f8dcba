"""What any record may carry: tags, fields of the workspace's own, links to files, followers.

Such a row names its record by `record_kind` (the table) and `record_id`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Key, Tenant, link


class Tag(Tenant):
    """A word that records of any kind are marked with."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("workspace_id", "name_key"),)

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    created_at: Mapped[datetime]


class TagLink(Tenant):
    """A tag on a record."""

    __tablename__ = "tag_link"
    __part_of__: ClassVar[str | None] = "record"
    __table_args__ = (
        UniqueConstraint("workspace_id", "record_kind", "record_id", "tag_id"),
        Index(None, "workspace_id", "tag_id", "record_kind", "record_id"),
    )

    tag_id: Mapped[int] = link("tag", index=False)
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]


class CustomField(Tenant):
    """A field that the workspace added to a kind of record.

    `type` is text, number, money, date, choice or link; `choices` are those of a choice.
    """

    __tablename__ = "custom_field"
    __table_args__ = (UniqueConstraint("workspace_id", "kind", "name_key"),)

    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    type: Mapped[str] = mapped_column(String(10))
    choices: Mapped[list[Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class CustomValue(Tenant):
    """A record's value of a custom field, in the column of the field's type.

    `text` holds texts, choices and links; `amount` is in minor units of `currency`.
    """

    __tablename__ = "custom_value"
    __part_of__: ClassVar[str | None] = "record"
    __table_args__ = (
        UniqueConstraint("workspace_id", "record_kind", "record_id", "field_id"),
        Index(None, "workspace_id", "field_id", "text"),
    )

    field_id: Mapped[int] = link("custom_field", index=False)
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str | None]
    figure: Mapped[Decimal | None] = mapped_column(Numeric(28, 6))
    amount: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    day: Mapped[date | None]


class Attachment(Tenant):
    """A file that belongs to a record, by its link; the file itself stays where it is."""

    __tablename__ = "attachment"
    __part_of__: ClassVar[str | None] = "record"
    __table_args__ = (Index(None, "workspace_id", "record_kind", "record_id"),)

    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    url: Mapped[str]
    user_id: Mapped[int | None] = link("user", nullable=True, index=False)
    source: Mapped[str | None]
    created_at: Mapped[datetime]


class Watch(Tenant):
    """A person who follows a record and hears of its changes."""

    __tablename__ = "watch"
    __part_of__: ClassVar[str | None] = "record"
    __table_args__ = (UniqueConstraint("workspace_id", "record_kind", "record_id", "user_id"),)

    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[int] = link("user")
    created_at: Mapped[datetime]


class Address(Tenant):
    """A postal address of a company, contact or lead; `kind` is office, home, billing, shipping."""

    __tablename__ = "address"
    __part_of__: ClassVar[str | None] = "record"
    __table_args__ = (Index(None, "workspace_id", "record_kind", "record_id"),)

    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(20))
    street: Mapped[str | None]
    city: Mapped[str | None]
    region: Mapped[str | None]
    postcode: Mapped[str | None]
    country: Mapped[str | None]
    source: Mapped[str | None]
