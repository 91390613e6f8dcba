"""How often somebody may call: a token, an address."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

A_MINUTE = timedelta(minutes=1)
MOST = 60
Who = TypeVar("Who", bound=Hashable)


class Pace(Generic[Who]):
    """At most so many calls a minute of each, counted in this process."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._calls: dict[Who, deque[datetime]] = {}
        self._lock = threading.Lock()

    def take(self, who: Who, now: datetime) -> int:
        """Count a call; the seconds to wait where it is one too many, else 0."""
        with self._lock:
            if who not in self._calls:
                self._forget(now)
            calls = self._calls.setdefault(who, deque())
            while calls and now - calls[0] >= A_MINUTE:
                calls.popleft()
            if len(calls) >= self._most:
                return max(1, int((calls[0] + A_MINUTE - now).total_seconds()) + 1)
            calls.append(now)
            return 0

    def _forget(self, now: datetime) -> None:
        """Let go of everybody who has been quiet for a minute."""
        last = {who: calls[-1] for who, calls in self._calls.items() if calls}
        for who in [who for who in self._calls if who not in last or now - last[who] > A_MINUTE]:
            del self._calls[who]
