"""The doctor: what an installation needs to work, looked at one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from slack_sdk import WebClient
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bot import manifest
from bot.deliver.answers import Heard, hear
from bot.settings import Settings, SettingsMissing
from crm import migrations
from crm.engine import catalog, sql
from crm.engine.store import Store
from crm.models import InboundEvent, ScheduleMark, Workspace

SLOW_CLOCK = timedelta(seconds=60)
SILENT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its subject, whether it is sound, and what to know or do."""

    subject: str
    is_sound: bool
    said: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at settings, database, schedule, and (where there is a token) Slack and the clock."""
    catalog.load()
    try:
        yield Finding("settings", is_sound=True, said=f"mode {settings.mode}")
    except SettingsMissing as error:
        yield Finding("settings", is_sound=False, said=str(error))
    yield from _database(settings)
    if settings.slack_bot_token is not None:
        yield from _slack(settings)
        yield from _socket(settings)


def _database(settings: Settings) -> Iterator[Finding]:
    store = Store(settings.store_url)
    try:
        version = migrations.current(store.engine)
        is_newest = version == migrations.head()
        said = f"schema {version}" if is_newest else f"schema {version}; run rapport migrate"
        yield Finding("database", is_newest, said)
        if not store.is_sqlite:
            bypasses = sql.bypasses_row_rules(store.engine)
            said = "sees every workspace; use one without BYPASSRLS" if bypasses else "is bound"
            yield Finding("database role", not bypasses, said)
        if is_newest:
            yield from _schedule(store)
    except SQLAlchemyError as error:
        yield Finding("database", is_sound=False, said=type(error).__name__)
    finally:
        store.close()


def _schedule(store: Store) -> Iterator[Finding]:
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
        yield _events(store, workspace_id)


def _events(store: Store, workspace_id: int) -> Finding:
    """When Slack's deliveries came last; a quiet workspace is none of ours to judge."""
    with store.read(workspace_id) as session:
        last = session.scalar(select(func.max(InboundEvent.received_at)))
        parked = session.scalar(
            select(func.count(InboundEvent.id)).where(InboundEvent.state == "parked")
        )
    said = f"last received {last:%Y-%m-%d %H:%M} UTC" if last else "nothing was received yet"
    return Finding("event delivery", is_sound=True, said=f"{said}; {parked or 0} waiting")


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
