"""Which records may be one: the keys they meet under, pairs to decide on, merges."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Machinery, link


class DuplicateKey(Machinery):
    """A key under which a record may meet its copies: 63 bits of a hash of what it shares."""

    __tablename__ = "duplicate_key"
    __table_args__ = (
        Index(None, "workspace_id", "kind", "key"),
        Index(None, "workspace_id", "kind", "of_id"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    of_id: Mapped[int]
    key: Mapped[int] = mapped_column(BigInteger)


class DuplicateMark(Machinery):
    """Up to which journaled change the keys of a kind are worked out, and its pairs are found."""

    __tablename__ = "duplicate_mark"
    __table_args__ = (UniqueConstraint("workspace_id", "kind"),)

    kind: Mapped[str] = mapped_column(String(20))
    change_id: Mapped[int]


class DuplicateCandidate(Machinery):
    """Two records that may be one, the older first; `state` is open, merged or different.

    `features` is what the pair was judged by, so that the decision teaches the scores.
    """

    __tablename__ = "duplicate_candidate"
    __table_args__ = (
        UniqueConstraint("workspace_id", "kind", "one_id", "other_id"),
        Index(None, "workspace_id", "state", "score"),
        Index(None, "workspace_id", "other_id"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    one_id: Mapped[int]
    other_id: Mapped[int]
    score: Mapped[float]
    tier: Mapped[str] = mapped_column(String(10))
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    features: Mapped[list[Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="open")
    found_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = link("user", nullable=True, index=False)


class Merge(Machinery):
    """Two records made one: the gone one is archived, what hung on it moved to the kept one.

    `moved` has row ids by `table.column`; `fields` has, by field, the kept record's value before
    and after. With both, the merge can be taken back whatever happened since.
    """

    __tablename__ = "merge"
    __table_args__ = (
        Index(None, "workspace_id", "kind", "gone_id"),
        Index(None, "workspace_id", "kind", "kept_id"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    kept_id: Mapped[int]
    gone_id: Mapped[int]
    moved: Mapped[dict[str, Any]] = mapped_column(JSON)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    changeset_id: Mapped[int]
    user_id: Mapped[int | None] = link("user", nullable=True, index=False)
    merged_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    back_changeset_id: Mapped[int | None]
