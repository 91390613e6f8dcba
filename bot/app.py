"""The composition root: the only place that puts the parts together."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from typing import Any

import structlog
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from bot.clock.due import Statistics, Task, Tick, followings, moods, owed, tidy
from bot.clock.scheduler import Schedule
from bot.deliver.courier import Courier
from bot.deliver.invitations import Invitations
from bot.deliver.rooms import Rooms
from bot.ending import Ending
from bot.settings import Settings
from bot.slack import assistant, failures, home, notices, uploads
from bot.slack.installations import Installations, web_client
from bot.slack.pool import Pool
from bot.slack.probe import OwnEvents
from bot.slack.router import Router
from bot.slack.wiring import Wiring
from bot.vault import Vault
from bot.vault import of as vault_of
from crm.engine import catalog
from crm.engine.job import Worker
from crm.engine.store import Store
from crm.imports import uploads as keeping
from crm.insight import models
from crm.outreach import tour
from crm.outreach.cards import turns
from crm.people.review import sweep
from nlp import sentiment

log = structlog.get_logger("app")
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The machine's time, aware UTC."""
    return datetime.now(UTC)


@dataclass
class Pulse:
    """When the schedule of this process last ticked; None where it does not tick."""

    last: datetime | None = None


@dataclass(frozen=True)
class Parts:
    """The whole product of one process; `courier` and `schedule` run once they are started."""

    settings: Settings
    store: Store
    vault: Vault
    installations: Installations
    pool: Pool
    courier: Courier
    tick_of: Tick
    wiring: Wiring
    router: Router
    bolt: App
    clock: Clock
    pulse: Pulse

    def tick(self, now: datetime) -> dict[str, int]:
        """Do whatever is owed at `now`, send what is due, and say how often each task ran."""
        counts = self.tick_of(now)
        self.pool.drain()
        return counts | {"deliveries": self.courier.drain()}

    def start(self) -> Running:
        """Start the courier and the schedule in threads of their own."""
        return Running(self)

    def work(self) -> None:
        """Run the schedule, the jobs and the courier until SIGTERM or SIGINT."""
        ending = Ending()
        ending.listen()
        running = self.start()
        log.info("worker_started")
        ending.asked.wait()
        running.stop()

    def close(self) -> None:
        """Let go of the pool and the store."""
        self.pool.close()
        self.store.close()


class Running:
    """The threads of a process that works: courier and schedule, until `stop`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        parts.pool.submit("warm", _warm)
        self._schedule = Schedule(parts.tick_of, parts.clock, parts.courier.nudge)
        self._courier = threading.Thread(target=parts.courier.run, name="courier", daemon=True)
        self._courier.start()
        self._schedule.start()

    def stop(self, timeout: float = 5) -> None:
        """End after what is in hand, at most `timeout` seconds each."""
        self._parts.courier.stop()
        self._schedule.stop()
        self._courier.join(timeout)
        self._parts.close()


def build(
    settings: Settings, *, clock: Clock = utc_now, guarded: bool = False, pool: Pool | None = None
) -> Parts:
    """Put the parts together; nothing runs and nothing is asked of Slack yet."""
    catalog.load()
    models.use(settings.rapport_home / "models")
    keeping.use(settings.rapport_home / "uploads")
    store = Store(settings.store_url, guarded=guarded)
    vault = vault_of(settings)
    installations = Installations(store, vault, settings.api_url)
    workers = pool or Pool()
    owner = f"{socket.gethostname()}:{os.getpid()}"
    courier = Courier(store, installations.client, clock, owner)
    wiring = Wiring(store, installations, workers, clock, courier.nudge)
    router = Router(wiring)
    installations.lacking = partial(notices.scope_is_missing, wiring)
    courier.settled = partial(_settled, workers, router)
    courier.is_renewed = installations.is_renewed
    rooms = Rooms(store, installations.client, clock)
    invitations = Invitations(store, installations.client, clock)
    courier.look = partial(_look, store, workers, (rooms, invitations))
    pulse = Pulse()
    return Parts(
        settings=settings,
        store=store,
        vault=vault,
        installations=installations,
        pool=workers,
        courier=courier,
        tick_of=_tick(store, router, pulse, Worker(store, owner, clock)),
        wiring=wiring,
        router=router,
        bolt=_bolt(settings, installations, router),
        clock=clock,
        pulse=pulse,
    )


def _warm() -> None:
    """Load what the first digest, prediction, mood and Chinese name need, before somebody waits."""
    models.warm()
    import_module("pypinyin")
    sentiment.load()


def _look(
    store: Store,
    pool: Pool,
    tended: tuple[Rooms, Invitations],
    workspace_id: int,
    now: datetime,
) -> int:
    """Queue the edits of stale cards; tend the rooms and invitations whose time has come."""
    for one in tended:
        if one.waiting(workspace_id):
            pool.submit("tend", partial(one.tend, workspace_id))
    return turns.look(store, workspace_id, now)


def _settled(pool: Pool, router: Router, workspace_id: int, channel: str) -> None:
    """What was said in a thread before we knew that it is ours is taken up now."""
    pool.submit("replay", lambda: router.replay(workspace_id, channel))


def _tick(store: Store, router: Router, pulse: Pulse, worker: Worker) -> Tick:
    def beat(_workspace_id: int, now: datetime) -> dict[str, int]:
        pulse.last = now
        return {}

    def parked(workspace_id: int, _now: datetime) -> dict[str, int]:
        return {"parked": router.replay(workspace_id)}

    tasks: dict[str, Task] = {
        "pulse": beat,
        "due": partial(owed, store),
        "followings": partial(followings, store),
        "moods": partial(moods, store),
        "duplicates": partial(sweep.owe, store),
        "parked": parked,
        "uploads": lambda workspace_id, _now: {
            "uploads": uploads.kick(router.wiring, workspace_id)
        },
        "homes": lambda workspace_id, _now: home.catch_up(router.wiring, workspace_id),
        "tours": partial(tour.forget, store),
        "tidy": partial(tidy, store),
        "statistics": Statistics(store),
    }
    return Tick(store, tasks, worker)


def _bolt(settings: Settings, installations: Installations, router: Router) -> App:
    """Bolt checks signatures; our own events are dropped; the router does all the rest."""

    def authorize(enterprise_id: Any, team_id: Any, user_id: Any) -> AuthorizeResult:
        installed = installations.find([team_id])
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_token=installed.token if installed else None,
            bot_user_id=installed.bot_user if installed else None,
        )

    secret = settings.slack_signing_secret
    app = App(
        client=web_client(settings.api_url),
        signing_secret=secret.get_secret_value() if secret else "",
        authorize=authorize,
        process_before_response=True,
        token_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        ignoring_self_events_enabled=False,
    )
    app.middleware(OwnEvents(router.wiring))
    app.assistant(assistant.pane(router.wiring, router.take))
    app.middleware(router)
    app.error(failures.unanswered)
    return app
