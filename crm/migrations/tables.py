"""The shape that a workspace's tables share, fixed here as the column types are."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import ID


def to(name: str, table: str, *, nullable: bool) -> sa.Column[int]:
    """A column that points at a row of a table in the same workspace."""
    return sa.Column(name, ID, nullable=nullable, info={"to": table})


def make(
    table: str,
    *columns: sa.Column[Any] | sa.UniqueConstraint,
    unique: tuple[tuple[str, ...], ...] = (),
    indexes: tuple[tuple[str, ...], ...] = (),
    is_numbered: bool = False,
) -> None:
    """Make a table of a workspace; the workspace is put in front of every key."""
    own: list[Any] = [*columns, sa.Column("id", ID, nullable=False)]
    own.append(sa.Column("workspace_id", ID, nullable=False))
    if is_numbered:
        own.insert(0, sa.Column("number", sa.Integer(), nullable=False))
    keys = [("id",), *unique, *([("number",)] if is_numbered else [])]
    own += [sa.UniqueConstraint("workspace_id", *key, name=_key(table, key)) for key in keys]
    own += [
        _link(table, column)
        for column in columns
        if isinstance(column, sa.Column) and "to" in column.info
    ]
    name = f"fk_{table}_workspace_id"
    own.append(sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=name))
    own.append(sa.PrimaryKeyConstraint("id", name=f"pk_{table}"))
    op.create_table(table, *own, sqlite_autoincrement=True)
    for names in indexes:
        within = ("workspace_id", *names)
        op.create_index(index_name(table, within), table, within)


def index_name(table: str, names: tuple[str, ...]) -> str:
    """What an index on these columns is called."""
    return "_".join(("ix", table, *names))


def _link(table: str, column: sa.Column[Any]) -> sa.ForeignKeyConstraint:
    target = column.info["to"]
    return sa.ForeignKeyConstraint(
        ["workspace_id", column.name],
        [f"{target}.workspace_id", f"{target}.id"],
        name=f"fk_{table}_workspace_id_{column.name}",
    )


def _key(table: str, names: tuple[str, ...]) -> str:
    return "_".join(("uq", table, "workspace_id", *names))
