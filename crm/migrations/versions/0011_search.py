"""Saved views and the words that are searched."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import ID, KEY, Moment, hide_rows, show_rows

revision = "0011"
down_revision = "0010"

# A list of a million contacts is counted and ordered within these.
COVERED = ("name_key", "created_at", "title")
TENANTS = ("search_word", "search_stub", "saved_view")


def upgrade() -> None:
    """Make the tables."""
    _words()
    _views()
    for column in COVERED:
        op.create_index(
            f"ix_contact_workspace_id_archived_at_{column}",
            "contact",
            ["workspace_id", "archived_at", column],
        )
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    for column in COVERED:
        op.drop_index(f"ix_contact_workspace_id_archived_at_{column}", "contact")
    show_rows(op.get_bind(), TENANTS)
    for table in reversed(TENANTS):
        op.drop_table(table)


def _words() -> None:
    op.create_table(
        "search_word",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("word", KEY, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("source", sa.SmallInteger(), nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_search_word_workspace_id"
        ),
        sa.PrimaryKeyConstraint(
            *("workspace_id", "word", "kind", "record_id", "source", "row_id"),
            name="pk_search_word",
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_stub",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("stub", KEY, nullable=False),
        sa.Column("word", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_search_stub_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "stub", "word", name="pk_search_stub"),
        sqlite_with_rowid=False,
    )


def _views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["user.workspace_id", "user.id"],
            name="fk_saved_view_workspace_id_user_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_saved_view_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_saved_view_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "name_key", name="uq_saved_view_workspace_id_name_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_saved_view_workspace_id_user_id", "saved_view", ["workspace_id", "user_id"])
