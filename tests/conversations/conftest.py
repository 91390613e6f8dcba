"""The demo company at work: the product as `rapport serve` runs it, and people to act as."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn
from sqlalchemy import func, select

from bench.local_slack import PATIENT, free_port, wait_for
from bot.app import Parts, build
from bot.settings import Settings
from bot.slack.connecting import welcome
from bot.web.application import application
from bot.web.serve import sandboxed, with_sandbox
from crm import demo
from crm.engine import catalog
from crm.engine.store import Store
from crm.models import Delivery, Workspace
from crm.outreach.cards import turns
from crm.people import founding
from sandbox.client import Message, Person, Slack

# A Wednesday: 11 in the morning in New York, 16:00 in Berlin, 23:00 in Shanghai.
STARTED = datetime(2026, 3, 11, 15, 0, tzinfo=UTC)
WAITING = ("due", "sending")


@dataclass
class Clock:
    """Runs on from `STARTED` as real time does, and can be moved forward."""

    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return STARTED + self.ahead + (datetime.now(UTC) - self.began)


@dataclass
class World:
    """The demo company's Slack: act by `ana`, `ben`, `mei`, `ada` and `jane`."""

    slack: Slack
    parts: Parts
    clock: Clock
    url: str

    def __getattr__(self, name: str) -> Person:
        if name not in {"ana", "ben", "mei", "ada", "jane"}:
            raise AttributeError(name)
        return self.slack.person(name)

    def settle(self) -> None:
        """Wait until nothing is under way: no event, no work after a commit, no message due."""
        for _ in range(200):
            self.slack.settle(quiet_ms=30)
            self.parts.pool.drain(5)
            self.parts.courier.nudge()
            if not self._waiting() and self.slack.settle(quiet_ms=30):
                return
            self.clock.ahead += timedelta(seconds=1)  # Rapport posts once a second and channel

    def pass_time(self, **span: float) -> None:
        """Let time pass, do what is then owed, and wait until all of it is sent."""
        self.clock.ahead += timedelta(**span)
        self.settle()
        self.parts.tick(self.clock())
        self.settle()

    def until(self, moment: datetime) -> None:
        """Let time pass until a moment."""
        self.pass_time(seconds=(moment - self.clock()).total_seconds())

    def rows(self, model: Any, *conditions: Any) -> list[Any]:
        """Stored rows of the workspace, the oldest first."""
        with self.parts.store.read(self.workspace_id) as session:
            return list(session.scalars(select(model).where(*conditions).order_by(model.id)))

    @property
    def workspace_id(self) -> int:
        with self.parts.store.read(None) as session:
            return session.scalars(select(Workspace.id)).one()

    def _waiting(self) -> int:
        due = (Delivery.state.in_(WAITING), Delivery.next_at <= self.clock())
        with self.parts.store.read(self.workspace_id) as session:
            waiting = session.scalar(select(func.count(Delivery.id)).where(*due)) or 0
            return waiting + turns.behind(session, self.clock())

    def deal(self, name: str, words: str = "12k close next fri") -> Message:
        """Ana opens a deal with Acme in #sales; its card."""
        return self.tell(self.ana, f'/deal add Acme "{name}" {words}')

    def ticket(self, asked: str = "Our import fails since monday.") -> tuple[Message, Message]:
        """Jane asks in #acme, Ben makes a ticket of it; her question, and the triage card."""
        question = self.jane.say("#acme", asked).message
        assert question is not None
        self.settle()
        assert self.ben.shortcut("make_ticket", question).status == 200
        self.settle()
        return question, self.ben.last("#support")

    def tell(self, person: Person, text: str, channel: str = "#sales") -> Message:
        """Send a slash command written as in Slack; what the person then sees last there."""
        name, _, words = text.partition(" ")
        done = person.command(name, words, channel=channel)
        assert done.status == 200, (text, done.raw)
        self.settle()
        return done.message or person.last(channel)


def ref(card: Message) -> str:
    """The reference at the head of a card, such as D-151."""
    return card.text.split()[0].strip("*")


@pytest.fixture(scope="session")
def demo_company(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demo company as it stands at `STARTED`."""
    path = tmp_path_factory.mktemp("demo") / "rapport.sqlite"
    shutil.copy(sqlite_template, path)
    catalog.load()
    store = Store(f"sqlite:///{path}")
    founding.found(store, STARTED)
    with store.read(None) as session:
        workspace_id = session.scalars(select(Workspace.id)).one()
    demo.tell(store, workspace_id, STARTED)
    store.close()
    return path


@contextmanager
def at_work(company: Path, home: Path, **more: Any) -> Iterator[World]:
    """The product on a copy of the company, served with its sandbox, courier and schedule."""
    shutil.copy(company, home / "rapport.sqlite")
    given = {"rapport_home": home, "port": free_port(), **more}
    settings = sandboxed(Settings(_env_file=None, **given))
    clock = Clock()
    parts = build(settings, clock=clock, guarded=True)
    running = parts.start()
    app = application(parts)
    with_sandbox(app, parts, clock)
    server = uvicorn.Server(
        uvicorn.Config(app, settings.host, settings.port, log_level="error", ws="websockets-sansio")
    )
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    url = f"http://{settings.host}:{settings.port}"
    wait_for(f"{url}/sandbox/_control/state", 60)
    with Slack(f"{url}/sandbox", timeout=60) as slack:
        slack.options(rate="off", **PATIENT)
        world = World(slack, parts, clock, url)
        welcome(parts.wiring, world.workspace_id)
        world.settle()
        yield world
    server.should_exit = True
    thread.join(10)
    running.stop()


@pytest.fixture(scope="session")
def world(demo_company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The demo company at work, once for all conversations."""
    with at_work(demo_company, tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture
def own_world(demo_company: Path, tmp_path: Path) -> Iterator[World]:
    """The demo company at work for one conversation alone, which may break it."""
    with at_work(demo_company, tmp_path) as made:
        yield made


@pytest.fixture
def slack(world: World) -> Slack:
    """The local Slack in which the demo company works."""
    return world.slack
