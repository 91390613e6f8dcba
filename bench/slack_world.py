"""The product before a local Slack, in this process, on a database that can be put back."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import uuid4

import uvicorn
from cryptography.fernet import Fernet
from sqlalchemy import func, select

import sandbox
from bot.app import Parts, build
from bot.manifest import manifest
from bot.settings import Settings
from bot.slack import channels, people
from bot.slack.installing import Grant, install
from bot.web.application import application
from crm import migrations
from crm.engine import catalog, journal
from crm.engine.store import admin_engine
from crm.models import Changeset, Delivery, Role, User
from crm.people import founding
from sandbox.client import Message, Person, Slack

BEGAN = datetime(2026, 11, 20, 15, tzinfo=UTC)  # a Friday
BOT, SECRET = "xoxb-surfaces", "sandbox-secret"
ROLES = {"ana": "rep", "ben": "agent", "mei": "manager", "ada": "admin"}
ROOM, DM = "#sales", "dm"
MOST_CALLS = 1000


@dataclass
class Clock:
    """Stands still, unless it is moved: posts of one channel are a second apart."""

    at: datetime = BEGAN

    def __call__(self) -> datetime:
        """The moment at which it stands."""
        return self.at


@dataclass
class World:
    """Ada in the company's Slack; `kept` are pictures of the database by name."""

    slack: Slack
    parts: Parts
    clock: Clock
    database: Path
    workspace_id: int
    kept: dict[str, Path] = field(default_factory=dict)
    last: str = ""
    heard: float = 0.0
    rooms: frozenset[str] = frozenset()

    @property
    def ada(self) -> Person:
        """The admin."""
        return self.slack.person("ada")

    def settle(self) -> None:
        """Wait until nothing is under way: no event, no work after a commit, no message due."""
        for _ in range(60):
            self.slack.settle(quiet_ms=8)
            self.parts.pool.drain(5)
            # The courier looks a few times a second at most: whoever waits for it looks by himself.
            self.parts.courier.look(self.workspace_id, self.clock())
            self.parts.pool.drain(5)
            if not self.parts.courier.drain() and not self._waiting():
                if self.slack.settle(quiet_ms=8):
                    return
            else:
                self.clock.at += timedelta(seconds=1)

    def _waiting(self) -> int:
        """Messages that are due now or in a moment: those of a channel go a second apart."""
        soon = self.clock.at + timedelta(seconds=10)
        due = (Delivery.state.in_(("due", "sending")), Delivery.next_at <= soon)
        with self.parts.store.read(self.workspace_id) as session:
            return session.scalar(select(func.count(Delivery.id)).where(*due)) or 0

    def keep(self, name: str) -> None:
        """Remember the database as it is."""
        self.kept[name] = self.database.with_name(f"kept-{len(self.kept)}.sqlite")
        _copy(self.database, self.kept[name])

    def back(self, name: str) -> None:
        """Put the database back as it was kept, and the clock to an hour after the beginning."""
        _copy(self.kept[name], self.database)
        self.clock.at = BEGAN + timedelta(hours=1)

    def clear_away(self, names: set[str]) -> None:
        """Rename the channels that an act made in Slack, and open those that it closed.

        Slack is not put back by `back`.
        """
        if not names - self.rooms:
            return
        for one in self.slack.request("GET", "state")["channels"]:
            if one.get("is_archived"):
                self.slack.channel(one["id"], "unarchive")
            if one.get("name", "") in names - self.rooms:
                self.slack.channel(one["id"], "rename", name=f"was-{uuid4().hex[:12]}")
        self.settle()

    def refused(self) -> list[str]:
        """What Slack refused since the last look: methods with Slack's words."""
        since, self.heard = self.heard, time.time()
        calls = self.slack.calls(since=since)
        assert len(calls) < MOST_CALLS, "the sandbox tells of so many calls at most"
        return [f"{one['method']}: {one['error']}" for one in calls if not one["ok"]]

    def news(self) -> list[Message]:
        """What the bot said or edited since the last look, in the room, its threads, Ada's DMs."""
        fresh = [m for place in (ROOM, DM) for m in self.ada.sees_since(place, self.last)]
        self.last = max([self.last, *map(_changed, fresh)])
        return [m for m in fresh if m.raw.get("bot_id")]


def _changed(message: Message) -> str:
    return max(message.ts, str((message.raw.get("edited") or {}).get("ts", "")))


def _copy(source: Path, target: Path) -> None:
    """All pages of a database into another, which may be in use."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


@contextmanager
def running() -> Iterator[World]:
    """The world, served over HTTP on free ports; gone at the end."""
    catalog.load()
    home = Path(tempfile.mkdtemp(prefix="rapport-surfaces-"))
    options = sandbox.Options(rate="off", answer_limit=30.0)
    made = sandbox.create("http://127.0.0.1:9/slack/events", SECRET, BOT, "xapp-x", options=options)
    with (
        made.running() as address,
        Slack(address, timeout=60) as slack,
        _product(made, home) as (parts, clock, url),
    ):
        slack.app(f"{url}/slack/events")
        slack.manifest(manifest())
        world = World(slack, parts, clock, home / "rapport.sqlite", _settled_in(parts))
        world.rooms = frozenset(
            c.get("name", "") for c in slack.request("GET", "state")["channels"]
        )
        yield world
    shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _product(made: sandbox.Sandbox, home: Path) -> Iterator[tuple[Parts, Clock, str]]:
    database = f"sqlite:///{home / 'rapport.sqlite'}"
    engine = admin_engine(database)
    migrations.upgrade(engine)
    engine.dispose()
    given = {
        "slack_bot_token": BOT,
        "slack_signing_secret": SECRET,
        "database_url": database,
        "slack_api_url": made.api_url,
        "rapport_home": str(home),
        "rapport_secret_key": Fernet.generate_key().decode(),
    }
    clock = Clock()
    parts = build(Settings(_env_file=None, **given), clock=clock)  # type: ignore[arg-type]  # names of settings
    founding.found(parts.store, clock())
    config = uvicorn.Config(application(parts), "127.0.0.1", 0, log_level="error")
    server, socket = uvicorn.Server(config), config.bind_socket()
    thread = Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    yield parts, clock, f"http://127.0.0.1:{socket.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)
    parts.close()


def _settled_in(parts: Parts) -> int:
    """Install into the workspace `local`, meet everybody, give the roles."""
    grant = Grant("T0HOME0001", "Northwind", "U0BOT00001", BOT)
    workspace_id = install(parts.store, parts.vault, grant, parts.clock())
    installed = parts.installations.of_workspace(workspace_id)
    assert installed is not None
    people.sync_all(parts.wiring, installed)
    channels.sync_all(parts.wiring, installed)
    with parts.store.write(workspace_id) as session:
        now = parts.clock()
        journal.open_changeset(session, Changeset(command="x", recorded_at=now, effective_at=now))
        for person in session.scalars(select(User).where(User.handle.in_(ROLES))):
            session.add(Role(user_id=person.id, name=ROLES[person.handle]))
    return workspace_id
