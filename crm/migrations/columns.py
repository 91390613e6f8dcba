"""Column types of the steps, fixed here so that later changes of the models do not change them."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from crm.engine import sql

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def Moment() -> sa.DateTime:  # noqa: N802 - stands for the models' column type
    """A moment: with a zone on PostgreSQL, UTC without one on SQLite."""
    return sa.DateTime(timezone=True)


def hide_rows(connection: sa.Connection, tables: Iterable[str]) -> None:
    """Hide the tables' rows from other workspaces, on PostgreSQL."""
    _each(connection, tables, sql.row_rules)


def show_rows(connection: sa.Connection, tables: Iterable[str]) -> None:
    """Take the row-level rules off again."""
    _each(connection, tables, sql.drop_row_rules)


def _each(connection: sa.Connection, tables: Iterable[str], rules: object) -> None:
    if connection.dialect.name != "postgresql":
        return
    assert callable(rules)
    for table in tables:
        for statement in rules(table):
            connection.exec_driver_sql(statement)


def require(connection: sa.Connection, table: str, column: str, *, required: bool) -> None:
    """Let a column be empty, or not any more; SQLite's table is not built anew for it."""
    if connection.dialect.name == "postgresql":
        op.alter_column(table, column, nullable=not required)
    else:
        sql.require_sqlite(connection, table, column, required=required)
