"""`POST /collect/events`, `/collect/purchase`, `/collect/social`: what sites and shops report.

Reports are signed with the site's key: `X-Rapport-Site`, `X-Rapport-Timestamp` (Unix seconds) and
`X-Rapport-Signature` (`v1=` and the HMAC-SHA256 of `v1:timestamp:body`). An order may come with an
API token instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.app import Parts
from bot.slack import failures
from bot.web.api import Api, Refusal
from bot.web.pace import Pace
from crm.collection import event, site
from crm.collection.social.receiving import Received
from crm.collection.social.reported import Reported
from crm.engine import settings
from crm.engine.call import CLOCK, Call, Place
from crm.engine.command import REGISTRY
from crm.engine.errors import RapportError
from crm.engine.run import Asked, run
from crm.engine.texts import Reader, say
from crm.models import Site, User, Workspace

Json = dict[str, Any]
LARGEST = 1024 * 1024
A_MINUTE = 120
A_TIME = 200  # so many in one transaction, so that others wait briefly
MOST = {"events": event.MOST, "orders": 100, "posts": 200}
UNSIGNED = "Sign the report with the site's secret; the guide on collecting shows how."


@dataclass(frozen=True, slots=True)
class Sender:
    """Who reports: a site of a workspace, or a person by a token (`site` is None)."""

    call: Call
    site: Site | None


class Intake:
    """Serves reports; each item that cannot be taken is named and the others are."""

    def __init__(self, parts: Parts, api: Api) -> None:
        """Take the parts, and the API whose tokens orders may come with."""
        self._parts = parts
        self._api = api
        self._pace: Pace[str] = Pace(A_MINUTE)

    async def events(self, request: Request) -> JSONResponse:
        """Take up to 1,000 events: 200 with counts, 401, 413, 422, 429."""
        return await self._serve(request, "events")

    async def purchase(self, request: Request) -> JSONResponse:
        """Take an order, or up to 100: 200, 401, 409, 413, 422, 429."""
        return await self._serve(request, "orders")

    async def social(self, request: Request) -> JSONResponse:
        """Take up to 200 posts: 200 with counts, 401, 413, 422, 429."""
        return await self._serve(request, "posts")

    async def _serve(self, request: Request, what: str) -> JSONResponse:
        raw = bytearray()
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > LARGEST:
                return _answer(413, _error("too_large", f"At most {LARGEST} bytes."))
        return await run_in_threadpool(self._answered, request, bytes(raw), what)

    def _answered(self, request: Request, body: bytes, what: str) -> JSONResponse:
        try:
            sender = self._sender(request, body, what)
            given = _items(body, request.headers.get("content-type", ""), what)
            taking = {"events": self._events, "orders": self._orders, "posts": self._posts}
            status, told = taking[what](sender, given)
        except Refusal as refused:
            return _answer(refused.status, _error(refused.word, str(refused)), refused.wait)
        except RapportError as error:
            return _answer(error.status, _error("refused", say(error.text, Reader())))
        except Exception as error:  # noqa: BLE001 - the sender keeps the report and tries again
            name = failures.crashed("collect", error)
            return _answer(500, _error("failed", f"Something went wrong here. (Error {name})"))
        self._parts.wiring.nudge()
        return _answer(status, told)

    def _events(self, sender: Sender, given: _Given) -> tuple[int, Json]:
        counts = event.Taken(bad=list(given.bad))
        assert sender.site is not None
        for part in _parts(given.items):
            call = _with(sender.call, events=part, taken=counts)
            self._run(call, "event receive", {"site": sender.site.key})
        bad = [_bad(place, error) for place, error in sorted(counts.bad, key=lambda one: one[0])]
        told = {"ok": True, "taken": counts.taken, "repeated": counts.repeated, "bad": bad}
        return 200, told | {"failed": len(bad)}

    def _posts(self, sender: Sender, given: _Given) -> tuple[int, Json]:
        counts = Received()
        assert sender.site is not None
        adapter = Reported(given.items)
        owner = self._handle(sender)
        self._run(
            _with(sender.call, adapter=adapter, received=counts), "social receive", {"owner": owner}
        )
        bad = [_bad(*one) for one in given.bad] + [
            _bad(one.place, one.reason) for one in counts.bad
        ]
        told = {"ok": True, "taken": counts.taken, "repeated": counts.repeated, "bad": bad}
        return 200, told | {"failed": len(bad)}

    def _orders(self, sender: Sender, given: _Given) -> tuple[int, Json]:
        """One order answers with its own status; of several each has its place in `orders`."""
        told = [self._order(sender, order) for _, order in given.items]
        told += [(422, _bad(place, error)) for place, error in given.bad]
        if not given.is_list:
            return told[0]
        return 200, {"ok": True, "orders": [{"status": status} | one for status, one in told]}

    def _order(self, sender: Sender, order: object) -> tuple[int, Json]:
        call = _with(sender.call, order=order)
        fields = {"site": sender.site.key} if sender.site else {}
        try:
            self._run(call, "purchase receive", fields)
        except RapportError as error:
            return error.status, _refused(error)
        return 200, {"ok": True} | call.context["purchase"]

    def _run(self, call: Call, command: str, fields: dict[str, str]) -> None:
        run(self._parts.store, call, Asked(REGISTRY[command], fields=fields))

    def _handle(self, sender: Sender) -> str:
        assert sender.site is not None
        with self._parts.store.read(sender.call.workspace_id) as session:
            owner = session.get_one(User, (sender.call.workspace_id, sender.site.owner_id))
            return f"@{owner.handle}"

    def _sender(self, request: Request, body: bytes, what: str) -> Sender:
        authorization = request.headers.get("authorization", "")
        if authorization and what == "orders":
            return Sender(self._api.call_of(authorization), None)
        key = request.headers.get("x-rapport-site", "")
        now = self._parts.clock()
        for workspace_id, found in self._sites(key):
            timestamp = request.headers.get("x-rapport-timestamp", "")
            given = request.headers.get("x-rapport-signature", "")
            if not site.is_signed(found, timestamp, given, body, now.timestamp()):
                break
            wait = self._pace.take(key, now)
            if wait:
                raise Refusal(429, "too_many", f"At most {A_MINUTE} reports a minute.", wait)
            with self._parts.store.read(workspace_id) as session:
                own = settings.read(session)
            return Sender(Call(workspace_id, CLOCK, Place(), now, "event", None, own), found)
        raise Refusal(401, "not_authenticated", UNSIGNED)

    def _sites(self, key: str) -> Iterator[tuple[int, Site]]:
        if not 0 < len(key) <= 32 or not key.isascii():
            return
        with self._parts.store.read(None) as session:
            workspaces = list(session.scalars(select(Workspace.id)))
        for workspace_id in workspaces:
            with self._parts.store.read(workspace_id) as session:
                found = site.open_site(session, key)
            if found is not None:
                yield workspace_id, found
                return


@dataclass(frozen=True, slots=True)
class _Given:
    """What a body holds: items with their places, and the lines that are no JSON."""

    items: list[tuple[int, object]]
    bad: list[tuple[int, RapportError]]
    is_list: bool


def _items(body: bytes, content_type: str, what: str) -> _Given:
    """The items of a JSON array, of an object's `events` (…), or one a line (NDJSON)."""
    given = _lines(body) if "ndjson" in content_type else _array(body, what)
    if len(given.items) + len(given.bad) > MOST[what]:
        raise Refusal(413, "too_many", f"At most {MOST[what]} {what} at once.")
    return given


def _array(body: bytes, what: str) -> _Given:
    found = _json(body)
    if found is _BROKEN:
        raise Refusal(422, "not_understood", "The body is not JSON.")
    if isinstance(found, dict) and isinstance(found.get(what), list):
        found = found[what]
    if isinstance(found, list):
        return _Given(list(enumerate(found)), [], is_list=True)
    if what != "orders" and not (isinstance(found, dict) and "id" in found):
        raise Refusal(422, "not_understood", f"Send a JSON array, or an object with “{what}”.")
    return _Given([(0, found)], [], is_list=False)


def _lines(body: bytes) -> _Given:
    items: list[tuple[int, object]] = []
    bad: list[tuple[int, RapportError]] = []
    for place, line in enumerate(body.splitlines()):
        if not line.strip():
            continue
        found = _json(line)
        if found is _BROKEN:
            bad.append((place, site.broken()))
        else:
            items.append((place, found))
    return _Given(items, bad, is_list=True)


_BROKEN = object()


def _json(text: bytes) -> Any:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return _BROKEN


def _refuse(word: str) -> None:
    raise ValueError(word)


def _parts(items: list[tuple[int, object]]) -> Iterator[list[tuple[int, object]]]:
    for first in range(0, len(items), A_TIME):
        yield items[first : first + A_TIME]


def _with(call: Call, **context: Any) -> Call:
    return replace(call, context=dict(context))


def _bad(place: int, error: RapportError) -> Json:
    return {"index": place} | _refused(error)


def _refused(error: RapportError) -> Json:
    shown: Json = {"ok": False, "error": "refused", "reason": say(error.text, Reader())}
    if error.field:
        shown["field"] = error.field
    return shown


def _error(word: str, sentence: str) -> Json:
    return {"ok": False, "error": word, "message": sentence}


def _answer(status: int, told: Json, wait: int = 0) -> JSONResponse:
    return JSONResponse(told, status, {"Retry-After": str(wait)} if wait else None)
