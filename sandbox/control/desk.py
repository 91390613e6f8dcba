"""The operator's side: deliveries, calls, faults, clock, switches, reset, waiting for quiet."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from sandbox.api.http import WebApi
from sandbox.core import Core
from sandbox.deliveries.events import UNINSTALLED
from sandbox.options import apply_manifest
from sandbox.values import ControlError, Json
from sandbox.workspace import shapes

REASONS = ("warning", "refresh_requested", "link_disabled")
_SWITCHES = {
    "rate": str,
    "burst": int,
    "tiers": bool,
    "self_events": bool,
    "home_tab": bool,
    "answer_limit": float,
    "trigger_life": float,
    "time_scale": float,
}


class Desk:
    """What a test or a developer does that no person in Slack could."""

    def __init__(self, core: Core, api: WebApi, cleared: Callable[[], None]) -> None:
        self.core = core
        self.api = api
        self._cleared = cleared

    def overview(self) -> Json:
        """Teams, people, channels, the app and its declarations, the clock and the switches."""
        workspace, options = self.core.workspace, self.core.options
        return {
            "team": asdict(workspace.team),
            "teams": [asdict(t) for t in workspace.seed.teams],
            "app": asdict(workspace.seed.app),
            "app_url": self.core.courier.http.url,
            "sockets": len(self.core.courier.sockets.connections),
            "now": self.core.clock.iso(),
            "people": [
                shapes.user(workspace, p, email=True, locale=True)
                for p in workspace.people.values()
            ],
            "channels": [shapes.conversation(workspace, c) for c in workspace.channels.values()],
            "commands": None if options.commands is None else [asdict(c) for c in options.commands],
            "functions": options.functions,
            "assistant": options.assistant,
            "standing": workspace.standing,
            "shortcuts": [asdict(s) for s in options.shortcuts],
            "options": self.options(),
        }

    def options(self) -> Json:
        """The switches."""
        options = self.core.options
        shown: Json = {name: getattr(options, name) for name in _SWITCHES}
        return shown | {
            "scopes": list(options.scopes),
            "retry_delays": list(options.retry_delays),
            "events": None if options.events is None else list(options.events),
        }

    def set_options(self, wish: Json) -> Json:
        """Change switches: rate, burst, scopes, retry_delays, time_scale and so on."""
        for name, value in wish.items():
            if name in ("scopes", "retry_delays", "events"):
                setattr(self.core.options, name, None if value is None else tuple(value))
            elif name in _SWITCHES:
                setattr(self.core.options, name, _SWITCHES[name](value))
            else:
                raise ControlError(f"There is no switch {name!r}.")
        limit = self.core.options.answer_limit
        self.core.courier.http.limit = self.core.courier.sockets.limit = limit
        self.core.rates.clear()
        return self.options()

    def set_manifest(self, manifest: Json) -> Json:
        """Take scopes, events, commands and shortcuts from the app's manifest."""
        apply_manifest(self.core.options, manifest)
        return self.overview()

    def set_app(self, wish: Json) -> Json:
        """Send deliveries to another {url}."""
        self.core.courier.http.url = str(wish["url"])
        return {"app_url": self.core.courier.http.url}

    def move_clock(self, wish: Json) -> Json:
        """Move the clock by {advance} seconds, or set it to {now}, ISO 8601 with an offset."""
        if "advance" in wish:
            self.core.clock.move(float(wish["advance"]))
        elif "now" in wish:
            self.core.clock.set(datetime.fromisoformat(str(wish["now"])))
        return {"now": self.core.clock.iso()}

    def deliveries(self, query: Json) -> Json:
        """The deliveries, oldest first, by {kind}, {name}, {after} (an id), the last {limit}."""
        found = list(self.core.courier.log.values())
        if query.get("after"):
            number = int(str(query["after"]).removeprefix("d"))
            found = [d for d in found if int(d.id[1:]) > number]
        for key in ("kind", "name"):
            if query.get(key):
                found = [d for d in found if getattr(d, key) == query[key]]
        limit = int(query.get("limit", 1000))
        return {"deliveries": [d.shown() for d in found[-limit:]]}

    def calls(self, query: Json) -> Json:
        """Calls of the Web API, oldest first: of {method}, since {since} (seconds since 1970)."""
        found = self.api.calls(query.get("method"), float(query.get("since", 0)))
        return {"calls": found[-int(query.get("limit", 1000)) :]}

    def faults(self) -> Json:
        """The orders in force."""
        return {
            "api": [f.shown() for f in self.core.faults.orders],
            "deliveries": [f.shown() for f in self.core.courier.faults.orders],
        }

    def order(self, wish: Json) -> Json:
        """Order a fault: {kind, match?, probability?, count?, seed?, seconds? …, on?}.

        `on` is `api` (the default) or `deliveries`.
        """
        where = wish.pop("on", "api")
        target = self.core.courier.faults if where == "deliveries" else self.core.faults
        return target.add(wish).shown()

    def clear_faults(self) -> Json:
        """Take back every order."""
        self.core.faults.orders.clear()
        self.core.courier.faults.orders.clear()
        return self.faults()

    async def disconnect(self, wish: Json) -> Json:
        """Ask every Socket Mode connection to come back; {hard: true} cuts them.

        {reason}: `warning`, `refresh_requested` (the default) or `link_disabled`.
        """
        sockets = self.core.courier.sockets
        if wish.get("hard"):
            asked = len(sockets.connections)
            await sockets.close()
        else:
            reason = str(wish.get("reason", "refresh_requested"))
            if reason not in REASONS:
                raise ControlError(f"There is no {reason!r}; there are: {', '.join(REASONS)}.")
            asked = await sockets.disconnect(reason)
        return {"connections": asked}

    def event(self, wish: Json) -> Json:
        """Send any event: {type, …}, for kinds that nothing in the sandbox brings about."""
        body = {k: v for k, v in wish.items() if k != "type"}
        self.core.events.tell(str(wish["type"]), body)
        return {}

    def install(self, wish: Json) -> Json:
        """{change}: `uninstall` the app, `revoke` its token, or `install` it again.

        The events are those that Slack sends; afterwards the bot token is refused.
        """
        change, workspace = str(wish.get("change", "install")), self.core.workspace
        if change not in ("install", "uninstall", "revoke"):
            raise ControlError(f"There is no {change!r}; there are: install, uninstall, revoke.")
        if change != "install":
            self.core.events.tell(
                "tokens_revoked", {"tokens": {"oauth": [], "bot": [workspace.bot.id]}}
            )
        if change == "uninstall":
            self.core.events.tell("app_uninstalled", {})
        words = {"uninstall": UNINSTALLED, "revoke": "token_revoked"}
        workspace.standing = words.get(change, "")
        return {"standing": workspace.standing}

    def reset(self) -> Json:
        """Back to the seed, without messages, logs and faults; the clock stays as it is."""
        self.clear_faults()
        self.core.courier.forget()
        self.core.workspace.clear()
        self.core.keys.restore()
        self.core.rates.clear()
        self.api.log.clear()
        self._cleared()
        return self.overview()

    async def settle(self, wish: Json) -> Json:
        """Wait until no delivery or call is in work and none came for {quiet_ms} (100).

        Events waiting for a later retry do not count unless {retries} is true. Gives up after
        {timeout} seconds (10) with `settled` false.
        """
        quiet = float(wish.get("quiet_ms", 100)) / 1000
        end = time.monotonic() + float(wish.get("timeout", 10))
        courier = self.core.courier
        calm_since = time.monotonic()
        while (now := time.monotonic()) < end:
            waiting = courier.waiting if wish.get("retries") else 0
            if courier.busy or self.api.busy or waiting:
                calm_since = now
            if now - max(calm_since, self.api.last) >= quiet:
                return {"settled": True}
            await asyncio.sleep(0.005)
        return {"settled": False, "busy": courier.busy, "waiting": courier.waiting}
