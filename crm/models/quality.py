"""How good the data was, week by week."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Machinery


class QualityFigure(Machinery):
    """The counts of a kind of record in a week, named by its Monday.

    `complete` has all needed fields filled and valid, `invalid` a value that cannot be right,
    `stale` nothing happened for long; `filled` of `needed` fields are filled and valid.
    """

    __tablename__ = "quality_figure"
    __table_args__ = (UniqueConstraint("workspace_id", "kind", "week_on"),)

    kind: Mapped[str] = mapped_column(String(20))
    week_on: Mapped[date]
    total: Mapped[int]
    complete: Mapped[int]
    needed: Mapped[int]
    filled: Mapped[int]
    invalid: Mapped[int]
    stale: Mapped[int]
