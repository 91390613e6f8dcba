"""Companies, contacts and how they are reached; channels."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import ID, KEY, Moment, hide_rows, show_rows

revision = "0002"
down_revision = "0001"

TENANTS = ("company", "contact", "contact_point", "channel")


def upgrade() -> None:
    """Make the tables."""
    _company()
    _contact()
    _contact_point()
    _channel()
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    show_rows(op.get_bind(), TENANTS)
    op.drop_table("channel")
    op.drop_table("contact_point")
    op.drop_table("contact")
    op.drop_table("company")


def _company() -> None:
    op.create_table(
        "company",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("archived_at", Moment(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["user.workspace_id", "user.id"],
            name="fk_company_workspace_id_owner_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_company_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_company"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_company_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_company_workspace_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_company_workspace_id_name_key", "company", ["workspace_id", "name_key"], unique=False
    )
    op.create_index(
        "ix_company_workspace_id_owner_id", "company", ["workspace_id", "owner_id"], unique=False
    )


def _contact() -> None:
    op.create_table(
        "contact",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("archived_at", Moment(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "company_id"],
            ["company.workspace_id", "company.id"],
            name="fk_contact_workspace_id_company_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["user.workspace_id", "user.id"],
            name="fk_contact_workspace_id_owner_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_contact_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_contact_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_contact_workspace_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_contact_workspace_id_company_id",
        "contact",
        ["workspace_id", "company_id"],
        unique=False,
    )
    op.create_index(
        "ix_contact_workspace_id_name_key", "contact", ["workspace_id", "name_key"], unique=False
    )
    op.create_index(
        "ix_contact_workspace_id_owner_id", "contact", ["workspace_id", "owner_id"], unique=False
    )


def _contact_point() -> None:
    op.create_table(
        "contact_point",
        sa.Column("contact_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name="fk_contact_point_workspace_id_contact_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_contact_point_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contact_point"),
        sa.UniqueConstraint(
            "workspace_id",
            "contact_id",
            "kind",
            "value",
            name="uq_contact_point_workspace_id_contact_id_kind_value",
        ),
        sa.UniqueConstraint("workspace_id", "id", name="uq_contact_point_workspace_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_contact_point_workspace_id_contact_id",
        "contact_point",
        ["workspace_id", "contact_id"],
        unique=False,
    )
    op.create_index(
        "ix_contact_point_workspace_id_kind_value",
        "contact_point",
        ["workspace_id", "kind", "value"],
        unique=False,
    )


def _channel() -> None:
    op.create_table(
        "channel",
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("triage_team_id", ID, nullable=True),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("is_external", sa.Boolean(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("emoji_verbs", sa.Boolean(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "company_id"],
            ["company.workspace_id", "company.id"],
            name="fk_channel_workspace_id_company_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "triage_team_id"],
            ["team.workspace_id", "team.id"],
            name="fk_channel_workspace_id_triage_team_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_channel_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_channel"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_channel_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "slack_id", name="uq_channel_workspace_id_slack_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_channel_workspace_id_company_id",
        "channel",
        ["workspace_id", "company_id"],
        unique=False,
    )
    op.create_index(
        "ix_channel_workspace_id_triage_team_id",
        "channel",
        ["workspace_id", "triage_team_id"],
        unique=False,
    )
