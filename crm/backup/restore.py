"""Restoring a backup: checked first, restored beside, counted, and only then put in place."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import Engine, inspect

from crm.backup import manifest, postgres
from crm.backup.manifest import BackupRefused, Manifest
from crm.backup.take import counted


def restore(engine: Engine, backup: Path) -> Manifest:
    """Replace a database by a backup; raises `BackupRefused` on any mismatch, before it changes.

    Stop `serve` and `worker` first: SQLite's file is replaced as a whole.
    """
    checked = manifest.check(backup)
    if checked.database != engine.dialect.name:
        raise BackupRefused(f"the backup is of {checked.database}, this is {engine.dialect.name}")
    if engine.dialect.name == "sqlite":
        _replace_file(engine, backup, checked)
    else:
        _load_dump(engine, backup, checked)
    return checked


def verify(backup: Path) -> Manifest:
    """Check a backup's file, and for SQLite every table's rows, against the manifest."""
    checked = manifest.check(backup)
    if checked.database == "sqlite":
        _compare(counted(backup), checked)
    return checked


def _replace_file(engine: Engine, backup: Path, checked: Manifest) -> None:
    database = Path(str(engine.url.database))
    database.parent.mkdir(parents=True, exist_ok=True)
    draft = database.with_name(database.name + ".restored")
    shutil.copyfile(backup, draft)
    _compare(counted(draft), checked)
    engine.dispose()
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    draft.replace(database)


def _load_dump(engine: Engine, backup: Path, checked: Manifest) -> None:
    engine.dispose()
    postgres.run(
        "pg_restore", engine.url, "--clean", "--if-exists", "--single-transaction", str(backup)
    )
    with engine.connect() as connection:
        _compare(manifest.count(connection, inspect(connection).get_table_names()), checked)


def _compare(found: dict[str, tuple[int, str]], checked: Manifest) -> None:
    wrong = sorted(name for name in checked.tables if found.get(name) != checked.tables[name])
    if wrong:
        raise BackupRefused(f"rows differ from the manifest in: {', '.join(wrong)}")
