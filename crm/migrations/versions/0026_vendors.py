"""Ids of other systems know which system they are of: the id 1 of two systems is two records."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0023"

TABLES = ("external_id", "open_link")
KEY = "uq_external_id_workspace_id_record_kind_key"
WIDER = "uq_external_id_workspace_id_vendor_record_kind_key"


def upgrade() -> None:
    """Add the system; that of the ids that are here stands in the plans of their imports."""
    for table in TABLES:
        op.add_column(table, sa.Column("vendor", sa.String(20), nullable=False, server_default=""))
    _name_vendors(op.get_bind())
    _exchange(KEY, WIDER, ["workspace_id", "vendor", "record_kind", "key"])


def downgrade() -> None:
    """Take the system off again; where two systems had one id, the first record keeps it."""
    connection = op.get_bind()
    ids = sa.table("external_id", *map(sa.column, ("id", "workspace_id", "record_kind", "key")))
    first = (
        sa.select(sa.func.min(ids.c.id))
        .group_by(ids.c.workspace_id, ids.c.record_kind, ids.c.key)
        .scalar_subquery()
    )
    connection.execute(sa.delete(ids).where(ids.c.id.not_in(first)))
    _exchange(WIDER, KEY, ["workspace_id", "record_kind", "key"])
    for table in TABLES:
        op.drop_column(table, "vendor")


def _name_vendors(connection: sa.Connection) -> None:
    runs = sa.table("import_run", sa.column("id"), sa.column("plan", sa.JSON()))
    ids = sa.table("external_id", sa.column("run_id"), sa.column("vendor"))
    for run_id, plan in connection.execute(sa.select(runs.c.id, runs.c.plan)).all():
        vendor = (plan or {}).get("vendor", "")
        if vendor != "rapport":
            mine = sa.update(ids).where(ids.c.run_id == run_id)
            connection.execute(mine.values(vendor=vendor))


def _exchange(old: str, new: str, columns: list[str]) -> None:
    """Put one key in another's place; SQLite builds its table anew and keeps its counter."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(old, "external_id", type_="unique")
        op.create_unique_constraint(new, "external_id", columns)
        return
    counters = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
    mine = counters.c.name == "external_id"
    last = connection.scalar(sa.select(counters.c.seq).where(mine))
    with op.batch_alter_table("external_id", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(old, type_="unique")
        batch.create_unique_constraint(new, columns)
    if last is not None:
        connection.execute(sa.update(counters).where(mine).values(seq=last))
