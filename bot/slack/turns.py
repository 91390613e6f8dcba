"""Whose Home tab is to be published, and when at the earliest: at most once in five seconds."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from crm.engine.reply import Reply

# Seconds between two publications for one person.
PACE = 5.0
Key = tuple[int, int]


@dataclass
class Homes:
    """The people of this process, by (workspace, person); `told` is what they just did there."""

    last: dict[Key, float] = field(default_factory=dict)
    waiting: set[Key] = field(default_factory=set)
    told: dict[Key, Reply] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def turn(self, key: Key) -> float | None:
        """Seconds until a person may be published; None where that is planned already."""
        with self.lock:
            if key in self.waiting:
                return None
            now = time.monotonic()
            wait = max(0.0, self.last.get(key, now - PACE) + PACE - now)
            self.last[key] = now + wait
            if wait:
                self.waiting.add(key)
            return wait

    def begin(self, key: Key) -> Reply | None:
        """Take a person's turn; what is to be told them above their day."""
        with self.lock:
            self.waiting.discard(key)
            return self.told.pop(key, None)
