"""Events, orders, social messages, quality of the data, visibility."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import ID, KEY, Moment, hide_rows, show_rows
from crm.migrations.tables import make, to

revision = "0017"
down_revision = "0016"

TENANTS = ("site", "page_event", "social_message", "quality_figure", "upload")


def upgrade() -> None:
    """Make the tables."""
    _site()
    _page_event()
    _social_message()
    _quality_figure()
    _upload()
    op.create_index("ix_lead_workspace_id_email", "lead", ["workspace_id", "email"])
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index("ix_lead_workspace_id_email", table_name="lead")
    show_rows(op.get_bind(), TENANTS)
    for table in reversed(TENANTS):
        op.drop_table(table)


def _site() -> None:
    op.create_table(
        "site",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        *_own("site", {"owner_id": "user"}, ["name_key"]),
        sqlite_autoincrement=True,
    )
    for column in ("key", "owner_id"):
        op.create_index(f"ix_site_workspace_id_{column}", "site", ["workspace_id", column])


def _page_event() -> None:
    op.create_table(
        "page_event",
        sa.Column("site_id", ID, nullable=False),
        sa.Column("event_id", sa.String(length=100), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("visitor", sa.String(length=100), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("properties", sa.JSON(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        *_own("page_event", {"site_id": "site"}, ["site_id", "event_id"]),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_page_event_workspace_id_visitor_at", "page_event", ["workspace_id", "visitor", "at"]
    )


def _social_message() -> None:
    op.create_table(
        "social_message",
        sa.Column("network", sa.String(length=30), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("activity_id", ID, nullable=True),
        sa.Column("submission_id", ID, nullable=True),
        *_own(
            "social_message",
            {"activity_id": "activity", "submission_id": "submission"},
            ["network", "message_id"],
        ),
        sqlite_autoincrement=True,
    )
    for column in ("activity_id", "submission_id"):
        name = f"ix_social_message_workspace_id_{column}"
        op.create_index(name, "social_message", ["workspace_id", column])


def _quality_figure() -> None:
    counts = ("total", "complete", "needed", "filled", "invalid", "stale")
    op.create_table(
        "quality_figure",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        *_own("quality_figure", {}, ["kind", "week_on"]),
        sqlite_autoincrement=True,
    )


def _upload() -> None:
    make(
        "upload",
        to("user_id", "user", nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("owners", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("seen_change_id", sa.Integer(), nullable=True),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        indexes=(("state",),),
    )


def _own(table: str, links: dict[str, str], unique: list[str]) -> list[Any]:
    """What every table of a workspace has: its key, its links, what is unique in it."""
    tied = [
        sa.ForeignKeyConstraint(
            ["workspace_id", column],
            [f"{target}.workspace_id", f"{target}.id"],
            name=f"fk_{table}_workspace_id_{column}",
        )
        for column, target in links.items()
    ]
    return [
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        *tied,
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("workspace_id", "id", name=f"uq_{table}_workspace_id_id"),
        sa.UniqueConstraint(
            "workspace_id", *unique, name=f"uq_{table}_workspace_id_{'_'.join(unique)}"
        ),
    ]
