"""What is sold and to whom: leads, deals and their way through the stages, products, purchases."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import BigInteger, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Key, Numbered, Tenant, link


class Lead(Numbered):
    """Somebody who may become a customer.

    `status` is new, working, qualified, disqualified or converted; `lost_reason` says why one was
    disqualified.
    """

    __tablename__ = "lead"
    __table_args__ = (
        Index(None, "workspace_id", "name_key"),
        Index(None, "workspace_id", "email"),
        Index(None, "workspace_id", "status", "created_at"),
        Index(None, "workspace_id", "source"),
    )

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    company_name: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    source: Mapped[str | None]
    title: Mapped[str | None]
    industry: Mapped[str | None]
    size: Mapped[int | None]
    city: Mapped[str | None]
    country: Mapped[str | None]
    website: Mapped[str | None]
    score: Mapped[int | None]
    note: Mapped[str | None]
    lost_reason: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="new")
    owner_id: Mapped[int | None] = link("user", nullable=True)
    created_at: Mapped[datetime]
    first_response_at: Mapped[datetime | None]
    converted_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]


class LeadConversion(Tenant):
    """What a lead became."""

    __tablename__ = "lead_conversion"
    __part_of__: ClassVar[str | None] = "lead"
    __table_args__ = (UniqueConstraint("workspace_id", "lead_id"),)

    lead_id: Mapped[int] = link("lead", index=False)
    contact_id: Mapped[int | None] = link("contact", nullable=True)
    company_id: Mapped[int | None] = link("company", nullable=True)
    deal_id: Mapped[int | None] = link("deal", nullable=True)


class Pipeline(Tenant):
    """A named way that deals go, stage by stage."""

    __tablename__ = "pipeline"

    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class Stage(Tenant):
    """A step of a pipeline; `outcome` is open, won or lost, `probability` is 0 to 100."""

    __tablename__ = "stage"
    __part_of__: ClassVar[str | None] = "pipeline"

    pipeline_id: Mapped[int] = link("pipeline")
    name: Mapped[str]
    position: Mapped[int]
    probability: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(10), default="open")


class Deal(Numbered):
    """A sale in the making; its amount is in minor units of its currency, net of tax."""

    __tablename__ = "deal"
    __table_args__ = (
        Index(None, "workspace_id", "owner_id", "status", "close_on"),
        Index(None, "workspace_id", "status", "closed_at"),
        Index(None, "workspace_id", "status", "created_at"),
    )

    name: Mapped[str]
    company_id: Mapped[int | None] = link("company", nullable=True)
    contact_id: Mapped[int | None] = link("contact", nullable=True)
    owner_id: Mapped[int | None] = link("user", nullable=True)
    pipeline_id: Mapped[int] = link("pipeline")
    stage_id: Mapped[int] = link("stage")
    status: Mapped[str] = mapped_column(String(10), default="open")
    amount: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    close_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    source: Mapped[str | None]
    lost_reason: Mapped[str | None]
    competitor: Mapped[str | None]
    forecast: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class DealProduct(Tenant):
    """A product that a deal is about."""

    __tablename__ = "deal_product"
    __part_of__: ClassVar[str | None] = "deal"
    __table_args__ = (UniqueConstraint("workspace_id", "deal_id", "product_id"),)

    deal_id: Mapped[int] = link("deal", index=False)
    product_id: Mapped[int] = link("product")
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(18, 6))


class DealMember(Tenant):
    """A person who works on a deal beside its owner."""

    __tablename__ = "deal_member"
    __part_of__: ClassVar[str | None] = "deal"
    __table_args__ = (UniqueConstraint("workspace_id", "deal_id", "user_id"),)

    deal_id: Mapped[int] = link("deal", index=False)
    user_id: Mapped[int] = link("user")


class StageChange(Tenant):
    """A deal's move from one stage to the next, with its moment."""

    __tablename__ = "stage_change"
    __part_of__: ClassVar[str | None] = "deal"

    deal_id: Mapped[int] = link("deal")
    from_stage_id: Mapped[int | None] = link("stage", nullable=True, index=False)
    to_stage_id: Mapped[int] = link("stage", index=False)
    user_id: Mapped[int | None] = link("user", nullable=True, index=False)
    at: Mapped[datetime]


class Product(Numbered):
    """Something that can be bought, with its list price in minor units; `code` is its SKU."""

    __tablename__ = "product"
    __table_args__ = (
        Index(None, "workspace_id", "name_key"),
        Index(None, "workspace_id", "code"),
    )

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    price: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    code: Mapped[str | None]
    category: Mapped[str | None]
    unit: Mapped[str | None]
    note: Mapped[str | None]
    source: Mapped[str | None]
    created_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]


class Purchase(Numbered):
    """What a customer bought on a day; `amount` in minor units, below zero for a return.

    `order_number` is what the shop or the customer calls it.
    """

    __tablename__ = "purchase"
    __table_args__ = (Index(None, "workspace_id", "company_id", "bought_on"),)

    company_id: Mapped[int | None] = link("company", nullable=True)
    contact_id: Mapped[int | None] = link("contact", nullable=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    bought_on: Mapped[date]
    owner_id: Mapped[int | None] = link("user", nullable=True)
    order_number: Mapped[str | None]
    note: Mapped[str | None]
    source: Mapped[str | None]
    created_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]


class PurchaseLine(Tenant):
    """One product of a purchase."""

    __tablename__ = "purchase_line"
    __part_of__: ClassVar[str | None] = "purchase"

    purchase_id: Mapped[int] = link("purchase")
    product_id: Mapped[int] = link("product")
    quantity: Mapped[Decimal] = mapped_column(Numeric(18, 6))
    amount: Mapped[int] = mapped_column(BigInteger)
