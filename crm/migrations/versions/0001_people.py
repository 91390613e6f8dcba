"""The workspace and the people in it."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import ID, Moment, hide_rows, show_rows

revision = "0001"
down_revision = None

TENANTS = ("setting", "team", "user", "role", "api_token")


def upgrade() -> None:
    """Make the tables."""
    _workspace()
    _installation()
    _setting()
    _team()
    _user()
    _role()
    _api_token()
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    show_rows(op.get_bind(), TENANTS)
    op.drop_table("api_token")
    op.drop_table("role")
    op.drop_table("user")
    op.drop_table("team")
    op.drop_table("setting")
    op.drop_table("installation")
    op.drop_table("workspace")


def _workspace() -> None:
    op.create_table(
        "workspace",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("paused_reason", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
        sa.UniqueConstraint("handle", name="uq_workspace_handle"),
        sqlite_autoincrement=True,
    )


def _installation() -> None:
    op.create_table(
        "installation",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("slack_team", sa.String(), nullable=False),
        sa.Column("bot_user", sa.String(), nullable=True),
        sa.Column("bot_token", sa.String(), nullable=True),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("installed_by", sa.String(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("installed_at", Moment(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
        sa.UniqueConstraint("slack_team", name="uq_installation_slack_team"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_installation_workspace_id", "installation", ["workspace_id"], unique=False)


def _setting() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_setting_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_setting"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_setting_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_setting_workspace_id_name"),
        sqlite_autoincrement=True,
    )


def _team() -> None:
    op.create_table(
        "team",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_team_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_team_workspace_id_id"),
        sqlite_autoincrement=True,
    )


def _user() -> None:
    op.create_table(
        "user",
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("is_outsider", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["team.workspace_id", "team.id"],
            name="fk_user_workspace_id_team_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_user_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_user_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "slack_id", name="uq_user_workspace_id_slack_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_user_workspace_id_team_id", "user", ["workspace_id", "team_id"], unique=False
    )


def _role() -> None:
    op.create_table(
        "role",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["user.workspace_id", "user.id"],
            name="fk_role_workspace_id_user_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_role_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_role"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_role_workspace_id_id"),
        sa.UniqueConstraint(
            "workspace_id", "user_id", "name", name="uq_role_workspace_id_user_id_name"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_role_workspace_id_user_id", "role", ["workspace_id", "user_id"], unique=False
    )


def _api_token() -> None:
    op.create_table(
        "api_token",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["user.workspace_id", "user.id"],
            name="fk_api_token_workspace_id_user_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_api_token_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("digest", name="uq_api_token_digest"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_api_token_workspace_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_api_token_workspace_id_user_id", "api_token", ["workspace_id", "user_id"], unique=False
    )
