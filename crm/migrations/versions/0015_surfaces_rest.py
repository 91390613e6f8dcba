"""The tour, feedback and the life of an installation."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import Moment, hide_rows, show_rows
from crm.migrations.tables import make, to

revision = "0015"
down_revision = "0014"

TENANTS = ("tour", "feedback")


def upgrade() -> None:
    """Make the tables."""
    make(
        "tour",
        to("user_id", "user", nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        unique=(("user_id",),),
    )
    make(
        "feedback",
        to("user_id", "user", nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
    )
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    show_rows(op.get_bind(), TENANTS)
    for table in reversed(TENANTS):
        op.drop_table(table)
