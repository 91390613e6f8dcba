"""Alerts at work: how far each has looked, and what it told of apart from the alert's own row.

Nothing was ever kept in `alert_seen` before. Without links to the alert its undo and redo leave
what was told where it is.
"""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import ID, Moment, hide_rows, show_rows
from crm.migrations.tables import make, to

revision = "0023"
down_revision = "0022"

TENANTS = ("alert_seen", "alert_look")


def upgrade() -> None:
    """Make the tables."""
    _drop("alert_seen")
    make(
        "alert_seen",
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        unique=(("alert_id", "record_id"),),
    )
    make(
        "alert_look",
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("from_change", ID, nullable=False),
        sa.Column("to_change", ID, nullable=False),
        sa.Column("whole_at", Moment(), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        unique=(("alert_id",),),
    )
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Put the first table back as it was."""
    for table in TENANTS:
        _drop(table)
    make(
        "alert_seen",
        to("alert_id", "alert", nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        unique=(("alert_id", "record_id"),),
    )
    hide_rows(op.get_bind(), ("alert_seen",))


def _drop(table: str) -> None:
    show_rows(op.get_bind(), (table,))
    op.drop_table(table)
