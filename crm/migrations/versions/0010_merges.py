"""Duplicates found, decided and merged."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import ID, Moment, hide_rows, show_rows

revision = "0010"
down_revision = "0009"

TENANTS = ("duplicate_candidate", "duplicate_key", "duplicate_mark", "merge")


def upgrade() -> None:
    """Make the tables."""
    _candidate()
    _key()
    _mark()
    _merge()
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    show_rows(op.get_bind(), TENANTS)
    for table in reversed(TENANTS):
        op.drop_table(table)


def _own(table: str) -> tuple[object, ...]:
    return (
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("workspace_id", "id", name=f"uq_{table}_workspace_id_id"),
    )


def _user(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", column],
        ["user.workspace_id", "user.id"],
        name=f"fk_{table}_workspace_id_{column}",
    )


def _index(table: str, *columns: str) -> None:
    named = "_".join(columns)
    op.create_index(f"ix_{table}_workspace_id_{named}", table, ["workspace_id", *columns])


def _candidate() -> None:
    table = "duplicate_candidate"
    op.create_table(
        table,
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("found_at", Moment(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by_id", ID, nullable=True),
        *_own(table),
        _user(table, "decided_by_id"),
        sa.UniqueConstraint(
            "workspace_id",
            "kind",
            "one_id",
            "other_id",
            name="uq_duplicate_candidate_workspace_id_kind_one_id_other_id",
        ),
        sqlite_autoincrement=True,
    )
    _index(table, "state", "score")
    _index(table, "other_id")


def _key() -> None:
    table = "duplicate_key"
    op.create_table(
        table,
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("of_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        *_own(table),
        sqlite_autoincrement=True,
    )
    _index(table, "kind", "key")
    _index(table, "kind", "of_id")


def _mark() -> None:
    table = "duplicate_mark"
    op.create_table(
        table,
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        *_own(table),
        sa.UniqueConstraint("workspace_id", "kind", name="uq_duplicate_mark_workspace_id_kind"),
        sqlite_autoincrement=True,
    )


def _merge() -> None:
    table = "merge"
    op.create_table(
        table,
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("merged_at", Moment(), nullable=False),
        sa.Column("taken_back_at", Moment(), nullable=True),
        sa.Column("back_changeset_id", sa.Integer(), nullable=True),
        *_own(table),
        _user(table, "user_id"),
        sqlite_autoincrement=True,
    )
    _index(table, "kind", "gone_id")
    _index(table, "kind", "kept_id")
