"""What every handler needs: the store, the installations, the pool, the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.slack.installations import Installations, Installed
from bot.slack.pool import Pool
from bot.slack.turns import Homes
from crm.engine.store import Store

Json = dict[str, Any]


@dataclass(frozen=True)
class Wiring:
    """The parts that handlers use; `clock` gives aware UTC, `nudge` wakes the courier."""

    store: Store
    installations: Installations
    pool: Pool
    clock: Callable[[], datetime]
    nudge: Callable[[], None]
    looked_up: set[tuple[int, str]] = field(default_factory=set)
    homes: Homes = field(default_factory=Homes)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One delivery: Slack's payload, and the installation it belongs to.

    `key` is claimed in the transaction of its effect, so that it has one effect.
    """

    wiring: Wiring
    installed: Installed
    body: Json
    key: str


Ack = Json | None
Handler = Callable[[Incoming], Ack]
