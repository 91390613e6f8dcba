"""What was changed, by whom, and the chain that proves it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Machinery, link


class Changeset(Machinery):
    """All that one command changed, undone and redone as one.

    `recorded_at` is the order of things; `effective_at` is when it happened in business.
    `origin` says whose word the values are: a person's, an import's, a form's or a guess.
    """

    __tablename__ = "changeset"
    __table_args__ = (Index(None, "workspace_id", "author_id", "recorded_at"),)

    command: Mapped[str]
    origin: Mapped[str] = mapped_column(String(10), default="person", server_default="person")
    author_id: Mapped[int | None] = link("user", nullable=True, index=False)
    recorded_at: Mapped[datetime]
    effective_at: Mapped[datetime]
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    undoes_id: Mapped[int | None] = link("changeset", nullable=True)
    undone_by_id: Mapped[int | None] = link("changeset", nullable=True, index=False)


class Change(Machinery):
    """One row before and after; `digest` outlives the payload when a person is erased."""

    __tablename__ = "change"
    __table_args__ = (
        Index(None, "workspace_id", "table_name", "row_id"),
        Index(None, "workspace_id", "record_kind", "record_id"),
    )

    changeset_id: Mapped[int] = link("changeset")
    table_name: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[int]
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    salt: Mapped[str | None] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))


class ChainLink(Machinery):
    """A changeset's place in the hash chain of its workspace."""

    __tablename__ = "chain_link"
    __table_args__ = (UniqueConstraint("workspace_id", "position"),)

    position: Mapped[int]
    changeset_id: Mapped[int] = link("changeset")
    content: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ChainHead(Machinery):
    """The last link of a workspace's chain: the row that writers queue at, last of all."""

    __tablename__ = "chain_head"
    __table_args__ = (UniqueConstraint("workspace_id"),)

    position: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
