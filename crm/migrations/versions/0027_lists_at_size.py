"""Lists of a million contacts and the words of many companies are read off indexes alone."""

from alembic import op

revision = "0027"
down_revision = "0026"

TITLES = "ix_contact_workspace_id_archived_at_title"
LISTED = "ix_contact_listed"
COLUMNS = ("title", "name", "city", "country", "source", "owner_id", "company_id")
WORDS = {"company": ("industry", "city", "country"), "lead": ("source",)}


def upgrade() -> None:
    """On SQLite one wide index takes the titles' place; PostgreSQL scans with several workers."""
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index(TITLES, "contact")
        op.create_index(LISTED, "contact", ["workspace_id", "archived_at", *COLUMNS])
    for table, columns in WORDS.items():
        for column in columns:
            op.create_index(f"ix_{table}_workspace_id_{column}", table, ["workspace_id", column])


def downgrade() -> None:
    """Put the titles' index back."""
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index(LISTED, "contact")
        op.create_index(TITLES, "contact", ["workspace_id", "archived_at", "title"])
    for table, columns in WORDS.items():
        for column in columns:
            op.drop_index(f"ix_{table}_workspace_id_{column}", table)
