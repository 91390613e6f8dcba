"""The manifest of a backup: what the file is, and what must be found in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, inspect, select
from sqlalchemy.types import LargeBinary, String

from crm import migrations
from crm.models import Base


class BackupRefused(Exception):
    """A backup that is not what its manifest says, or cannot be taken or restored here."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup's facts; `tables` holds each table's row count and order-free hash."""

    sha256: str
    schema: str
    database: str
    app_version: str
    taken_at: str
    tables: dict[str, tuple[int, str]]

    def write(self, backup: Path) -> None:
        """Write the manifest beside its backup."""
        beside(backup).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @property
    def rows(self) -> int:
        """How many rows the backup holds."""
        return sum(count for count, _ in self.tables.values())


def beside(backup: Path) -> Path:
    """Where the manifest of a backup lies."""
    return backup.with_name(backup.name + ".manifest.json")


def read(backup: Path) -> Manifest:
    """The manifest of a backup; raises `BackupRefused` where there is none that can be read."""
    try:
        stored = json.loads(beside(backup).read_text(encoding="utf-8"))
        tables = {name: (int(n), str(h)) for name, (n, h) in stored.pop("tables").items()}
        return Manifest(**stored, tables=tables)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupRefused(f"{beside(backup)} is missing or cannot be read") from error


def check(backup: Path) -> Manifest:
    """Check a backup's file against its manifest; raises `BackupRefused` on any mismatch."""
    manifest = read(backup)
    if not backup.is_file():
        raise BackupRefused(f"{backup} is not there")
    if file_hash(backup) != manifest.sha256:
        raise BackupRefused(f"{backup} is damaged: its hash is not the manifest's")
    if not migrations.known(manifest.schema):
        raise BackupRefused(
            f"{backup} has schema {manifest.schema}, which this version is too old for"
        )
    return manifest


def file_hash(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    hasher = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            hasher.update(piece)
    return hasher.hexdigest()


def count(connection: Connection, present: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Each table's row count and order-free hash, as the connection sees them."""
    names = set(present)
    return {
        table.name: _digest(connection, table)
        for table in Base.metadata.sorted_tables
        if table.name in names
    }


def _digest(connection: Connection, table: Table) -> tuple[int, str]:
    """The number of rows, and the sum of their hashes: the same in whatever order they come.

    Of an older schema, whose backup goes before a migration, the columns that it has.
    """
    total, number = 0, 0
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    known = [column for column in table.columns if column.name in there]
    columns = [c.cast(String) if not isinstance(c.type, LargeBinary) else c for c in known]
    rows = connection.execution_options(yield_per=5_000).execute(select(*columns))
    for row in rows:
        number += 1
        words = "\x1f".join("\x00" if value is None else str(value) for value in row)
        total += int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "big")
    return number, f"{total % (1 << 64):016x}"
