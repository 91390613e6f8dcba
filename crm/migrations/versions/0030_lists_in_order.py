"""Lists of a million contacts are read in their order on PostgreSQL, not sorted first."""

from alembic import op
from sqlalchemy import column as of

from crm.engine import sql

revision = "0030"
down_revision = "0029"

SORTED = ("name_key", "created_at")
COMPARED = {
    "contact": ("title", "city", "country", "source"),
    "company": ("industry", "city", "country"),
    "lead": ("source",),
    "deal": ("source",),
    "ticket": ("category",),
}


def upgrade() -> None:
    """Two indexes of what is not archived take the place of two, and words are counted."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for column in SORTED:
        op.drop_index(f"ix_contact_workspace_id_archived_at_{column}", "contact")
        op.create_index(
            f"ix_contact_by_{column}",
            "contact",
            ["workspace_id", column, "id"],
            postgresql_where=of("archived_at").is_(None),
        )
    for table, columns in COMPARED.items():
        for column in columns:
            op.execute(sql.COMPARED.format(name=_name(table, column), table=table, column=column))


def downgrade() -> None:
    """Put the two indexes back."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in COMPARED.items():
        for column in columns:
            op.execute(f"DROP STATISTICS {_name(table, column)}")
    for column in SORTED:
        op.drop_index(f"ix_contact_by_{column}", "contact")
        op.create_index(
            f"ix_contact_workspace_id_archived_at_{column}",
            "contact",
            ["workspace_id", "archived_at", column],
        )


def _name(table: str, column: str) -> str:
    return f"words_{table}_{column}"
