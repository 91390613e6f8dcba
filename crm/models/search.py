"""What is searched, and the lists that people keep.

The two word tables are plain tables without an `id`: a million contacts have some six million
words, and a key of their own would double what is written for each.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, PrimaryKeyConstraint, SmallInteger, Table
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Base, Id, Key, Tenant, link

# `is_tenant`: a workspace's table though no mapped class has it, so that row rules bind it.
SEARCH_WORD = Table(
    "search_word",
    Base.metadata,
    Column("workspace_id", Id, ForeignKey("workspace.id"), nullable=False),
    Column("word", Key, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("record_id", Id, nullable=False),
    Column("source", SmallInteger, nullable=False),
    Column("row_id", Id, nullable=False),
    PrimaryKeyConstraint("workspace_id", "word", "kind", "record_id", "source", "row_id"),
    sqlite_with_rowid=False,
    info={"is_tenant": True},
)
SEARCH_STUB = Table(
    "search_stub",
    Base.metadata,
    Column("workspace_id", Id, ForeignKey("workspace.id"), nullable=False),
    Column("stub", Key, nullable=False),
    Column("word", Key, nullable=False),
    PrimaryKeyConstraint("workspace_id", "stub", "word"),
    sqlite_with_rowid=False,
    info={"is_tenant": True},
)


class SavedView(Tenant):
    """A list that somebody keeps under a name: its question, as filters are written."""

    __tablename__ = "saved_view"
    __table_args__ = (Unique("workspace_id", "name_key"),)

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    question: Mapped[dict[str, Any]] = mapped_column(JSON)
    user_id: Mapped[int | None] = link("user", nullable=True)
    created_at: Mapped[datetime]
