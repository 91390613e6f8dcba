"""A web process for the figures: the product's, or a bare Bolt app as the floor beside it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from threading import current_thread

import psutil  # type: ignore[import-untyped]  # its stubs are not worth a dependency
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import event
from sqlalchemy.orm import Session
from starlette.responses import PlainTextResponse

from bench import local_slack
from bot import logs
from bot.app import Parts, build
from bot.settings import Settings
from bot.slack.installing import Grant, install
from bot.web.application import application
from bot.web.slack import Deliveries
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.reply import Next, Notice, Reply
from crm.engine.texts import T
from crm.language.form import Form

TEAM = "T0HOME0001"
BOT_USER = "U0BOT00001"
NOWHERE = "http://127.0.0.1:9/api/"
SLOW = 1.5


class Nothing(Form):
    """No words."""


@command("bench slow", effect="change")
def slow(call: Call, form: Nothing) -> Reply:
    """Answer at once; what follows takes long."""
    del form
    return Reply((Notice(T("Undone.")),), then=(Next("bench work", {}, f"work:{call.key}"),))


@command("bench work", effect="change", surface="inside", prepare=lambda _c, _f: time.sleep(SLOW))
def work(call: Call, form: Nothing) -> Reply:
    """Long work after the commit, such as a model's."""
    del call, form
    return Reply()


@dataclass(frozen=True, slots=True)
class Web:
    """A running web process."""

    url: str
    process: subprocess.Popen[bytes]

    def cpu(self) -> float:
        """Seconds of CPU that the process has used so far."""
        used = psutil.Process(self.process.pid).cpu_times()
        return float(used.user + used.system)


@contextmanager
def running(
    store_url: str,
    *,
    api_url: str = NOWHERE,
    port: int | None = None,
    options: tuple[str, ...] = (),
) -> Iterator[Web]:
    """A web process on a store; stopped at the end, unless it has ended by itself."""
    chosen = port or local_slack.free_port()
    command_line = [
        sys.executable,
        "-m",
        "bench.web_process",
        "--store",
        store_url,
        "--port",
        str(chosen),
        "--api",
        api_url,
        *options,
    ]
    process = subprocess.Popen(command_line, stdout=subprocess.DEVNULL)
    web = Web(f"http://127.0.0.1:{chosen}", process)
    try:
        local_slack.wait_for(f"{web.url}/alive")
        yield web
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(15)


def _settings(store: str, api: str, port: int) -> Settings:
    return Settings(
        database_url=store,
        slack_bot_token=SecretStr(local_slack.TOKEN),
        slack_signing_secret=SecretStr(local_slack.SECRET),
        slack_api_url=api,
        port=port,
    )


def _product(given: argparse.Namespace) -> FastAPI:
    parts = build(_settings(given.store, given.api, given.port))
    install(parts.store, parts.vault, _grant(), parts.clock())
    _break(parts, given)
    if given.courier:
        parts.start()
    return application(parts)


def _grant() -> Grant:
    return Grant(TEAM, "Bench", BOT_USER, local_slack.TOKEN)


def _break(parts: Parts, given: argparse.Namespace) -> None:
    """Faults that only this process has: fail before the commits, or die after the first."""
    if given.fail:
        failing = iter(range(given.fail))
        write = parts.store.write

        def refuse(workspace_id: int | None) -> AbstractContextManager[Session]:
            # The pool's threads work after the acknowledgement: what fails there is not retried.
            is_listener = not current_thread().name.startswith("after")
            if workspace_id is not None and is_listener and next(failing, None) is not None:
                raise RuntimeError("the store broke before the commit")
            return write(workspace_id)

        parts.store.write = refuse  # type: ignore[method-assign, assignment]  # on purpose, here only
    if given.die:
        import crm.engine.run as door  # noqa: PLC0415 - only here

        claim = door._claim  # noqa: SLF001 - a crash at an exact moment

        def claimed(session: Session, call: Call) -> bool:
            taken = claim(session, call)
            if taken and call.source != "clock":
                event.listen(session, "after_commit", lambda _s: os._exit(9), once=True)
            return taken

        door._claim = claimed  # noqa: SLF001 - as above


def _bare(given: argparse.Namespace) -> FastAPI:
    """A Bolt app whose listener only acknowledges: what the web stack alone costs."""

    def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=TEAM, bot_token=local_slack.TOKEN, bot_user_id=BOT_USER
        )

    bolt = App(
        signing_secret=local_slack.SECRET,
        authorize=authorize,
        process_before_response=True,
        token_verification_enabled=False,
    )
    bolt.command("/deal")(lambda ack: ack({"response_type": "ephemeral", "text": "ok"}))
    app = FastAPI(openapi_url=None)
    app.add_route("/slack/events", Deliveries(bolt).serve, methods=["POST"])
    del given
    return app


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--api", default=NOWHERE)
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--courier", action="store_true")
    parser.add_argument("--fail", type=int, default=0)
    parser.add_argument("--die", action="store_true")
    given = parser.parse_args()
    logs.configure()
    app = _bare(given) if given.bare else _product(given)
    app.add_route("/alive", lambda _request: _alive(), methods=["GET"])
    uvicorn.run(app, host="127.0.0.1", port=given.port, log_level="error", access_log=False)


def _alive() -> PlainTextResponse:
    return PlainTextResponse("ok")


if __name__ == "__main__":
    _main()
