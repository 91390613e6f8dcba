"""Rooms of records and the home tab."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from crm.migrations.columns import Moment, hide_rows, show_rows
from crm.migrations.tables import make, to

revision = "0012"
down_revision = "0011"

TENANTS = ("home_tab", "room")
JSON = sa.JSON().with_variant(JSONB, "postgresql")


def upgrade() -> None:
    """Make the tables."""
    make(
        "home_tab",
        to("user_id", "user", nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column("hash", sa.String(), nullable=True),
        sa.Column("seen_id", sa.Integer(), nullable=False),
        sa.Column("tokens", JSON, nullable=True),
        unique=(("user_id",),),
    )
    make(
        "room",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("bookmark", sa.String(), nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("archived_at", Moment(), nullable=True),
        unique=(("channel",), ("kind", "record_id")),
    )
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    show_rows(op.get_bind(), TENANTS)
    for table in reversed(TENANTS):
        op.drop_table(table)
