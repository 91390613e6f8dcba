"""Cards that stay true, rooms and bound channels."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import Moment, hide_rows, show_rows
from crm.migrations.tables import make, to

revision = "0014"
down_revision = "0013"

TENANTS = ("posted_card", "look_mark")


def upgrade() -> None:
    """Make the tables; rooms were never used before and are made anew."""
    show_rows(op.get_bind(), ("room",))
    op.drop_table("room")
    make(
        "posted_card",
        to("delivery_id", "delivery", nullable=False),
        sa.Column("stale_at", Moment(), nullable=True),
        to("edit_id", "delivery", nullable=True),
        sa.Column("ended", sa.String(length=40), nullable=True),
        unique=(("delivery_id",),),
        indexes=(("stale_at",),),
    )
    make(
        "look_mark",
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        unique=(("part",),),
    )
    make(
        "room",
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("bookmark", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        to("user_id", "user", nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("stale_at", Moment(), nullable=True),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("archived_at", Moment(), nullable=True),
        unique=(("channel",), ("kind", "record_id")),
        indexes=(("stale_at",),),
    )
    hide_rows(op.get_bind(), (*TENANTS, "room"))


def downgrade() -> None:
    """Drop the tables, and make the room as it was."""
    show_rows(op.get_bind(), (*TENANTS, "room"))
    for table in ("room", *reversed(TENANTS)):
        op.drop_table(table)
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
    hide_rows(op.get_bind(), ("room",))
