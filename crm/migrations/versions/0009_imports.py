"""Files read in, their rows and external ids; deals and orders may wait for a company."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import Moment, hide_rows, require, show_rows
from crm.migrations.tables import make, to

revision = "0009"
down_revision = "0008"

TENANTS = ("import_run", "import_row", "external_id", "open_link")
WAITING = ("deal", "quote", "purchase")


def upgrade() -> None:
    """Make the tables."""
    _run()
    _row()
    _external_id()
    _open_link()
    hide_rows(op.get_bind(), TENANTS)
    for table in WAITING:
        require(op.get_bind(), table, "company_id", required=False)


def downgrade() -> None:
    """Drop the tables."""
    for table in WAITING:
        require(op.get_bind(), table, "company_id", required=True)
    show_rows(op.get_bind(), TENANTS)
    for table in reversed(TENANTS):
        op.drop_table(table)


def _run() -> None:
    counts = ("position", "created", "updated", "merged", "skipped", "failed")
    make(
        "import_run",
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        indexes=(("job_id",),),
    )


def _row() -> None:
    make(
        "import_row",
        to("run_id", "import_run", nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        indexes=(("run_id", "line"),),
    )


def _external_id() -> None:
    make(
        "external_id",
        sa.Column("record_kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("is_alias", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        unique=(("record_kind", "key"),),
        indexes=(("record_kind", "record_id"),),
    )


def _open_link() -> None:
    make(
        "open_link",
        sa.Column("record_kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_kind", sa.String(40), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        indexes=(("parent_kind", "key"), ("record_kind", "record_id")),
    )
