"""The only raw SQL: pragmas, a PostgreSQL transaction's workspace, roles, row-level rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Table, Text, func, literal, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

from crm.engine import behind, samples
from crm.engine.prepared import Prepared, connection_of

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # 128 MB: a job touches the same leaves of an index step after step, and writes them once
    # (measured: an import of 100,000 on a disk 67 s with 32 MB, 61 with this).
    "PRAGMA wal_autocheckpoint=32000",
    "PRAGMA secure_delete=ON",
    "PRAGMA busy_timeout=2000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-20000",
    # So many rows of each index are looked at for its statistics: milliseconds at any size.
    "PRAGMA analysis_limit=1000",
)

# How often each word stands there is counted as filters compare it, or they are taken for rare.
COMPARED = 'CREATE STATISTICS {name} ON (lower({column} COLLATE "C")) FROM {table}'

# Ids that nobody took some of meanwhile follow each other: the first and the last say them all.
RESERVE = text("""
    SELECT min(id), max(id), CASE WHEN max(id) - min(id) >= count(*) THEN array_agg(id) END
    FROM (
        SELECT nextval(pg_get_serial_sequence(:table, 'id')) AS id FROM generate_series(1, :count)
    ) AS taken
""")

# Only a table's owner may have it counted; the product's role owns none.
STATISTICS = """
    CREATE FUNCTION refresh_statistics(name text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
    $$ BEGIN EXECUTE format('ANALYZE %I', name); END $$
"""


def prepare_sqlite(connection: DBAPIConnection) -> None:
    """Set a new SQLite connection up; transactions are begun by us, not by the driver."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def begin_sqlite(connection: Connection) -> None:
    """Begin at once as a writer where the transaction will write, deferred where it reads."""
    writes = connection.get_execution_options().get("writes", False)
    if writes:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # Straight to the driver: it is done for every read, and cannot fail on a lock.
        connection.connection.cursor().execute("BEGIN")


def analyze(session: Session, tables: Iterable[str]) -> None:
    """Let the database look anew at how values are spread: it chooses plans by that.

    SQLite looks at every table, PostgreSQL at those named.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("ANALYZE")
        _correct(connection)
        return
    for table in sorted(tables):
        connection.execute(text("SELECT refresh_statistics(:table)"), {"table": table})


def _correct(connection: Connection) -> None:
    """Set SQLite's averages of long indexes that begin with the workspace."""
    execute = connection.exec_driver_sql
    workspaces = execute("SELECT count(*) FROM workspace").scalar_one()
    for table, name, stat in execute("SELECT tbl, idx, stat FROM sqlite_stat1").all():
        better = samples.averages(stat, workspaces)
        if better == stat or name is None:
            continue
        first = "SELECT name FROM pragma_index_info(?) ORDER BY seqno LIMIT 1"
        if execute(first, (name,)).scalar() == "workspace_id":
            change = "UPDATE sqlite_stat1 SET stat = ? WHERE tbl = ? AND idx = ?"
            execute(change, (better, table, name))


def enter_workspace(connection: Connection, workspace_id: int) -> None:
    """Name the workspace of this PostgreSQL transaction to its row-level rules."""
    connection.execute(
        text("SELECT set_config('app.workspace', :workspace, true)"),
        {"workspace": str(workspace_id)},
    )


def bypasses_row_rules(engine: Engine) -> bool:
    """Whether the connected PostgreSQL role would see every workspace's rows."""
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).scalar_one()
    return bool(found)


def grant(engine: Engine, role: str) -> None:
    """Let a PostgreSQL role read and write the tables, without owning them."""
    name = engine.dialect.identifier_preparer.quote(role)
    statements = (
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {name}",
    )
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def row_rules(table: str) -> tuple[str, ...]:
    """The statements that hide a table's rows from other workspaces, from its owner too."""
    own = "workspace_id = NULLIF(current_setting('app.workspace', true), '')::bigint"
    return (
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY workspace_only ON "{table}" USING ({own}) WITH CHECK ({own})',
    )


def drop_row_rules(table: str) -> tuple[str, ...]:
    """The statements that undo `row_rules`."""
    return (
        f'DROP POLICY IF EXISTS workspace_only ON "{table}"',
        f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
    )


def insert_once(session: Session, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless one with its unique key is there; says whether it was inserted."""
    connection = connection_of(session)
    statement = _insert_once(connection.dialect.name, table, tuple(values))
    return bool(statement.rows(connection, values))


@lru_cache
def _insert_once(dialect: str, table: Table, columns: tuple[str, ...]) -> Prepared:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return Prepared(insert(table).on_conflict_do_nothing().returning(table.c.id), columns)


def unindexed(column: Any) -> ColumnElement[Any]:
    """A column that the planner looks up in no index, where another serves better."""
    return func.coalesce(column, column, type_=column.type)


def among(column: Any, ids: Sequence[int]) -> ColumnElement[bool]:
    """That a column has one of some ids; a run of them in order needs no list."""
    if ids and ids[-1] - ids[0] + 1 == len(ids) and list(ids) == sorted(ids):
        run: ColumnElement[bool] = column.between(ids[0], ids[-1])
        return run
    return Among(column, literal(json.dumps(list(ids)), Text()))


class Among(FunctionElement[bool]):
    """That a column is one of a JSON list of ids: one text, of whatever length, one plan."""

    inherit_cache = True
    name = "among"
    # A boolean would be compared with 1 on SQLite, past every index.
    type = NullType()  # type: ignore[assignment]  # says so to SQLAlchemy alone


@compiles(Among, "sqlite")
def _among_sqlite(element: Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, ids = element.clauses
    listed = func.json_each(ids).table_valued("value")
    return compiler.process(column.in_(select(listed.c.value)), **kw)


@compiles(Among, "postgresql")
def _among_postgresql(element: Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, ids = (compiler.process(one, **kw) for one in element.clauses)
    return f"{column} = ANY (CAST(translate({ids}, '[]', '{{}}') AS BIGINT[]))"


def reserve_ids(session: Session, table: str, count: int) -> range | list[int]:
    """Take ids for rows that are then inserted in one statement.

    SQLite's writer holds the only lock, so the next ids are its own; PostgreSQL's sequence gives
    each id once, whatever becomes of the transaction. They are taken when they are needed: parts
    of a record are read in the order of their ids.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        with behind.free(connection) as other:
            first, last, ids = other.execute(RESERVE, {"table": table, "count": count}).one()
        return ids or range(first, last + 1)
    statement = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
    first = (connection.execute(statement, {"table": table}).scalar() or 0) + 1
    return range(first, first + count)


def alive(session: Session) -> bool:
    """Whether the database answers."""
    return bool(session.execute(text("SELECT 1")).scalar_one())


def require_sqlite(connection: Connection, table: str, column: str, *, required: bool) -> None:
    """Take NOT NULL off an integer column of an SQLite table, or put it on.

    The rows on disk stay as they are, so only the stored definition changes, as SQLite's own
    documentation of ALTER TABLE describes; building the table anew would break the links to it.
    """
    free, firm = f"{column} INTEGER,", f"{column} INTEGER NOT NULL,"
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.execute(
        text(
            "UPDATE sqlite_schema SET sql = replace(sql, :old, :new)"
            " WHERE type = 'table' AND name = :name"
        ),
        {"old": free if required else firm, "new": firm if required else free, "name": table},
    )
    connection.exec_driver_sql("PRAGMA writable_schema=RESET")
