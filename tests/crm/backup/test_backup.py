"""A backup proves itself: what is restored is what was there, and damage is found."""

import random
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, func, select

from crm import backup, migrations
from crm.backup import BackupRefused
from crm.engine import journal
from crm.engine.store import Store, admin_engine
from crm.models import Changeset, Company
from crm.people import founding

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def add_companies(store, names):
    """Store companies in the first workspace, journaled as a command's."""
    with store.write(1) as session:
        journal.open_changeset(session, Changeset(command="x", recorded_at=NOW, effective_at=NOW))
        known = session.scalar(select(func.max(Company.number))) or 0
        for number, name in enumerate(names, known + 1):
            session.add(Company(name=name, name_key=name.lower(), number=number, created_at=NOW))


def companies(store):
    with store.read(1) as session:
        return sorted(session.scalars(select(Company.name)))


@pytest.fixture
def filled(store):
    """A store with a workspace and some companies."""
    founding.found(store, NOW)
    add_companies(store, ["Acme", "北风公司", "Blue <Sky>"])
    return store


@pytest.fixture
def owner(database):
    """The owner's engine: who takes and restores backups."""
    engine = admin_engine(database.admin_url)
    yield engine
    engine.dispose()


def test_what_is_restored_is_what_was_there(filled, owner, tmp_path):
    made = backup.take(owner, tmp_path / "one.backup", NOW)
    add_companies(filled, ["Came later"])
    filled.engine.dispose()
    restored = backup.restore(owner, tmp_path / "one.backup")
    assert restored == made
    assert companies(filled) == ["Acme", "Blue <Sky>", "北风公司"]
    again = backup.take(owner, tmp_path / "two.backup", NOW + timedelta(days=1))
    assert again.tables == made.tables


def test_every_one_of_twenty_damages_is_found(filled, owner, tmp_path):
    sound = tmp_path / "sound.backup"
    backup.take(owner, sound, NOW)
    chance = random.Random(7)
    for _ in range(20):
        damaged = tmp_path / "damaged.backup"
        content = bytearray(sound.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        damaged.write_bytes(content)
        shutil.copy(f"{sound}.manifest.json", f"{damaged}.manifest.json")
        with pytest.raises(BackupRefused, match="damaged"):
            backup.verify(damaged)
        with pytest.raises(BackupRefused, match="damaged"):
            backup.restore(owner, damaged)
    assert companies(filled) == ["Acme", "Blue <Sky>", "北风公司"]


def test_rows_that_differ_from_the_manifest_are_refused_before_anything_changes(
    filled, owner, tmp_path
):
    file = tmp_path / "one.backup"
    made = backup.take(owner, file, NOW)
    add_companies(filled, ["Still here"])
    replace(made, tables=made.tables | {"company": (2, "0")}).write(file)
    filled.engine.dispose()
    with pytest.raises(BackupRefused, match="rows differ from the manifest in: company"):
        backup.restore(owner, file)
    assert "Still here" in companies(filled)


def test_a_backup_without_its_manifest_or_of_a_newer_schema_is_refused(filled, owner, tmp_path):
    file = tmp_path / "one.backup"
    made = backup.take(owner, file, NOW)
    replace(made, schema="9999").write(file)
    with pytest.raises(BackupRefused, match="too old for"):
        backup.verify(file)
    (tmp_path / "one.backup.manifest.json").unlink()
    with pytest.raises(BackupRefused, match="missing or cannot be read"):
        backup.verify(file)


def test_a_role_that_row_rules_bind_cannot_take_an_empty_backup(postgres, tmp_path):
    database = postgres.fresh()
    store = Store(database.url)
    founding.found(store, NOW)
    store.close()
    with pytest.raises(BackupRefused, match="DATABASE_ADMIN_URL"):
        backup.take(create_engine(database.url), tmp_path / "empty.backup", NOW)
    assert not (tmp_path / "empty.backup").exists()


def test_a_backup_of_an_older_schema_is_taken_before_a_migration(tmp_path):
    engine = admin_engine(f"sqlite:///{tmp_path / 'older.sqlite'}")
    for version in ("0009", "0017", "0023"):
        migrations.upgrade(engine, version)
        kept = tmp_path / f"{version}.backup"
        backup.take(engine, kept, datetime.now(UTC))
        assert kept.exists()
    engine.dispose()
