"""A small company on a real store, and people who say things to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from crm.engine import catalog, journal, refs
from crm.engine import settings as workspace_settings
from crm.engine.call import Call, Caller, Place
from crm.engine.command import REGISTRY
from crm.engine.reply import Actions, Button, FormView, Menu, Reply
from crm.engine.run import Answer, Asked, run
from crm.engine.store import Store
from crm.engine.texts import Reader, say
from crm.language import grammar
from crm.models import (
    Base,
    Changeset,
    Channel,
    Company,
    Contact,
    ContactPoint,
    Deal,
    Pipeline,
    Role,
    Stage,
    Team,
    User,
    Workspace,
)
from crm.people import user

catalog.load()
FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)
STAGES = (
    ("Qualified", 20, "open"),
    ("Proposal", 50, "open"),
    ("Negotiation", 75, "open"),
    ("Won", 100, "won"),
    ("Lost", 0, "lost"),
)
PEOPLE = (
    ("ana", "Ana Ruiz", "America/New_York", "en-US", "rep"),
    ("ben", "Ben Wolf", "Europe/Berlin", "en-US", "agent"),
    ("mei", "梅", "Asia/Shanghai", "zh-CN", "manager"),
    ("ada", "Ada Byron", "Europe/Berlin", "en-US", "admin"),
    ("jane", "Jane Foster", "America/New_York", "en-US", None),
)
SALES, SUPPORT, ACME = "C0SALES", "C0SUPPORT", "C0ACME"
PLACES = {
    SALES: Place(SALES, language="en", zone="America/New_York"),
    SUPPORT: Place(SUPPORT, language="en", zone="Europe/Berlin"),
    ACME: Place(ACME, is_external=True),
}


@dataclass
class World:
    """The store, what time it is, and who may speak."""

    store: Store
    now: datetime = FRIDAY

    def as_(self, handle: str) -> Speaker:
        """One of the people."""
        return Speaker(self, handle)

    def later(self, **span: float) -> World:
        """The same world some time on."""
        self.now += timedelta(**span)
        return self

    def all(self, statement: Any) -> list[Any]:
        """The rows of a statement, in the world's workspace."""
        with self.store.read(1) as session:
            return list(session.scalars(statement))

    def one(self, statement: Any) -> Any:
        """The only row of a statement."""
        (row,) = self.all(statement)
        return row

    def settings(self) -> workspace_settings.Settings:
        """The workspace's settings."""
        with self.store.read(1) as session:
            return workspace_settings.read(session)

    def lines(self, answer: Answer, language: str = "en") -> str:
        """All that an answer says, as somebody reads it."""
        return lines(answer.reply, language)

    def button(self, answer: Answer, command: str) -> Any:
        """The first button or menu of an answer that runs a command."""
        return button(answer.reply, command)

    def change(self, work: Any) -> Any:
        """Do something to the store outside any command, journaled."""
        with self.store.write(1) as session:
            made = Changeset(command="test", recorded_at=self.now, effective_at=self.now)
            journal.open_changeset(session, made)
            return work(session)


@dataclass
class Speaker:
    """One of the people, at a place."""

    world: World
    handle: str
    place: Place = PLACES[SALES]
    context: dict[str, Any] = field(default_factory=dict)

    def in_(self, channel: str, thread_ts: str | None = None) -> Speaker:
        """The same person somewhere else."""
        place = PLACES.get(channel, Place(channel))
        return replace(self, place=replace(place, thread_ts=thread_ts))

    def with_(self, **context: Any) -> Speaker:
        """The same person with something the outside knows of them."""
        return replace(self, context=context)

    @property
    def caller(self) -> Caller:
        """Who this is to a command."""
        with self.world.store.read(1) as session:
            row = user.by_handle(session, self.handle)
            return user.caller_of(session, row, workspace_settings.read(session))

    def call(self, key: str | None = None, source: Any = "slash") -> Call:
        """A call of this person."""
        key = key or uuid4().hex
        settings = self.world.settings()
        return Call(
            1,
            self.caller,
            self.place,
            self.world.now,
            source,
            key,
            settings,
            context=dict(self.context),
        )

    def says(self, text: str, key: str | None = None) -> Answer:
        """Say a command."""
        spoken = grammar.read(text)
        return run(self.world.store, self.call(key), Asked(spoken.command, spoken.rest))

    def sends(self, command: str, key: str | None = None, **given: Any) -> Answer:
        """Run a command with fields by name, as events, forms and buttons do."""
        asked = Asked(REGISTRY[command], fields=given)
        return run(self.world.store, self.call(key, "event"), asked)

    def presses(self, button: Button | Menu, choice: str | None = None) -> Answer:
        """Press a button or choose from a menu of an answer."""
        given = dict(button.fields)
        if isinstance(button, Menu):
            given[button.picks] = choice
        asked = Asked(REGISTRY[button.command], fields=given, token=button.token)
        return run(self.world.store, self.call(None, "button"), asked)


def lines(reply: Reply, language: str = "en", zone: str = "UTC") -> str:
    """All that a reply says, line by line, as somebody reads it."""
    reader = Reader(language, zone)
    found: list[str] = []
    for view in reply.views:
        found.extend(say(value, reader) for value in _values(view))
    return "\n".join(found)


def _values(part: Any) -> list[Any]:
    if isinstance(part, tuple):
        return [value for item in part for value in _values(item)]
    if type(part).__module__ == "crm.engine.reply" and is_dataclass(part):
        hidden = {"audience", "command", "fields", "token", "style", "bundle", "picks", "value_"}
        names = [f.name for f in fields(part) if f.name not in hidden]
        return [value for name in names for value in _values(getattr(part, name))]
    return [] if part is None or isinstance(part, bool | dict | float) else [part]


def button(reply: Reply, command: str) -> Any:
    """The first button or menu of a reply that runs a command."""
    for view in reply.views:
        items = view.items if isinstance(view, Actions) else getattr(view, "actions", ())
        for item in items if not isinstance(view, FormView) else ():
            if item.command == command:
                return item
    raise AssertionError(f"no button runs {command}")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that every test begins with."""
    path = tmp_path_factory.mktemp("world") / "world.db"
    store = Store(f"sqlite:///{path}")
    Base.metadata.create_all(store.engine)
    _found(store)
    store.close()
    return path


@pytest.fixture
def world(template: Path, tmp_path: Path) -> Iterator[World]:
    """The company, fresh."""
    with _copy(template, tmp_path) as world:
        yield world


@pytest.fixture(scope="session")
def busy_template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company with a deal, a follow-up and a ticket of Ada's: D-1, F-1 and T-1."""
    folder = tmp_path_factory.mktemp("busy")
    with _copy(template, folder) as world:
        ada = world.as_("ada")
        ada.says('ticket add Acme "The arm stops at night"')
        ada.says('deal add Acme "CRM rollout" amount=12000 close_on=2026-12-04 owner=ana')
        ada.says("followup add D-1 due_at=2026-11-30T10:00 call Jane")
        ada.says("form add Support page")
        ada.says("mailbox add Office")
        ada.says("site add Shop")
    return folder / "world.db"


@pytest.fixture
def busy_world(busy_template: Path, tmp_path: Path) -> Iterator[World]:
    """The company at work, a while later."""
    with _copy(busy_template, tmp_path) as world:
        yield world.later(minutes=5)


@pytest.fixture
def world_of() -> Any:
    """The company as it already is on a store: `world_of(store) -> World`."""
    return World


@pytest.fixture
def found_company() -> Any:
    """Makes the company on any store: `found_company(store) -> World`."""
    return _found


def _found(store: Store) -> World:
    with store.write(None) as session:
        session.add(Workspace(name="Demo", handle="local", created_at=FRIDAY))
    world = World(store)
    world.change(_people)
    world.change(_customers)
    return world


@contextmanager
def _copy(database: Path, folder: Path) -> Iterator[World]:
    """A world of its own; nothing waits for the disk, because no test here cuts the power."""
    path = folder / "world.db"
    shutil.copy(database, path)
    store = Store(f"sqlite:///{path}", guarded=True)
    event.listen(store.engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=OFF"))
    yield World(store)
    store.close()


def _people(session: Any) -> None:
    team = Team(name="Sales")
    session.add(team)
    session.flush()
    for handle, name, zone, locale, role in PEOPLE:
        person = User(
            slack_id=f"U0{handle.upper()}",
            handle=handle,
            name=name,
            email=f"{handle}@demo.example",
            zone=zone,
            locale=locale,
            team_id=team.id if handle in {"ana", "ben", "mei"} else None,
            is_outsider=role is None,
        )
        session.add(person)
        session.flush()
        if role is not None:
            session.add(Role(user_id=person.id, name=role))


def _customers(session: Any) -> None:
    pipeline = Pipeline(name="Sales")
    session.add(pipeline)
    session.flush()
    for position, (name, share, outcome) in enumerate(STAGES):
        session.add(
            Stage(
                pipeline_id=pipeline.id,
                name=name,
                position=position,
                probability=share,
                outcome=outcome,
            )
        )
    acme = _company(session, "Acme Robotics")
    _company(session, "Globex")
    _company(session, "极光科技")
    jane = refs.add(
        session,
        Contact(name="Jane Foster", name_key="jane foster", company_id=acme.id, created_at=FRIDAY),
    )
    session.add(ContactPoint(contact_id=jane.id, kind="slack", value="U0JANE"))
    session.add(ContactPoint(contact_id=jane.id, kind="email", value="jane@acme.example"))
    session.add(Channel(slack_id=SALES, name="sales"))
    session.add(Channel(slack_id=SUPPORT, name="support", triage_team_id=1))
    session.add(Channel(slack_id=ACME, name="acme", company_id=acme.id, is_external=True))
    session.flush()


def _company(session: Any, name: str) -> Company:
    return refs.add(session, Company(name=name, name_key=name.casefold(), created_at=FRIDAY))


@pytest.fixture
def deal(world: World) -> Deal:
    """Ana's open deal with Acme, D-1."""
    world.as_("ana").says('deal add Acme "CRM rollout" amount=12000 close_on=2026-12-04')
    world.later(minutes=5)
    return world.one(select(Deal))
