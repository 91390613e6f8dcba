"""The doctor: what an installation needs to work, looked at one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from slack_sdk import WebClient
from sqlalchemy import Table, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot import manifest
from bot.deliver.answers import Heard, hear
from bot.settings import Settings, SettingsMissing
from bot.slack import probe
from bot.slack.installations import Installations
from bot.vault import of as vault_of
from crm import migrations
from crm.engine import catalog
from crm.engine.permission import ADMIN
from crm.engine.store import Store
from crm.models import Base, InboundEvent, Installation, ScheduleMark, Workspace
from crm.people import user

SLOW_CLOCK = timedelta(seconds=60)
SILENT = timedelta(minutes=5)
PATIENCE = 10.0
UNREACHED = "is rapport serve running, and does Slack reach it with message.im?"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its subject, whether it is sound, and what to know or do."""

    subject: str
    is_sound: bool
    said: str


def examine(settings: Settings, patience: float = PATIENCE) -> Iterator[Finding]:
    """Look at settings, database, schedule, and (where there is a token) Slack and the clock.

    `patience` is how many seconds an event may take that is asked for.
    """
    catalog.load()
    try:
        yield Finding("settings", is_sound=True, said=f"mode {settings.mode}")
    except SettingsMissing as error:
        yield Finding("settings", is_sound=False, said=str(error))
    yield from _database(settings, patience)
    if settings.slack_bot_token is not None:
        yield from _slack(settings)
        yield from _socket(settings)


def _database(settings: Settings, patience: float) -> Iterator[Finding]:
    store = Store(settings.store_url)
    try:
        version = migrations.current(store.engine)
        is_newest = version == migrations.head()
        said = f"schema {version}" if is_newest else f"schema {version}; run rapport migrate"
        yield Finding("database", is_newest, said)
        if not store.is_sqlite:
            yield _role(store)
        if is_newest:
            yield from _workspaces(store, settings, patience)
    except SQLAlchemyError as error:
        yield Finding("database", is_sound=False, said=type(error).__name__)
    finally:
        store.close()


def _role(store: Store) -> Finding:
    """Whether PostgreSQL's row-level rules hold for our role, in every table that has a workspace.

    They hold neither for a superuser, nor with BYPASSRLS, nor where a table has none.
    """
    tables = [table.name for table in Base.metadata.sorted_tables if _is_of_one(table)]
    asked = select(*(func.row_security_active(name).label(name) for name in tables))
    with store.read(None) as session:
        bound = session.execute(asked).mappings().one()
    free = sorted(name for name in tables if not bound[name])
    if not free:
        return Finding("database role", is_sound=True, said="is bound by row-level rules")
    if len(free) == len(tables):
        said = "sees every workspace; use one that is no superuser and has no BYPASSRLS"
    else:
        said = f"sees every workspace in {', '.join(free)}; run rapport migrate"
    return Finding("database role", is_sound=False, said=said)


def _is_of_one(table: Table) -> bool:
    """Whether the rows of a table belong to one workspace each; installations are looked up."""
    return "workspace_id" in table.c and table.name != Installation.__tablename__


def _workspaces(store: Store, settings: Settings, patience: float) -> Iterator[Finding]:
    with store.read(None) as session:
        ids = list(session.scalars(select(Workspace.id)))
    for workspace_id in ids:
        with store.read(workspace_id) as session:
            mark = session.scalar(select(func.max(ScheduleMark.until)))
            row = session.get(Workspace, workspace_id)
        paused = row.paused_reason if row else None
        if paused:
            yield Finding(f"workspace {workspace_id}", is_sound=False, said=f"paused: {paused}")
        said = f"last looked at {mark:%Y-%m-%d %H:%M} UTC" if mark else "nothing is scheduled yet"
        is_late = mark is not None and datetime.now(UTC) - mark > SILENT and not paused
        late = "; it stands still: is rapport serve or rapport worker running?" if is_late else ""
        yield Finding("schedule", not is_late, said + late)
        yield _events(store, workspace_id, settings, patience)


def _events(store: Store, workspace_id: int, settings: Settings, patience: float) -> Finding:
    """Whether Slack's deliveries arrive; one is brought about where the last is not quite new."""
    with store.read(workspace_id) as session:
        last = session.scalar(select(func.max(InboundEvent.received_at)))
        parked = session.scalar(
            select(func.count(InboundEvent.id)).where(InboundEvent.state == "parked")
        )
        admin = session.scalar(user.holding(ADMIN).limit(1))
    said = f"last received {last:%Y-%m-%d %H:%M} UTC" if last else "nothing was received yet"
    said = f"{said}; {parked or 0} waiting"
    if last is not None and datetime.now(UTC) - last < SILENT:
        return Finding("event delivery", is_sound=True, said=said)
    installations = Installations(store, vault_of(settings), settings.api_url)
    client = installations.client(workspace_id)
    if client is None or admin is None:
        return Finding("event delivery", is_sound=True, said=f"{said}; no admin to try it with")
    came = probe.try_it(store, client, admin, patience)
    if isinstance(came, Heard):
        return Finding("event delivery", is_sound=False, said=f"Slack answers {came.error}")
    if came:
        return Finding("event delivery", is_sound=True, said="an event was asked for and came")
    said = f"an event was asked for and did not come in {patience:g} s ({said}); {UNREACHED}"
    return Finding("event delivery", is_sound=False, said=said)


def _socket(settings: Settings) -> Iterator[Finding]:
    """Whether Slack opens a connection for the app's token."""
    if settings.slack_app_token is None:
        return
    client = WebClient(base_url=settings.api_url, timeout=10, retry_handlers=[])
    token = settings.slack_app_token.get_secret_value()
    heard = hear(lambda: client.apps_connections_open(app_token=token))
    said = "Slack opens connections" if heard.fate == "sent" else f"Slack answers {heard.error}"
    yield Finding("socket mode", heard.fate == "sent", said)


def _slack(settings: Settings) -> Iterator[Finding]:
    assert settings.slack_bot_token is not None
    token = settings.slack_bot_token.get_secret_value()
    client = WebClient(token, base_url=settings.api_url, timeout=10, retry_handlers=[])
    headers: dict[str, str] = {}

    def auth_test() -> object:
        answer = client.auth_test()
        headers.update({name.lower(): str(value) for name, value in answer.headers.items()})
        return answer

    heard = hear(auth_test)
    yield Finding("token", heard.fate == "sent", _said(heard))
    if heard.fate != "sent":
        return
    yield _scopes(headers.get("x-oauth-scopes"))
    yield _clock(headers.get("date"))


def _scopes(told: str | None) -> Finding:
    """Whether everything is granted that the commands declare."""
    if told is None:
        return Finding("scopes", is_sound=True, said="the server did not say what is granted")
    missing = sorted(set(manifest.scopes()) - {scope.strip() for scope in told.split(",")})
    said = f"missing: {', '.join(missing)}; update the app's manifest" if missing else "all granted"
    return Finding("scopes", not missing, said)


def _said(heard: Heard) -> str:
    if heard.fate == "sent":
        return f"belongs to {heard.answer.get('team', 'a workspace')}"
    return f"Slack answers {heard.error}"


def _clock(date: str | None) -> Finding:
    if date is None:
        return Finding("clock", is_sound=True, said="Slack did not say the time")
    away = abs(datetime.now(UTC) - parsedate_to_datetime(date))
    return Finding("clock", away < SLOW_CLOCK, f"{away.total_seconds():.0f} s from Slack's")
