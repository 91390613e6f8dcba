"""The courier: claims what is due, sends it once, and looks before it sends again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.deliver import closing, lookup, outbox
from bot.deliver.answers import Heard, hear
from bot.deliver.documents import attached, share
from bot.deliver.files import Uploads
from bot.deliver.outbox import Claimed, Times
from bot.render import blocks, fallback
from crm.engine import stored_reply as replies
from crm.engine.errors import RapportError
from crm.engine.store import Store
from crm.engine.texts import Reader
from crm.models import Delivery

log = structlog.get_logger("courier")
METADATA = "rapport_delivery"
MOST_AT_ONCE = 200
# Seconds between two looks of this process at what changed.
LOOK_EVERY = 0.2


def _nothing(_workspace_id: int, _channel: str) -> None:
    """What follows a settled delivery where nobody waits for it."""


def _final(_workspace_id: int, _token: str | None) -> bool:
    return False


def _blind(_workspace_id: int, _now: datetime) -> int:
    """What became stale, where nobody looks."""
    return 0


@dataclass
class Courier:
    """Sends deliveries; any number of couriers may share a store.

    `client_of` gives a workspace's Slack client (without retry handlers: slack_sdk's default one
    posted twice by itself) or None; `clock` gives aware UTC; `settled` is told when a delivery's
    place in its channel is known; `is_renewed` says whether a workspace has got another token than
    the one that was refused; `look` queues the edits of what is shown and not true any more.
    """

    store: Store
    client_of: Callable[[int], WebClient | None]
    clock: Callable[[], datetime]
    owner: str
    times: Times = field(default_factory=Times)
    settled: Callable[[int, str], None] = _nothing
    is_renewed: Callable[[int, str | None], bool] = _final
    look: Callable[[int, datetime], int] = _blind

    def __post_init__(self) -> None:
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._dms: dict[tuple[int, str], str] = {}
        self._uploads = Uploads()
        self._looked: dict[int, float] = {}

    def nudge(self) -> None:
        """Say that something new is due."""
        self._wake.set()

    def stop(self) -> None:
        """End `run` after the delivery in hand."""
        self._stop.set()
        self._wake.set()

    def run(self) -> None:
        """Send what falls due until stopped; one failing delivery never stops the others."""
        while not self._stop.is_set():
            self._wake.clear()
            try:
                sent = self.drain()
            except (RapportError, SQLAlchemyError) as error:
                log.warning("courier_waits", error=type(error).__name__)
                sent = 0
            if not sent:
                self._wake.wait(self._pause())

    def _pause(self) -> float:
        """Seconds until the next delivery falls due, between 20 ms and a second."""
        now = self.clock()
        moments = [outbox.next_moment(self.store, id_) for id_ in outbox.workspaces(self.store)]
        waits = [(moment - now).total_seconds() for moment in moments if moment]
        return min(1.0, max(0.02, min(waits, default=1.0)))

    def drain(self) -> int:
        """Send all that is due now, one at a time; returns how many deliveries were handled."""
        handled = 0
        for workspace_id in outbox.workspaces(self.store):
            self._look(workspace_id)
            while handled < MOST_AT_ONCE and not self._stop.is_set():
                claimed = outbox.claim(
                    self.store, workspace_id, self.owner, self.clock(), self.times
                )
                if claimed is None:
                    break
                self._handle(claimed)
                handled += 1
        return handled

    def _look(self, workspace_id: int) -> None:
        """Look for what is stale, not more often than people see it: posts go first."""
        if time.monotonic() - self._looked.get(workspace_id, 0.0) < LOOK_EVERY:
            return
        self._looked[workspace_id] = time.monotonic()
        try:
            self.look(workspace_id, self.clock())
        except Exception as error:
            log.exception("look_failed", workspace=workspace_id, error=type(error).__name__)

    def _handle(self, claimed: Claimed) -> None:
        with structlog.contextvars.bound_contextvars(
            workspace=claimed.workspace_id, delivery=claimed.row.id, attempt=claimed.row.attempt
        ):
            client = self.client_of(claimed.workspace_id)
            heard, channel = self._deliver(claimed, client)
            token = client.token if client is not None else None
            if heard.fate == "token" and self.is_renewed(claimed.workspace_id, token):
                heard = replace(heard, fate="later", wait=1)
            log.info("delivery", fate=heard.fate, error=heard.error, kind=claimed.row.kind)
            closing.close(self.store, claimed, heard, channel, self.clock(), self.times)
            if heard.fate != "unknown":
                self.settled(claimed.workspace_id, channel)

    def _deliver(self, claimed: Claimed, client: WebClient | None) -> tuple[Heard, str]:
        row = claimed.row
        barred = closing.barred(claimed, self.clock(), self.times)
        if barred is not None:
            return barred, row.channel
        if client is None:
            return Heard("token", {}, "not_installed"), row.channel
        channel, heard = self._place(client, claimed)
        if heard is not None:
            return heard, row.channel
        if claimed.is_unsure and row.edits_id is None:
            found = lookup.find(client, row, channel)
            if found is not None:
                return found, channel
        return self._send(client, claimed, channel), channel

    def _place(self, client: WebClient, claimed: Claimed) -> tuple[str, Heard | None]:
        """The channel to post to: a person's id means the DM with that person."""
        channel = claimed.row.channel
        if channel[:1] not in {"U", "W"}:
            return channel, None
        key = (claimed.workspace_id, channel)
        if key not in self._dms:
            heard = hear(lambda: client.conversations_open(users=[channel]))
            if heard.fate != "sent":
                return channel, heard
            self._dms[key] = str(heard.answer["channel"]["id"])
        return self._dms[key], None

    def _send(self, client: WebClient, claimed: Claimed, channel: str) -> Heard:
        row = claimed.row
        reply = replies.from_json(row.payload or {})
        reply, refused = self._uploads.upload(client, reply, _reader(row))
        if refused is not None:
            return refused
        file = attached(reply)
        if file is not None and row.edits_id is None:
            return share(client, file, reply, (channel, row.thread_ts), _reader(row))
        audience: Any = row.audience
        shown = blocks(reply, _reader(row), audience)
        if not shown:
            return Heard("refused", {}, "nothing_to_show")
        body: dict[str, Any] = {
            "text": fallback(reply, _reader(row), audience),
            "blocks": shown,
            "metadata": {"event_type": METADATA, "event_payload": {"delivery_id": row.id}},
        }
        if claimed.original is not None:
            ts = claimed.original.ts or ""
            return hear(lambda: client.chat_update(channel=channel, ts=ts, **body))
        if row.thread_ts:
            body["thread_ts"] = row.thread_ts
        body |= {"unfurl_links": False, "unfurl_media": False, "link_names": False}
        return hear(lambda: client.chat_postMessage(channel=channel, **body))


def _reader(row: Delivery) -> Reader:
    return Reader(row.language or "en", row.zone or "UTC")
