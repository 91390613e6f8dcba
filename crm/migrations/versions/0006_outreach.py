"""Digests, deliveries, buttons and threads."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import ID, Moment, hide_rows, show_rows

revision = "0006"
down_revision = "0005"

TENANTS = (
    "digest",
    "schedule_mark",
    "thread",
    "thread_link",
    "delivery",
    "channel_pace",
    "button_token",
)


def upgrade() -> None:
    """Make the tables."""
    _digest()
    _schedule_mark()
    _thread()
    _thread_link()
    _delivery()
    _channel_pace()
    _button_token()
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    show_rows(op.get_bind(), TENANTS)
    op.drop_table("button_token")
    op.drop_table("channel_pace")
    op.drop_table("delivery")
    op.drop_table("thread_link")
    op.drop_table("thread")
    op.drop_table("schedule_mark")
    op.drop_table("digest")


def _digest() -> None:
    op.create_table(
        "digest",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["user.workspace_id", "user.id"],
            name="fk_digest_workspace_id_user_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_digest_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_digest"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_digest_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_digest_workspace_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_digest_workspace_id_user_id", "digest", ["workspace_id", "user_id"], unique=False
    )


def _schedule_mark() -> None:
    op.create_table(
        "schedule_mark",
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_schedule_mark_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_schedule_mark"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_schedule_mark_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "rule", name="uq_schedule_mark_workspace_id_rule"),
        sqlite_autoincrement=True,
    )


def _thread() -> None:
    op.create_table(
        "thread",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_thread_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_thread"),
        sa.UniqueConstraint(
            "workspace_id", "channel", "thread_ts", name="uq_thread_workspace_id_channel_thread_ts"
        ),
        sa.UniqueConstraint("workspace_id", "id", name="uq_thread_workspace_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_thread_workspace_id_kind_record_id",
        "thread",
        ["workspace_id", "kind", "record_id"],
        unique=False,
    )


def _thread_link() -> None:
    op.create_table(
        "thread_link",
        sa.Column("thread_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "thread_id"],
            ["thread.workspace_id", "thread.id"],
            name="fk_thread_link_workspace_id_thread_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_thread_link_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_thread_link"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_thread_link_workspace_id_id"),
        sa.UniqueConstraint(
            "workspace_id", "thread_id", "kind", name="uq_thread_link_workspace_id_thread_id_kind"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_thread_link_workspace_id_thread_id",
        "thread_link",
        ["workspace_id", "thread_id"],
        unique=False,
    )


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=True),
        sa.Column("edits_id", ID, nullable=True),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("record_kind", sa.String(length=20), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("changeset_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("planned_at", Moment(), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("first_try_at", Moment(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "edits_id"],
            ["delivery.workspace_id", "delivery.id"],
            name="fk_delivery_workspace_id_edits_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["user.workspace_id", "user.id"],
            name="fk_delivery_workspace_id_user_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_delivery_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_delivery_workspace_id_id"),
        sa.UniqueConstraint(
            "workspace_id", "rule", "occurrence", name="uq_delivery_workspace_id_rule_occurrence"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_delivery_workspace_id_channel_ts",
        "delivery",
        ["workspace_id", "channel", "ts"],
        unique=False,
    )
    op.create_index(
        "ix_delivery_workspace_id_edits_id", "delivery", ["workspace_id", "edits_id"], unique=False
    )
    op.create_index(
        "ix_delivery_workspace_id_record_kind_record_id",
        "delivery",
        ["workspace_id", "record_kind", "record_id"],
        unique=False,
    )
    op.create_index(
        "ix_delivery_workspace_id_state_due_at",
        "delivery",
        ["workspace_id", "state", "due_at"],
        unique=False,
    )


def _channel_pace() -> None:
    op.create_table(
        "channel_pace",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_channel_pace_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_channel_pace"),
        sa.UniqueConstraint("workspace_id", "channel", name="uq_channel_pace_workspace_id_channel"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_channel_pace_workspace_id_id"),
        sqlite_autoincrement=True,
    )


def _button_token() -> None:
    op.create_table(
        "button_token",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("bundle", sa.String(), nullable=True),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("choice", sa.String(), nullable=True),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("opens", sa.Boolean(), nullable=False),
        sa.Column("is_reusable", sa.Boolean(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("used_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "used_by_id"],
            ["user.workspace_id", "user.id"],
            name="fk_button_token_workspace_id_used_by_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_button_token_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_button_token"),
        sa.UniqueConstraint("token", name="uq_button_token_token"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_button_token_workspace_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_button_token_workspace_id_bundle",
        "button_token",
        ["workspace_id", "bundle"],
        unique=False,
    )
