"""The journal, its chain, numbers, keys and jobs."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import ID, Moment, hide_rows, show_rows

revision = "0005"
down_revision = "0004"

TENANTS = ("changeset", "change", "chain_head", "chain_link", "counter", "inbound_event", "job")


def upgrade() -> None:
    """Make the tables."""
    _changeset()
    _change()
    _chain_head()
    _chain_link()
    _counter()
    _inbound_event()
    _job()
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    show_rows(op.get_bind(), TENANTS)
    op.drop_table("job")
    op.drop_table("inbound_event")
    op.drop_table("counter")
    op.drop_table("chain_link")
    op.drop_table("chain_head")
    op.drop_table("change")
    op.drop_table("changeset")


def _changeset() -> None:
    op.create_table(
        "changeset",
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("effective_at", Moment(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=True),
        sa.Column("undoes_id", ID, nullable=True),
        sa.Column("undone_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "author_id"],
            ["user.workspace_id", "user.id"],
            name="fk_changeset_workspace_id_author_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "undoes_id"],
            ["changeset.workspace_id", "changeset.id"],
            name="fk_changeset_workspace_id_undoes_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "undone_by_id"],
            ["changeset.workspace_id", "changeset.id"],
            name="fk_changeset_workspace_id_undone_by_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_changeset_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_changeset"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_changeset_workspace_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_changeset_workspace_id_author_id_recorded_at",
        "changeset",
        ["workspace_id", "author_id", "recorded_at"],
        unique=False,
    )
    op.create_index(
        "ix_changeset_workspace_id_undoes_id",
        "changeset",
        ["workspace_id", "undoes_id"],
        unique=False,
    )


def _change() -> None:
    op.create_table(
        "change",
        sa.Column("changeset_id", ID, nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "changeset_id"],
            ["changeset.workspace_id", "changeset.id"],
            name="fk_change_workspace_id_changeset_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_change_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_change_workspace_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_change_workspace_id_changeset_id",
        "change",
        ["workspace_id", "changeset_id"],
        unique=False,
    )
    op.create_index(
        "ix_change_workspace_id_record_kind_record_id",
        "change",
        ["workspace_id", "record_kind", "record_id"],
        unique=False,
    )
    op.create_index(
        "ix_change_workspace_id_table_name_row_id",
        "change",
        ["workspace_id", "table_name", "row_id"],
        unique=False,
    )


def _chain_head() -> None:
    op.create_table(
        "chain_head",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_chain_head_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_chain_head"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_chain_head_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", name="uq_chain_head_workspace_id"),
        sqlite_autoincrement=True,
    )


def _chain_link() -> None:
    op.create_table(
        "chain_link",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("changeset_id", ID, nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "changeset_id"],
            ["changeset.workspace_id", "changeset.id"],
            name="fk_chain_link_workspace_id_changeset_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_chain_link_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_chain_link"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_chain_link_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "position", name="uq_chain_link_workspace_id_position"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_chain_link_workspace_id_changeset_id",
        "chain_link",
        ["workspace_id", "changeset_id"],
        unique=False,
    )


def _counter() -> None:
    op.create_table(
        "counter",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_counter_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_counter"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_counter_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "kind", name="uq_counter_workspace_id_kind"),
        sqlite_autoincrement=True,
    )


def _inbound_event() -> None:
    op.create_table(
        "inbound_event",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_inbound_event_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_inbound_event"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_inbound_event_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "key", name="uq_inbound_event_workspace_id_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_inbound_event_workspace_id_state",
        "inbound_event",
        ["workspace_id", "state"],
        unique=False,
    )


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("changeset_id", ID, nullable=True),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "changeset_id"],
            ["changeset.workspace_id", "changeset.id"],
            name="fk_job_workspace_id_changeset_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["user.workspace_id", "user.id"],
            name="fk_job_workspace_id_user_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_job_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_job_workspace_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_job_workspace_id_changeset_id", "job", ["workspace_id", "changeset_id"], unique=False
    )
