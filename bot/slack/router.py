"""The router: the last of Bolt's middlewares, through which everything that Slack sends comes.

Bolt checks the signature, names the workspace and drops our own events; its listeners are not
used: they answer 404 to what nobody listens to, and build two dozen arguments a call.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import structlog
from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.middleware import Middleware
from slack_sdk.errors import SlackClientError

from bot import metrics
from bot.slack import (
    events,
    failures,
    modals,
    parked,
    people,
    presses,
    shortcuts,
    slash,
    suggestions,
    workflow,
)
from bot.slack.answering import ephemeral, respond
from bot.slack.caller import Stranger
from bot.slack.parked import Parked
from bot.slack.wiring import Ack, Handler, Incoming, Json, Wiring
from crm.engine.call import CLOCK, Call, Place
from crm.engine.errors import Busy
from crm.engine.texts import T, say

log = structlog.get_logger("slack")

HANDLERS: dict[str, Handler] = {
    "command": slash.handle,
    "block_actions": presses.handle,
    "view_submission": modals.handle,
    "block_suggestion": suggestions.handle,
    "message_action": shortcuts.handle,
    "shortcut": shortcuts.handle,
    "event": events.handle,
    "app_rate_limited": events.limited,
}
# What Slack does not send again; the person is told of a failure.
UNREPEATED = frozenset({"command", "block_actions", "message_action", "shortcut"})


def kind_of(body: Json) -> str:
    """What a payload is: command, event, or the type that it names."""
    if "command" in body:
        return "command"
    return "event" if body.get("type") == "event_callback" else str(body.get("type") or "unknown")


def key_of(kind: str, body: Json) -> str:
    """The key under which a delivery has its one effect."""
    if kind == "event":
        return str(body["event_id"])
    if kind == "view_submission":
        view = body["view"]
        return f"{view['id']}:{view.get('hash') or ''}"
    return str(body.get("trigger_id") or "")


def teams_of(body: Json) -> Iterator[str | None]:
    """The teams that a payload names, ours first: people of other teams press buttons too."""
    yield (body.get("view") or {}).get("app_installed_team_id")
    for one in body.get("authorizations") or ():
        yield one.get("team_id")
    yield (body.get("message") or {}).get("team")
    yield body.get("team_id")
    yield (body.get("team") or {}).get("id")


class Router(Middleware):
    """Gives each payload to its handler and acknowledges what came of it."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring

    def process(
        self,
        *,
        req: BoltRequest,
        resp: BoltResponse,
        next: Callable[[], BoltResponse],  # noqa: A002 - Bolt's own name
    ) -> BoltResponse:
        """Answer a delivery; an error before the commit answers 500, so that Slack tries again."""
        del resp, next
        started = time.perf_counter()
        kind = kind_of(req.body)
        outcome = "failed"
        try:
            with self.wiring.pool.answering():
                ack = self.take(kind, req.body)
            outcome = "done"
        finally:
            metrics.INBOUND.labels(kind, outcome).inc()
            metrics.SECONDS.labels(kind).observe(time.perf_counter() - started)
        return BoltResponse(status=200, body=ack or "")

    def take(self, kind: str, body: Json) -> Ack:
        """Handle a payload; raises `failures.Reported` where it should be sent again."""
        if not self._is_handled(kind, body):
            return self._unhandled(kind, body)
        installed = self.wiring.installations.find(teams_of(body))
        if installed is None:
            return _not_installed(kind)
        incoming = Incoming(self.wiring, installed, body, key_of(kind, body))
        with structlog.contextvars.bound_contextvars(
            workspace=installed.workspace_id, key=incoming.key
        ):
            return self._handle(kind, incoming)

    def _handle(self, kind: str, incoming: Incoming) -> Ack:
        def told(name: str) -> None:
            self._apologise(kind, incoming, name)

        try:
            return failures.watched(kind, lambda: HANDLERS[kind](incoming), told)
        except Stranger as stranger:
            return self._wait_for(incoming, stranger.slack_id)

    def _is_handled(self, kind: str, body: Json) -> bool:
        if kind == "event":
            return events.knows(str(body["event"].get("type")))
        return kind in HANDLERS

    def _unhandled(self, kind: str, body: Json) -> Ack:
        """What nobody handles is answered, counted and logged: Slack would only repeat it."""
        name = str(body["event"].get("type")) if kind == "event" else kind
        metrics.UNHANDLED.labels(name[:60]).inc()
        log.info("unhandled", kind=name[:60])
        return {"options": []} if kind == "block_suggestion" else None

    def _apologise(self, kind: str, incoming: Incoming, name: str) -> None:
        if kind == "view_submission":
            self.wiring.pool.submit("keep", lambda: modals.keep(incoming, name))
        if incoming.body.get("event", {}).get("type") == "function_executed":
            workflow.apologise(incoming, name)
        url = incoming.body.get("response_url")
        if kind not in UNREPEATED or not url:
            return
        body = ephemeral(failures.apology(name), _nobody(incoming))
        if body is not None:
            self.wiring.pool.submit("apology", lambda: respond(url, body))

    def _wait_for(self, incoming: Incoming, person: str) -> Ack:
        """Keep the delivery, acknowledge it, and go on when Slack has said who this is."""
        parked.park(incoming, person)
        workspace_id = incoming.installed.workspace_id
        self.wiring.pool.submit("meet", lambda: self.replay(workspace_id))
        return None

    def replay(self, workspace_id: int, channel: str | None = None) -> int:
        """Take up what is parked, of one channel or all; how many were settled.

        For the courier, which finds out whose thread it is, and for the tick.
        """
        settled = 0
        for one in parked.waiting(self.wiring.store, workspace_id, channel):
            if self._take_up(workspace_id, one):
                parked.settle(self.wiring.store, workspace_id, one.key)
                settled += 1
        return settled

    def _take_up(self, workspace_id: int, one: Parked) -> bool:
        """Whether a parked delivery is settled now; after a day it is given up."""
        wiring = self.wiring
        installed = wiring.installations.of_workspace(workspace_id)
        is_old = wiring.clock() - one.at > parked.KEPT
        if installed is None:
            return is_old
        incoming = Incoming(wiring, installed, one.body, one.key)
        try:
            if one.person is not None:
                people.refresh(wiring, installed, one.person)
            elif not parked.is_settled(wiring.store, workspace_id, one.body["event"]):
                return is_old
            ack = HANDLERS[kind_of(one.body)](incoming)
        except (SlackClientError, OSError, Busy, Stranger) as error:
            log.warning("still_parked", error=type(error).__name__)
            return is_old
        if ack and one.body.get("response_url"):
            respond(one.body["response_url"], ack)
        return True


def _nobody(incoming: Incoming) -> Call:
    """A call for a text that must be said though nobody could be found out."""
    place = Place()
    return Call(incoming.installed.workspace_id, CLOCK, place, incoming.wiring.clock(), "event")


def _not_installed(kind: str) -> Ack:
    metrics.UNHANDLED.labels("not installed").inc()
    log.warning("not_installed", kind=kind)
    if kind != "command":
        return None
    sentence = say(T("Rapport is not installed in this workspace."), CLOCK.reader)
    return {"response_type": "ephemeral", "text": sentence}
