"""The last question of a conversation, choices learned, alerts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from crm.migrations.columns import Moment, hide_rows, show_rows
from crm.migrations.tables import make, to

revision = "0018"
down_revision = "0017"

TENANTS = ("dialogue", "learned", "alert", "alert_seen")
JSON = sa.JSON().with_variant(JSONB, "postgresql")


def upgrade() -> None:
    """Make the tables."""
    make(
        "dialogue",
        to("user_id", "user", nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("thread_ts", sa.String(length=40), nullable=False),
        sa.Column("question", JSON, nullable=False),
        sa.Column("rows", JSON, nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        unique=(("user_id", "channel", "thread_ts"),),
    )
    make(
        "learned",
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.Column("instead", sa.String(length=200), nullable=False),
        to("user_id", "user", nullable=False),
        sa.Column("learned_at", Moment(), nullable=False),
        unique=(("words",),),
    )
    make(
        "alert",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("question", JSON, nullable=False),
        to("user_id", "user", nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        unique=(("user_id", "name_key"),),
    )
    make(
        "alert_seen",
        to("alert_id", "alert", nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        unique=(("alert_id", "record_id"),),
    )
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    show_rows(op.get_bind(), TENANTS)
    for table in reversed(TENANTS):
        op.drop_table(table)
