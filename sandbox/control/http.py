"""The control API over HTTP, for callers on this machine only."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request, Response

from sandbox.control import directory
from sandbox.control.acts import ACTS
from sandbox.control.desk import Desk
from sandbox.control.reads import READS
from sandbox.core import Core
from sandbox.people import Act
from sandbox.values import ControlError, Json, SlackError, parse

PATIENCE = 4.0  # seconds; a server that stops has to wait for no longer
Route = Callable[[Json], Json | Awaitable[Json]]


class Control:
    """Answers `/_control/…`; refuses callers from other machines and other pages."""

    def __init__(self, core: Core, desk: Desk) -> None:
        self.core = core
        self.desk = desk
        self._number = 0
        self._changes: deque[tuple[int, str, str]] = deque(maxlen=1000)
        self._changed = asyncio.Event()
        core.workspace.watchers.append(self._tell)
        self._routes: dict[tuple[str, str], Route] = {
            ("GET", "changes"): self._news,
            ("GET", "state"): lambda _: desk.overview(),
            ("GET", "options"): lambda _: desk.options(),
            ("PATCH", "options"): desk.set_options,
            ("PUT", "manifest"): desk.set_manifest,
            ("PUT", "app"): desk.set_app,
            ("POST", "clock"): desk.move_clock,
            ("GET", "clock"): lambda _: desk.move_clock({}),
            ("GET", "deliveries"): desk.deliveries,
            ("GET", "calls"): desk.calls,
            ("GET", "faults"): lambda _: desk.faults(),
            ("POST", "faults"): desk.order,
            ("DELETE", "faults"): lambda _: desk.clear_faults(),
            ("POST", "disconnect"): desk.disconnect,
            ("POST", "events"): desk.event,
            ("POST", "installation"): desk.install,
            ("POST", "reset"): lambda _: desk.reset(),
            ("POST", "settle"): desk.settle,
            ("POST", "people"): lambda wish: directory.add_person(core, wish),
            ("POST", "channels"): lambda wish: directory.add_channel(core, wish),
        }

    async def serve(self, request: Request) -> Response:
        """One request."""
        if not is_local(request):
            return _json({"error": "Only callers on this machine."}, 403)
        path = request.path_params["path"].strip("/")
        return _json(*await self._guarded(request, path))

    async def _guarded(self, request: Request, path: str) -> tuple[Json, int]:
        try:
            return await self._answer(request, path), 200
        except ControlError as error:
            return {"error": error.sentence}, error.status
        except SlackError as error:
            return {"error": error.word, "messages": error.messages}, 409
        except KeyError as error:
            return {"error": f"Missing or unknown: {error.args[0]}."}, 400
        except (TypeError, ValueError, AttributeError) as error:
            return {"error": f"Not understood: {error}."}, 400

    async def _answer(self, request: Request, path: str) -> Json:
        wish: Json = dict(request.query_params)
        if body := await request.body():
            given = parse(body)
            if not isinstance(given, dict):
                raise ControlError("The body has to be a JSON object.")
            wish |= given
        route = self._routes.get((request.method, path))
        if route is None:
            return await self._named(request.method, path.split("/"), wish)
        found = route(wish)
        return found if isinstance(found, dict) else await found

    async def _named(self, method: str, parts: list[str], wish: Json) -> Json:
        if parts[0] == "people" and len(parts) == 2 and method == "PATCH":
            return directory.change_person(self.core, parts[1], wish)
        if parts[0] == "people" and len(parts) == 3:
            return await self._person(method, parts, wish)
        if parts[0] == "channels" and len(parts) == 3 and method == "POST":
            return directory.change_channel(self.core, parts[1], parts[2], wish)
        raise ControlError(f"There is no {method} {'/'.join(parts)}.", 404)

    async def _person(self, method: str, parts: list[str], wish: Json) -> Json:
        me = Act(self.core, directory.person(self.core, parts[1]))
        if method == "GET" and parts[2] in READS:
            return READS[parts[2]](me, wish)
        if method == "POST" and me.person.deleted:
            raise ControlError(f"{me.person.name} is deactivated.", 403)
        if method == "POST" and parts[2] in ACTS:
            return await ACTS[parts[2]](me, wish)
        there = ", ".join(READS if method == "GET" else ACTS)
        raise ControlError(f"There is no {method} {parts[2]!r}; there are: {there}.", 404)

    def _tell(self, kind: str, about: str) -> None:
        self._number += 1
        self._changes.append((self._number, kind, about))
        self._changed.set()
        self._changed = asyncio.Event()

    async def _news(self, wish: Json) -> Json:
        """What changed after the number {after}; waits up to four seconds for it.

        `lost` says that older changes are no longer known and everything is to be read again.
        """
        after = int(wish.get("after", self._number))
        if after >= self._number:
            changed = self._changed
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), PATIENCE)
        news = [{"kind": k, "about": about} for n, k, about in self._changes if n > after]
        lost = len(news) < self._number - after or after > self._number
        return {"after": self._number, "changes": news, "lost": lost}


def is_local(request: Request) -> bool:
    """Whether the caller is on this machine, and no page of another site."""
    host = request.client.host if request.client else ""
    if "x-forwarded-for" in request.headers or not _loopback(host):
        return False
    origin = request.headers.get("origin")
    own = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if not (own == "localhost" or _loopback(own)):
        return False
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _json(body: Json, status: int = 200) -> Response:
    content = json.dumps(body, ensure_ascii=False)
    return Response(content, status, media_type="application/json")
