"""Files read in: their runs, the rows that could not be taken, ids of other systems, open links."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Machinery, Tenant, link


class ImportRun(Machinery):
    """A file read in: how it is understood (`plan`), and what became of its rows so far.

    `position` is the last physical line that is done; the counts balance at every commit.
    """

    __tablename__ = "import_run"
    __table_args__ = (Index(None, "workspace_id", "job_id"),)

    file: Mapped[str]
    path: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    position: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    merged: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    job_id: Mapped[int | None]
    started_at: Mapped[datetime]


class ImportRow(Machinery):
    """A row of a file that failed, or that somebody should look at; `level` is bad or warning."""

    __tablename__ = "import_row"
    __table_args__ = (Index(None, "workspace_id", "run_id", "line"),)

    run_id: Mapped[int] = link("import_run", index=False)
    line: Mapped[int]
    level: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str]


class ExternalId(Tenant):
    """What another system calls a record; `key` is the form that is compared.

    `vendor` is that system, empty where it is not known: each counts its ids for itself. A record
    may have several: the first is its own, the others are aliases of rows folded into it. `rows`
    has the digests of the file rows that gave the record its values, of one run.
    """

    __tablename__ = "external_id"
    __part_of__: ClassVar[str | None] = "record"
    __table_args__ = (
        UniqueConstraint("workspace_id", "vendor", "record_kind", "key"),
        Index(None, "workspace_id", "record_kind", "record_id"),
        Index(None, "workspace_id", "record_kind", "key"),
    )

    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int] = mapped_column(BigInteger)
    vendor: Mapped[str] = mapped_column(String(20), default="", server_default="")
    key: Mapped[str]
    value: Mapped[str]
    is_alias: Mapped[bool] = mapped_column(default=False)
    rows: Mapped[list[Any]] = mapped_column(JSON)
    run_id: Mapped[int | None]


class OpenLink(Tenant):
    """A link of an imported record that waits for its parent to arrive."""

    __tablename__ = "open_link"
    __part_of__: ClassVar[str | None] = "record"
    __table_args__ = (
        Index(None, "workspace_id", "parent_kind", "key"),
        Index(None, "workspace_id", "record_kind", "record_id"),
    )

    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int] = mapped_column(BigInteger)
    parent_kind: Mapped[str] = mapped_column(String(40))
    vendor: Mapped[str] = mapped_column(String(20), default="", server_default="")
    key: Mapped[str]
