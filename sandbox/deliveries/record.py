"""A delivery, and each try of it."""

import asyncio
from dataclasses import asdict, dataclass, field
from typing import Literal

from sandbox.values import Json

Kind = Literal["event", "command", "interactive", "options"]


@dataclass(frozen=True)
class Attempt:
    """One try: `at` in seconds since 1970, `ms` until the answer, `status` None without one.

    `error` is Slack's reason for a retry (`http_timeout`, `connection_failed`, `http_error` …),
    empty when the app acknowledged.
    """

    at: float
    transport: str
    retry: int = 0
    reason: str = ""
    status: int | None = None
    body: str = ""
    ms: float = 0.0
    error: str = ""
    no_retry: bool = False


@dataclass
class Delivery:
    """Something sent to the app; `name` is the event type, command, or kind of interaction."""

    id: str
    kind: Kind
    name: str
    payload: Json
    attempts: list[Attempt] = field(default_factory=list)
    done: bool = False
    answered: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def last(self) -> Attempt:
        """The newest try; a failed one where nothing was ever sent."""
        return self.attempts[-1] if self.attempts else Attempt(0.0, "none", error="not_sent")

    @property
    def ok(self) -> bool:
        """Whether the newest try was acknowledged."""
        return not self.last.error

    def shown(self, *, payload: bool = True) -> Json:
        """The record as JSON."""
        last = self.last
        body: Json = {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "done": self.done,
            "ok": self.ok,
            "status": last.status,
            "ack_ms": last.ms,
            "body": last.body,
            "error": last.error,
            "attempts": [asdict(a) for a in self.attempts],
        }
        return body | ({"payload": self.payload} if payload else {})
