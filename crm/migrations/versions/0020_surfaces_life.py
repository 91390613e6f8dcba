"""Notification settings and the life of an installation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from crm.migrations.columns import Moment, hide_rows, show_rows
from crm.migrations.tables import make, to

revision = "0020"
down_revision = "0019"

JSON = sa.JSON().with_variant(JSONB, "postgresql")
TENANTS = ("notification_setting", "invitation")


def upgrade() -> None:
    """Make the tables."""
    make(
        "notification_setting",
        to("user_id", "user", nullable=False),
        sa.Column("muted", sa.String(), nullable=False),
        sa.Column("quiet", sa.String(length=20), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        unique=(("user_id",),),
    )
    make(
        "invitation",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("people", JSON, nullable=False),
        to("user_id", "user", nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        indexes=(("state",),),
    )
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    show_rows(op.get_bind(), TENANTS)
    for table in reversed(TENANTS):
        op.drop_table(table)
