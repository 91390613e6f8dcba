"""Whose Home tab is to be published, and when at the earliest: at most once in five seconds."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from crm.engine.reply import Reply

# Seconds between two publications for one person.
PACE = 5.0
# Seconds in which changes gather before it is looked up whose day they touch, and how long it is
# taken for granted that nobody of a workspace has the tab: another process may have opened it.
GATHER = 0.05
NOBODY = 5.0
Key = tuple[int, int]


@dataclass
class Homes:
    """The people of this process, by (workspace, person); `told` is what they just did there.

    `pace` is the seconds between two publications for one person.
    """

    pace: float = PACE
    last: dict[Key, float] = field(default_factory=dict)
    waiting: set[Key] = field(default_factory=set)
    told: dict[Key, Reply] = field(default_factory=dict)
    since: dict[int, int] = field(default_factory=dict)
    empty: dict[int, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, workspace_id: int, changeset_id: int) -> bool:
        """Note a change; whether it is to be looked up now, because no look-up is planned."""
        if self.empty.get(workspace_id, 0.0) > time.monotonic():
            return False
        with self.lock:
            first = self.since.get(workspace_id)
            self.since[workspace_id] = min(changeset_id, first or changeset_id)
            return first is None

    def gathered(self, workspace_id: int) -> int:
        """Take what was noted: the first changeset since the last time."""
        time.sleep(GATHER)
        with self.lock:
            return self.since.pop(workspace_id)

    def nobody(self, workspace_id: int) -> None:
        """Nobody of a workspace has opened the tab yet."""
        self.empty[workspace_id] = time.monotonic() + NOBODY

    def turn(self, key: Key) -> float | None:
        """Seconds until a person may be published; None where that is planned already."""
        with self.lock:
            if key in self.waiting:
                return None
            now = time.monotonic()
            wait = max(0.0, self.last.get(key, now - self.pace) + self.pace - now)
            self.last[key] = now + wait
            if wait:
                self.waiting.add(key)
            return wait

    def begin(self, key: Key) -> Reply | None:
        """Take a person's turn; what is to be told them above their day."""
        with self.lock:
            self.waiting.discard(key)
            return self.told.pop(key, None)
