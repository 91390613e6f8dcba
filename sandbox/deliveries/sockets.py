"""Deliveries by Socket Mode: several connections, each envelope to one of them."""

import asyncio
import json
import time
from contextlib import suppress
from uuid import uuid4

from fastapi import WebSocket, WebSocketDisconnect

from sandbox.deliveries.record import Attempt, Delivery
from sandbox.values import Json

MOST_CONNECTIONS = 10
GRACE = 0.3  # seconds from the request to come back until a connection is closed
WARNING = "warning"  # about ten seconds before the request to come back
_HOST = {"host": "sandbox"}
_TYPES = {"event": "events_api", "command": "slash_commands"}


class Sockets:
    """The app's websocket connections, used in turn."""

    def __init__(self, app_id: str, limit: float) -> None:
        self.app_id = app_id
        self.limit = limit
        self.connections: list[WebSocket] = []
        self._tickets: set[str] = set()
        self._waiting: dict[str, tuple[WebSocket, asyncio.Future[str]]] = {}
        self._turn = 0
        self._leaving: set[asyncio.Task[None]] = set()

    def ticket(self) -> str:
        """A new ticket for one connection."""
        ticket = str(uuid4())
        self._tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """Greet a connection that has a ticket, then take acknowledgements until it closes."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets or len(self.connections) >= MOST_CONNECTIONS:
            await socket.close(code=1008)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        await socket.send_json(self._hello())
        self.connections.append(socket)
        try:
            while True:
                self._acknowledged(json.loads(await socket.receive_text()))
        except (WebSocketDisconnect, RuntimeError, ValueError):
            self._lost(socket)

    async def send(self, delivery: Delivery, retry: int, reason: str) -> Attempt:
        """One try over one connection."""
        self._turn += 1
        socket = self.connections[self._turn % len(self.connections)]
        envelope = str(uuid4())
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[envelope] = (socket, answer)
        at, start = time.time(), time.perf_counter()
        status, body, error = 200, "", ""
        try:
            await socket.send_json(_envelope(envelope, delivery, retry, reason))
            body = await asyncio.wait_for(answer, self.limit)
        except TimeoutError:
            status, error = 0, "http_timeout"
        except (RuntimeError, WebSocketDisconnect, ConnectionError):
            status, error = 0, "connection_failed"
        finally:
            self._waiting.pop(envelope, None)
        ms = round((time.perf_counter() - start) * 1000, 3)
        return Attempt(at, "socket", retry, reason, status or None, body, ms, error)

    async def disconnect(self, reason: str) -> int:
        """Ask every connection to come back, as Slack does; how many were asked.

        After a `warning` they are used on. Otherwise nothing more is sent to them; what they
        acknowledge until they are closed counts.
        """
        asked = list(self.connections)
        if reason != WARNING:
            self.connections.clear()
        for socket in asked:
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": _HOST})
            if reason == WARNING:
                continue
            leaving = asyncio.get_running_loop().create_task(self._leave(socket))
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)
        return len(asked)

    async def close(self) -> None:
        """Close every connection."""
        for socket in list(self.connections):
            self._lost(socket)
            await socket.close()

    async def _leave(self, socket: WebSocket) -> None:
        await asyncio.sleep(GRACE)
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "debug_info": {**_HOST, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.app_id},
        }

    def _acknowledged(self, message: Json) -> None:
        _, answer = self._waiting.get(message.get("envelope_id", ""), (None, None))
        if answer and not answer.done():
            payload = message.get("payload")
            answer.set_result("" if payload in (None, "") else _text(payload))

    def _lost(self, socket: WebSocket) -> None:
        if socket in self.connections:
            self.connections.remove(socket)
        for owner, answer in self._waiting.values():
            if owner is socket and not answer.done():
                answer.set_exception(ConnectionError("closed"))


def _text(payload: object) -> str:
    return payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)


def _envelope(envelope: str, delivery: Delivery, retry: int, reason: str) -> Json:
    is_event = delivery.kind == "event"
    body: Json = {
        "envelope_id": envelope,
        "type": _TYPES.get(delivery.kind, "interactive"),
        "payload": delivery.payload,
        "accepts_response_payload": not is_event,
    }
    return body | ({"retry_attempt": retry, "retry_reason": reason} if is_event else {})
