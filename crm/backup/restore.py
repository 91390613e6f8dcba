"""Restoring a backup: checked first, restored beside, counted, and only then put in place."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, MetaData, inspect

from crm.backup import manifest, postgres
from crm.backup.manifest import BackupRefused, Manifest
from crm.backup.take import counted


def restore(engine: Engine, backup: Path) -> Manifest:
    """Replace a database by a backup; refuses any mismatch and then leaves all as it was.

    Raises `BackupRefused`. Stop `serve` and `worker` first: SQLite's file is replaced as a whole.
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
    """Load and count; what was there before is kept beside, and put back on a mismatch."""
    engine.dispose()
    with TemporaryDirectory(prefix="rapport-restore-") as folder:
        before = Path(folder) / "before"
        postgres.run("pg_dump", engine.url, "--format=custom", f"--file={before}")
        _load(engine, backup)
        try:
            with engine.connect() as connection:
                tables = inspect(connection).get_table_names()
                _compare(manifest.count(connection, tables), checked)
        except BackupRefused:
            engine.dispose()
            _empty(engine)
            _load(engine, before)
            raise


def _load(engine: Engine, dump: Path) -> None:
    postgres.run(
        "pg_restore", engine.url, "--clean", "--if-exists", "--single-transaction", str(dump)
    )


def _empty(engine: Engine) -> None:
    """Drop what a refused backup brought: it may hold tables that were not there before."""
    found = MetaData()
    found.reflect(engine)
    found.drop_all(engine)


def _compare(found: dict[str, tuple[int, str]], checked: Manifest) -> None:
    wrong = sorted(name for name in checked.tables if found.get(name) != checked.tables[name])
    if wrong:
        raise BackupRefused(f"rows differ from the manifest in: {', '.join(wrong)}")
