"""The web process: `rapport serve`."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from datetime import datetime
from types import FrameType
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode import SocketModeHandler

import sandbox as local_slack
from bot import logs, manifest
from bot.app import Parts, build, utc_now
from bot.ending import Ending
from bot.settings import Settings
from bot.slack.connecting import Connection, welcome
from bot.slack.installing import Grant, install
from bot.web.application import application
from sandbox.options import apply_manifest

log = structlog.get_logger("serve")
GRACE = 4
SOCKET_THREADS = 32
READY = "\n  Rapport is ready: open {url} in a browser. Ctrl+C ends it.\n\n"


def serve(
    settings: Settings, *, sandbox: bool = False, clock: Callable[[], datetime] | None = None
) -> None:
    """Serve until SIGTERM or SIGINT, which end it within ten seconds.

    With `sandbox`, or without any token, Slack is the local one, whose page is at `/`. `clock`
    gives aware UTC. Raises `SettingsMissing`, or `ValueError` where Slack refuses the token.
    """
    logs.configure()
    is_local = settings.mode == "sandbox" or sandbox
    chosen = sandboxed(settings) if is_local else settings
    parts = build(chosen, clock=clock or utc_now, guarded=is_local)
    ending = Ending()
    ending.listen()
    running = parts.start()
    app = application(parts)
    try:
        if is_local:
            with_sandbox(app, parts, clock)
        elif chosen.slack_bot_token is not None:
            Connection(chosen, parts.vault, parts.wiring).begin(ending.asked)
        sockets = _socket_mode(parts) if chosen.mode == "socket" and not is_local else None
        _listen(app, parts, ending)
        if sockets is not None:
            sockets.close()  # type: ignore[no-untyped-call]  # as Bolt has it
    finally:
        ending.ask()
        running.stop()


def sandboxed(settings: Settings) -> Settings:
    """The settings with the local sandbox as Slack, under secrets made now."""
    return settings.model_copy(
        update={
            "slack_bot_token": SecretStr(f"xoxb-sandbox-{secrets.token_urlsafe(18)}"),
            "slack_app_token": None,
            "slack_signing_secret": SecretStr(secrets.token_urlsafe(24)),
            "slack_client_id": None,
            "slack_client_secret": None,
            "slack_api_url": f"http://{settings.host}:{settings.port}/sandbox/api/",
        }
    )


def with_sandbox(
    app: FastAPI, parts: Parts, clock: Callable[[], datetime] | None = None
) -> local_slack.Sandbox:
    """Mount the local Slack into the application, and install ourselves in it."""
    settings = parts.settings
    assert settings.slack_signing_secret is not None
    assert settings.slack_bot_token is not None
    token = settings.slack_bot_token.get_secret_value()
    seed = local_slack.default()
    made = local_slack.create(
        f"http://{settings.host}:{settings.port}/slack/events",
        settings.slack_signing_secret.get_secret_value(),
        token,
        f"xapp-sandbox-{secrets.token_urlsafe(18)}",
        seed,
        settings.rapport_home / "sandbox.json",
        clock,
    )
    apply_manifest(made.options, manifest.manifest())
    made.mount(app)
    grant = Grant(seed.teams[0].id, seed.teams[0].name, seed.app.user_id, token)
    install(parts.store, parts.vault, grant, parts.clock())
    parts.installations.forget()
    return made


def _socket_mode(parts: Parts) -> SocketModeHandler:
    """Connect by Socket Mode; it reconnects by itself."""
    token = parts.settings.slack_app_token
    assert token is not None
    handler = SocketModeHandler(parts.bolt, token.get_secret_value(), concurrency=SOCKET_THREADS)
    handler.connect()  # type: ignore[no-untyped-call]  # as Bolt has it
    return handler


def _listen(app: FastAPI, parts: Parts, ending: Ending) -> None:
    config: dict[str, Any] = {
        "log_config": None,
        "access_log": False,
        "ws": "websockets-sansio",
        "timeout_graceful_shutdown": GRACE,
        "timeout_keep_alive": 75,
    }
    server = _Server(uvicorn.Config(app, parts.settings.host, parts.settings.port, **config))
    server.after_start = lambda: _started(parts)
    server.ending = ending
    server.run()


class _Server(uvicorn.Server):
    """A server that says when it has begun to listen, and when it is to end."""

    after_start: Callable[[], None]
    ending: Ending

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal: the end must come in time, whatever still runs."""
        self.ending.ask()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: Any = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if self.started:
            self.after_start()


def _started(parts: Parts) -> None:
    settings = parts.settings
    log.info("listening", host=settings.host, port=settings.port)
    if settings.slack_api_url == sandboxed(settings).slack_api_url:
        sys.stdout.write(READY.format(url=f"http://{settings.host}:{settings.port}"))
        sys.stdout.flush()
    with parts.store.read(None):
        installed = parts.installations.find([])
    if installed is not None:
        welcome(parts.wiring, installed.workspace_id)
