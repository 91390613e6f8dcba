"""Web forms and what was sent by them."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import ID, KEY, Moment, hide_rows, show_rows

revision = "0013"
down_revision = "0012"

TENANTS = ("intake_form", "submission")


def upgrade() -> None:
    """Make the tables."""
    _intake_form()
    _submission()
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    show_rows(op.get_bind(), TENANTS)
    op.drop_table("submission")
    op.drop_table("intake_form")


def _intake_form() -> None:
    op.create_table(
        "intake_form",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["user.workspace_id", "user.id"],
            name="fk_intake_form_workspace_id_owner_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_intake_form_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_intake_form"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_intake_form_workspace_id_id"),
        sa.UniqueConstraint(
            "workspace_id", "name_key", name="uq_intake_form_workspace_id_name_key"
        ),
        sqlite_autoincrement=True,
    )
    for columns in (["workspace_id", "key"], ["workspace_id", "owner_id"]):
        op.create_index("ix_intake_form_" + "_".join(columns), "intake_form", columns)


def _submission() -> None:
    op.create_table(
        "submission",
        sa.Column("form_id", ID, nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "form_id"],
            ["intake_form.workspace_id", "intake_form.id"],
            name="fk_submission_workspace_id_form_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name="fk_submission_workspace_id_contact_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_submission_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_submission_workspace_id_id"),
        sqlite_autoincrement=True,
    )
    for columns in (
        ["workspace_id", "form_id", "digest"],
        ["workspace_id", "state"],
        ["workspace_id", "contact_id"],
    ):
        op.create_index("ix_submission_" + "_".join(columns), "submission", columns)
