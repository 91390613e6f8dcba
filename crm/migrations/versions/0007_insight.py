"""Models and predictions."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import ID, Moment, hide_rows, show_rows

revision = "0007"
down_revision = "0006"

TENANTS = ("model_version", "prediction")


def upgrade() -> None:
    """Make the tables."""
    _model_version()
    _prediction()
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    show_rows(op.get_bind(), TENANTS)
    op.drop_table("prediction")
    op.drop_table("model_version")


def _model_version() -> None:
    op.create_table(
        "model_version",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("algorithm", sa.String(length=30), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("metrics", sa.JSON(), nullable=False),
        sa.Column("fitted_at", Moment(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_model_version_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_model_version"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_model_version_workspace_id_id"),
        sqlite_autoincrement=True,
    )


def _prediction() -> None:
    op.create_table(
        "prediction",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("model_id", ID, nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("horizon_at", Moment(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("base", sa.Double(), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("outcome", sa.Double(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "model_id"],
            ["model_version.workspace_id", "model_version.id"],
            name="fk_prediction_workspace_id_model_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_prediction_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_prediction"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_prediction_workspace_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_prediction_workspace_id_kind_made_at",
        "prediction",
        ["workspace_id", "kind", "made_at"],
        unique=False,
    )
    op.create_index(
        "ix_prediction_workspace_id_model_id",
        "prediction",
        ["workspace_id", "model_id"],
        unique=False,
    )
