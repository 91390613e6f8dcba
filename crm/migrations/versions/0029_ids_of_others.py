"""Records are looked up by another system's id whichever system that is."""

from alembic import op

revision = "0029"
down_revision = "0028"

INDEX = "ix_external_id_workspace_id_record_kind_key"


def upgrade() -> None:
    """Without it every look-up walked all ids of a kind."""
    op.create_index(INDEX, "external_id", ["workspace_id", "record_kind", "key"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index(INDEX, "external_id")
