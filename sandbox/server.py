"""A sandbox as a whole: made, mounted into a web application, or served by itself."""

import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket

from sandbox.api.http import WebApi
from sandbox.clock import Clock
from sandbox.control.desk import Desk
from sandbox.control.http import Control
from sandbox.core import Keys, build
from sandbox.options import Options
from sandbox.page import Page
from sandbox.plain import Plain
from sandbox.seed import Directory, default
from sandbox.store import Store

PREFIX = "/sandbox"


class Sandbox:
    """A local Slack. Made by `create`; then `mount` it, or serve `application()`."""

    def __init__(
        self, seed: Directory, keys: Keys, app_url: str, options: Options, clock: Clock
    ) -> None:
        self.core = build(seed, keys, app_url, options, clock)
        self.api = WebApi(self.core)
        self.store: Store | None = None
        self.desk = Desk(self.core, self.api, self._cleared)
        self.control = Control(self.core, self.desk)
        self.plain = Plain(self.core)
        self.page = Page()

    @property
    def options(self) -> Options:
        """The switches; they may be changed at any time."""
        return self.core.options

    @property
    def api_url(self) -> str:
        """The base address of the Web API, as `SLACK_API_URL` wants it."""
        return f"{self.core.base}/api/"

    def keep(self, path: Path) -> None:
        """Load what a file keeps, and keep every change in it from now on."""
        self.store = Store(path, self.core.workspace)
        self.store.load()
        self.core.workspace.watchers.append(self.store.watch)

    def mount(self, app: FastAPI, base_url: str | None = None) -> None:
        """Serve inside `app`: the page at `/`, all else under `/sandbox`.

        `base_url` is the address under which `app` is reached; by default that of the app URL.
        """
        address = urlsplit(self.core.courier.http.url)
        origin = base_url or f"{address.scheme}://{address.netloc}"
        self.core.base = origin.rstrip("/") + PREFIX
        self._add_routes(app, PREFIX)
        inner = app.router.lifespan_context

        @asynccontextmanager
        async def lifespan(outer: FastAPI) -> AsyncIterator[Any]:
            async with inner(outer) as state:
                try:
                    yield state
                finally:
                    await self.close()

        app.router.lifespan_context = lifespan

    def application(self, base_url: str) -> FastAPI:
        """The sandbox as its own web application, reached at `base_url`."""

        @asynccontextmanager
        async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
            yield
            await self.close()

        app = FastAPI(openapi_url=None, lifespan=lifespan)
        self.core.base = base_url.rstrip("/")
        self._add_routes(app, "")
        return app

    @contextmanager
    def running(self, port: int = 0, host: str = "127.0.0.1") -> Iterator[str]:
        """Serve in a thread of this process; gives the base URL. Port 0 takes a free one."""
        config = uvicorn.Config(
            self.application(""),
            host,
            port,
            log_level="warning",
            ws="websockets-sansio",
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        socket = config.bind_socket()
        self.core.base = f"http://{host}:{socket.getsockname()[1]}"
        thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        try:
            yield self.core.base
        finally:
            server.should_exit = True
            thread.join(5)

    async def close(self) -> None:
        """Stop sending and keep the last changes."""
        await self.core.courier.close()
        if self.store:
            await self.store.close()
            self.store = None

    def _cleared(self) -> None:
        if self.store:
            self.store.clear()

    def _add_routes(self, app: FastAPI, prefix: str) -> None:
        any_method = ["GET", "POST", "PATCH", "PUT", "DELETE"]
        app.add_route(f"{prefix}/api/{{method}}", self.api.serve, methods=["GET", "POST"])
        app.add_route(f"{prefix}/_control/{{path:path}}", self.control.serve, methods=any_method)
        app.add_route(f"{prefix}/upload/{{file_id}}", self.plain.upload, methods=["POST", "PUT"])
        app.add_route(f"{prefix}/response/{{ticket}}", self.plain.respond, methods=["POST"])
        app.add_route(f"{prefix}/files/{{file_id}}/{{rest:path}}", self.plain.download)
        app.add_route(f"{prefix}/page/{{name}}", self.page.part)
        app.add_route("/", self._front(prefix))
        app.add_route(f"{prefix}/archives/{{rest:path}}", self._front(prefix))
        app.add_api_websocket_route(f"{prefix}/link", self._link)

    def _front(self, prefix: str) -> Callable[[Request], Response]:
        def front(request: Request) -> Response:
            return self.page.front(request, prefix)

        return front

    async def _link(self, socket: WebSocket) -> None:
        await self.core.courier.sockets.serve(socket)


def create(  # noqa: PLR0913, PLR0917 - the product's contract: one argument for each shared thing
    app_url: str,
    signing_secret: str,
    bot_token: str,
    app_token: str,
    seed: Directory | None = None,
    state_path: Path | str | None = None,
    clock: Callable[[], datetime] | None = None,
    *,
    options: Options | None = None,
) -> Sandbox:
    """A sandbox that delivers to `app_url`, signed with `signing_secret`.

    `bot_token` (xoxb-…) and `app_token` (xapp-…, for Socket Mode) are what it accepts. `state_path`
    names a file that keeps the workspace over restarts; `clock` gives aware times.
    """
    keys = Keys(signing_secret, bot_token, app_token)
    sandbox = Sandbox(seed or default(), keys, app_url, options or Options(), Clock(clock))
    if state_path is not None:
        sandbox.keep(Path(state_path))
    return sandbox
