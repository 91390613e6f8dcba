"""What is offered and agreed: quotes with their lines, contracts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import BigInteger, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Numbered, Tenant, link


class Quote(Numbered):
    """A priced offer; `amount` in minor units, net of tax; `discount` in percent, 0 to 100.

    `status` is draft, pending, approved, sent, accepted, rejected or expired; a new version of an
    offer is a row of its own.
    """

    __tablename__ = "quote"
    __table_args__ = (Index(None, "workspace_id", "status", "valid_until"),)

    company_id: Mapped[int | None] = link("company", nullable=True)
    contact_id: Mapped[int | None] = link("contact", nullable=True)
    deal_id: Mapped[int | None] = link("deal", nullable=True)
    owner_id: Mapped[int | None] = link("user", nullable=True)
    approver_id: Mapped[int | None] = link("user", nullable=True, index=False)
    status: Mapped[str] = mapped_column(String(10), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    amount: Mapped[int] = mapped_column(BigInteger, default=0)
    currency: Mapped[str] = mapped_column(String(3))
    discount: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    note: Mapped[str | None]
    source: Mapped[str | None]
    valid_until: Mapped[date | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]


class QuoteLine(Tenant):
    """One line of a quote; `price` for one and `amount` for all, in the quote's minor units."""

    __tablename__ = "quote_line"
    __part_of__: ClassVar[str | None] = "quote"

    quote_id: Mapped[int] = link("quote")
    product_id: Mapped[int | None] = link("product", nullable=True)
    name: Mapped[str]
    position: Mapped[int]
    quantity: Mapped[Decimal] = mapped_column(Numeric(18, 6))
    price: Mapped[int] = mapped_column(BigInteger)
    discount: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    amount: Mapped[int] = mapped_column(BigInteger)


class Contract(Numbered):
    """What was agreed with a company, from a day to a day; `amount` in minor units.

    `status` is draft, active, ended or cancelled.
    """

    __tablename__ = "contract"
    __table_args__ = (Index(None, "workspace_id", "status", "ends_on"),)

    company_id: Mapped[int] = link("company")
    deal_id: Mapped[int | None] = link("deal", nullable=True)
    quote_id: Mapped[int | None] = link("quote", nullable=True)
    product_id: Mapped[int | None] = link("product", nullable=True)
    owner_id: Mapped[int | None] = link("user", nullable=True)
    status: Mapped[str] = mapped_column(String(10), default="draft")
    amount: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    signed_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    renews_on: Mapped[date | None]
    auto_renew: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None]
    source: Mapped[str | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
