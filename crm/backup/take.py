"""Taking a backup while others go on writing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect, text

from crm import migrations
from crm.backup import manifest, postgres
from crm.backup.manifest import BackupRefused, Manifest
from crm.engine import sql


def take(engine: Engine, backup: Path, now: datetime) -> Manifest:
    """Copy a database to a file with its manifest beside it; `now` is aware UTC.

    SQLite is copied in one piece by its backup interface, PostgreSQL by `pg_dump` from the same
    snapshot that the manifest counts. Raises `BackupRefused`, leaving no half a backup.
    """
    schema = migrations.current(engine)
    if schema is None:
        raise BackupRefused("there is no schema to back up yet; run rapport migrate")
    backup.parent.mkdir(parents=True, exist_ok=True)
    draft = backup.with_name(backup.name + ".part")
    is_sqlite = engine.dialect.name == "sqlite"
    tables = _copy_sqlite(engine, draft) if is_sqlite else _dump(engine, draft)
    made = Manifest(
        sha256=manifest.file_hash(draft),
        schema=schema,
        database=engine.dialect.name,
        app_version=version("rapport"),
        taken_at=now.isoformat(),
        tables=tables,
    )
    made.write(backup)
    draft.replace(backup)
    return made


def _copy_sqlite(engine: Engine, draft: Path) -> dict[str, tuple[int, str]]:
    draft.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(str(engine.url.database))) as source,
        closing(sqlite3.connect(draft)) as target,
    ):
        source.backup(target, pages=-1)
        target.execute("PRAGMA journal_mode=DELETE")
    return counted(draft)


def counted(copy: Path) -> dict[str, tuple[int, str]]:
    """What is in a SQLite copy, counted from the copy so that no writer waits."""
    engine = create_engine(f"sqlite:///{copy}")
    try:
        with engine.connect() as connection:
            return manifest.count(connection, inspect(connection).get_table_names())
    finally:
        engine.dispose()


def _dump(engine: Engine, draft: Path) -> dict[str, tuple[int, str]]:
    if not sql.bypasses_row_rules(engine):
        raise BackupRefused(
            "this database role sees no workspace's rows, so the backup would be empty; "
            "name the owner's address in DATABASE_ADMIN_URL"
        )
    with engine.connect() as connection:
        snapshot = _snapshot(connection)
        postgres.run(
            "pg_dump", engine.url, "--format=custom", f"--snapshot={snapshot}", f"--file={draft}"
        )
        return manifest.count(connection, inspect(connection).get_table_names())


def _snapshot(connection: Connection) -> str:
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    return str(connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())
