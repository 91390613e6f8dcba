"""The Web API over HTTP: tokens, argument forms, scopes, faults, and the log of calls."""

import asyncio
import json
import time
from collections import deque
from dataclasses import asdict, dataclass, replace

from fastapi import Request, Response

from sandbox.api import (
    app,
    assistant,
    bookmarks,
    chat,
    conversations,
    files,
    reactions,
    rooms,
    tiers,
    users,
    views,
)
from sandbox.api.call import METHODS, Call, Method, need
from sandbox.connection import drop, gone
from sandbox.core import Core
from sandbox.faults import Fault
from sandbox.values import Json, RateLimited, SlackError, parse

SURFACES = (app, assistant, bookmarks, chat, conversations, files, reactions, rooms, users, views)
KEPT = 20_000
_HTML = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True)
class Logged:
    """A call that was received: `at` in seconds since 1970, `ms` until the answer was ready."""

    at: float
    method: str
    args: Json
    ok: bool
    error: str
    status: int
    ms: float
    fault: str = ""


class WebApi:
    """Answers calls of Web API methods; `log` holds the newest, `busy` counts those in work."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.log: deque[Logged] = deque(maxlen=KEPT)
        self.busy = 0
        self.last = time.monotonic()
        self._later: set[asyncio.Task[None]] = set()

    async def serve(self, request: Request) -> Response:
        """One HTTP request to `/api/<method>`."""
        name = request.path_params["method"]
        self.busy += 1
        try:
            return await self._serve(request, name)
        finally:
            self.busy -= 1
            self.last = time.monotonic()

    async def _serve(self, request: Request, name: str) -> Response:
        at, start = time.time(), time.perf_counter()
        try:
            args, token = await arguments(request)
        except SlackError as error:
            return _json(error.answer())
        fault = self.core.faults.pick(name)
        kind = fault.kind if fault else ""
        does = kind not in ("ratelimited", "error", "refuse", "hang")
        if fault and kind == "delay":
            await asyncio.sleep(fault.seconds)
        body, status, wait = self._run(name, args, token) if does else ({}, 200, 0)
        ms = round((time.perf_counter() - start) * 1000, 3)
        self._note(Logged(at, name, args, False, "", status, ms, kind), body)
        if fault and kind != "delay":
            return await self._faulty(request, fault, (name, args, token))
        told = {"Retry-After": str(wait)} if wait else {}
        if body.get("ok") and token == self.core.keys.bot_token:
            told["X-OAuth-Scopes"] = ",".join(sorted(self.core.options.scopes))
        return _json(body, status, told)

    def run(self, name: str, args: Json, token: str | None) -> Json:
        """The answer to a call, as if it had come over HTTP."""
        return self._run(name, args, token)[0]

    def _run(self, name: str, args: Json, token: str | None) -> tuple[Json, int, int]:
        try:
            method = self._method(name, token)
            return {"ok": True, **method.run(Call(self.core, args))}, 200, 0
        except RateLimited as error:
            return error.answer(), 429, error.seconds
        except SlackError as error:
            return error.answer(), 200, 0

    def _method(self, name: str, token: str | None) -> Method:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", (), {"req_method": name})
        self._check_token(method, token)
        need(self.core.options, method.scopes)
        self._check_rate(name)
        return method

    def _check_rate(self, name: str) -> None:
        limit = tiers.allowed(name)
        if limit and (wait := self.core.rates.method(name, *limit)):
            raise RateLimited(wait)

    def _check_token(self, method: Method, token: str | None) -> None:
        if method.bearer == "anyone":
            return
        keys = self.core.keys
        if not token:
            raise SlackError("not_authed")
        if token in keys.gone:
            raise SlackError(keys.gone[token])
        if token not in (keys.bot_token, keys.app_token) and not self._runs_a_step(token):
            raise SlackError("invalid_auth")
        if (method.bearer == "app") != (token == keys.app_token):
            raise SlackError("not_allowed_token_type")
        if method.bearer == "bot" and self.core.workspace.standing:
            raise SlackError(self.core.workspace.standing)

    def _runs_a_step(self, token: str) -> bool:
        """Whether it is the token that Slack gives along with a workflow step."""
        return any(e.token == token for e in self.core.workspace.executions.values())

    async def _faulty(
        self, request: Request, fault: Fault, call: tuple[str, Json, str | None]
    ) -> Response:
        if fault.kind == "ratelimited":
            wait = {"Retry-After": str(max(1, round(fault.seconds)))}
            return _json({"ok": False, "error": "ratelimited"}, 429, wait)
        if fault.kind == "garbage":
            return Response(_HTML, 200, media_type="text/html")
        if fault.kind in ("error", "error_after"):
            return Response(_HTML, 500, media_type="text/html")
        if fault.kind == "hang":
            if fault.effect:
                self._run_later(fault.random.uniform(0, fault.seconds), call)
            await gone(request)
        return drop(request)

    def _run_later(self, seconds: float, call: tuple[str, Json, str | None]) -> None:
        async def late() -> None:
            await asyncio.sleep(seconds)
            body, status, _ = self._run(*call)
            self._note(Logged(time.time(), call[0], call[1], False, "", status, 0.0, "late"), body)

        task = asyncio.get_running_loop().create_task(late())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    def _note(self, logged: Logged, body: Json) -> None:
        word = str(body.get("error", ""))
        self.log.append(replace(logged, ok=bool(body.get("ok")), error=word))

    def calls(self, name: str | None, since: float) -> list[Json]:
        """The log, oldest first, of one method or of all, since a time."""
        return [asdict(c) for c in self.log if c.at >= since and name in (None, c.method)]


async def arguments(request: Request) -> tuple[Json, str | None]:
    """A call's arguments from query, form or JSON, and its token; raises SlackError."""
    args: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if request.method == "POST" and kind == "application/json":
        args |= _parsed(await request.body())
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form() as form:
            args |= {k: v for k, v in form.items() if isinstance(v, str)}
    elif request.method == "POST" and await request.body():
        raise SlackError("invalid_post_type")
    header = request.headers.get("authorization", "")
    token = args.pop("token", None)
    return args, header.removeprefix("Bearer ").strip() or token


def _parsed(body: bytes) -> Json:
    if not body.strip():
        return {}
    try:
        parsed = parse(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(parsed, dict):
        raise SlackError("json_not_object")
    return parsed


def _json(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    content = json.dumps(body, ensure_ascii=False)
    return Response(content, status, headers, media_type="application/json; charset=utf-8")
