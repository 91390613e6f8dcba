"""What is said to many: campaigns and who they reach."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Key, Numbered, Tenant, link


class Campaign(Numbered):
    """Something done to be heard by many; `budget` and `spent` in minor units.

    `status` is planned, running or finished; `channel` email, event, ads, social or webinar.
    """

    __tablename__ = "campaign"
    __table_args__ = (Index(None, "workspace_id", "name_key"),)

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    status: Mapped[str] = mapped_column(String(10), default="planned")
    channel: Mapped[str | None] = mapped_column(String(10))
    owner_id: Mapped[int | None] = link("user", nullable=True)
    segment: Mapped[str | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    budget: Mapped[int | None] = mapped_column(BigInteger)
    spent: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    note: Mapped[str | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class CampaignMember(Tenant):
    """A contact or lead that a campaign reaches, with the moment of the first answer."""

    __tablename__ = "campaign_member"
    __part_of__: ClassVar[str | None] = "campaign"
    __table_args__ = (
        UniqueConstraint(
            "workspace_id",
            "campaign_id",
            "record_kind",
            "record_id",
            name="uq_campaign_member_record",
        ),
        Index(None, "workspace_id", "record_kind", "record_id"),
    )

    campaign_id: Mapped[int] = link("campaign", index=False)
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int] = mapped_column(BigInteger)
    joined_at: Mapped[datetime]
    replied_at: Mapped[datetime | None]
