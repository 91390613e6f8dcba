"""What was predicted, by which model, and how it turned out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Machinery, link


class ModelVersion(Machinery):
    """A fitted model of a kind, with its figures; the file is named by its hash."""

    __tablename__ = "model_version"

    kind: Mapped[str] = mapped_column(String(30))
    algorithm: Mapped[str] = mapped_column(String(30))
    path: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    is_published: Mapped[bool]
    reason: Mapped[str | None]
    metrics: Mapped[dict[str, Any]] = mapped_column(JSON)
    fitted_at: Mapped[datetime]


class Prediction(Machinery):
    """A prediction written before its outcome and never changed: the receipt."""

    __tablename__ = "prediction"
    __table_args__ = (Index(None, "workspace_id", "kind", "made_at"),)

    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str]
    model_id: Mapped[int | None] = link("model_version", nullable=True)
    made_at: Mapped[datetime]
    horizon_at: Mapped[datetime]
    value: Mapped[float]
    low: Mapped[float | None]
    high: Mapped[float | None]
    base: Mapped[float | None]
    settled_at: Mapped[datetime | None]
    outcome: Mapped[float | None]
