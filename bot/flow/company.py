"""A throw-away company: the whole product on a SQLite file that is gone afterwards."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from bot.app import Parts, build
from bot.flow.agreeable import Agreeable, listening
from bot.following import follow
from bot.settings import Settings
from bot.slack import failures, words
from bot.slack.installing import Grant, install
from bot.slack.pool import Pool
from crm.demo import cast
from crm.engine import journal
from crm.engine import settings as workspace_settings
from crm.engine.call import Call, Place
from crm.engine.command import REGISTRY
from crm.engine.errors import RapportError
from crm.engine.reply import Reply
from crm.engine.run import Asked, run
from crm.engine.texts import Reader
from crm.language import grammar
from crm.models import Base, Changeset, Channel, Role, Team, User, Workspace
from crm.people import founding, user

BEGUN = datetime(2026, 3, 9, 14, tzinfo=UTC)  # a Monday
# What has happened so far, in the order of who said it.
PAST = (
    ("ada", 'company add "Acme Robotics" industry robotics'),
    ("ada", 'company add "Globex North"'),
    ("ada", 'company add "Globex South"'),
    ("ada", 'contact add "Jane Foster" company=Acme email=jane@acme.example'),
    ("ana", 'deal add Acme "Spare parts" 4k'),
    ("ana", "followup add D-1 tomorrow 9am call Jane"),
    ("ada", 'ticket add Acme "The arm stops at night" contact=C-1'),
    ("ada", "ticket assign T-1 @ben"),
)
ROOMS = {room.name: room.slack_id for room in cast.ROOMS}
PEOPLE = {person.handle: person.slack_id for person in cast.PEOPLE}


@dataclass
class Company:
    """The product at work; `slack` keeps what it asked of Slack. `now` moves when it is set."""

    parts: Parts
    slack: Agreeable
    workspace_id: int
    now: datetime = BEGUN
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def call(self, handle: str, room: str = "sales") -> Call:
        """A call of one of the cast in one of the rooms."""
        place = Place(ROOMS[room], is_external=room == "acme")
        with self.parts.store.read(self.workspace_id) as session:
            row = user.by_handle(session, handle)
            assert row is not None
            chosen = workspace_settings.read(session)
            caller = user.caller_of(session, row, chosen)
        key = f"told-{next(self.numbers)}"
        return Call(self.workspace_id, caller, place, self.now, "slash", key, chosen)

    def say(self, handle: str, text: str) -> Reply:
        """Run a command as one of the cast; raises what the door raises."""
        spoken = grammar.read(text)
        answer = run(self.parts.store, self.call(handle), Asked(spoken.command, spoken.rest))
        self.now += timedelta(minutes=2)
        return answer.reply

    def refusal(self, handle: str, said: str) -> RapportError | None:
        """What a slash command is refused with; None where it is carried out."""
        command, _, rest = said.partition(" ")
        try:
            self.say(handle, words.of_slash(command, rest))
        except RapportError as error:
            return error
        return None

    def reader(self, handle: str) -> Reader:
        """In which language and zone somebody reads."""
        return self.call(handle).reader

    def run(self, handle: str, name: str, fields: dict[str, str], room: str = "acme") -> Reply:
        """Run a command with fields by name, and what follows from it."""
        call = self.call(handle, room)
        answer = run(self.parts.store, call, Asked(REGISTRY[name], fields=fields))
        follow(self.parts.store, call, answer.reply)
        return answer.reply

    def wait(self, **span: float) -> None:
        """Let time go by (`days=6, hours=20`); nothing is done meanwhile."""
        self.now += timedelta(**span)

    def slash(self, handle: str, text: str, room: str = "sales") -> Any:
        """A slash command as Slack delivers it; returns the acknowledgement's body."""
        command, _, rest = text.strip().partition(" ")
        body = {
            "command": command,
            "text": rest,
            "team_id": cast.TEAM,
            "user_id": PEOPLE[handle],
            "user_name": handle,
            "channel_id": ROOMS[room],
            "trigger_id": f"told-{next(self.numbers)}",
        }
        return self.parts.router.take("command", body)

    def hears(self, handle: str, text: str, thread_ts: str, room: str = "acme") -> Any:
        """A message in a thread as Slack delivers it."""
        number = next(self.numbers)
        event = {
            "type": "message",
            "user": PEOPLE[handle],
            "text": text,
            "channel": ROOMS[room],
            "channel_type": "channel",
            "ts": f"{1_700_100_000 + number}.000100",
            "thread_ts": thread_ts,
        }
        body = {"type": "event_callback", "event_id": f"Ev{number}", "event": event}
        return self.parts.router.take("event", body | {"team_id": cast.TEAM})

    def settle(self) -> None:
        """Do all that is due and wait for what follows; a channel gets one post a second."""
        is_quiet = False
        while not is_quiet:
            self.parts.pool.drain(5)
            self.now += timedelta(seconds=2)
            is_quiet = not self.parts.courier.drain()


class Later(Pool):
    """Runs in the thread that waits for it what is to be done after the acknowledgement."""

    def __init__(self) -> None:
        super().__init__(threads=1)
        self._waiting: deque[tuple[str, Callable[[], object]]] = deque()

    def submit(self, name: str, job: Callable[[], object]) -> None:
        """Keep a job until `drain`."""
        self._waiting.append((name, job))

    def drain(self, timeout: float | None = None) -> bool:
        """Do what was kept, and what that leads to."""
        del timeout
        while self._waiting:
            failures.guarded(*self._waiting.popleft())
        return True


@contextmanager
def company() -> Iterator[Company]:
    """Found one, with a short past; nothing of it outlives the block."""
    with tempfile.TemporaryDirectory() as folder, listening() as (slack, address):
        made: list[Company] = []
        parts = build(_settings(Path(folder), address), clock=lambda: made[0].now, pool=Later())
        Base.metadata.create_all(parts.store.engine)
        with parts.store.write(None) as session:
            session.add(Workspace(name="Northwind", handle=founding.LOCAL, created_at=BEGUN))
        grant = Grant(cast.TEAM, "Northwind", "U0BOT00001", "xoxb-none")
        made.append(Company(parts, slack, install(parts.store, parts.vault, grant, BEGUN)))
        _settle_in(made[0])
        for handle, text in PAST:
            made[0].say(handle, text)
        made[0].settle()
        try:
            yield made[0]
        finally:
            parts.close()


def _settings(folder: Path, address: str) -> Settings:
    given = {
        "database_url": f"sqlite:///{folder / 'company.sqlite'}",
        "rapport_home": folder,
        "slack_bot_token": "xoxb-none",
        "slack_signing_secret": "none",  # pragma: allowlist secret - of a throw-away database
        "slack_api_url": address,
        "rapport_secret_key": Fernet.generate_key().decode(),
    }
    return Settings(_env_file=None, **given)  # type: ignore[arg-type]  # pydantic reads the texts


def _settle_in(made: Company) -> None:
    """The demo's cast in its rooms, with its roles."""
    with made.parts.store.write(made.workspace_id) as session:
        begun = Changeset(command="begin", recorded_at=BEGUN, effective_at=BEGUN)
        journal.open_changeset(session, begun)
        team = Team(name="Northwind")
        session.add(team)
        session.flush()
        for person in cast.PEOPLE:
            row = User(
                slack_id=person.slack_id,
                handle=person.handle,
                name=person.name,
                zone=person.zone,
                locale=person.locale,
                is_outsider=person.is_outsider,
                team_id=None if person.is_outsider else team.id,
            )
            session.add(row)
            session.flush()
            session.add_all(Role(user_id=row.id, name=role) for role in person.roles)
        for room in cast.ROOMS:
            triage = team.id if room.is_triage else None
            session.add(
                Channel(
                    slack_id=room.slack_id,
                    name=room.name,
                    is_external=room.is_external,
                    triage_team_id=triage,
                )
            )
