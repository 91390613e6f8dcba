"""How often a token may call."""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta

A_MINUTE = timedelta(minutes=1)
MOST = 60


class Pace:
    """At most sixty calls a minute and token, counted in this process."""

    def __init__(self) -> None:
        self._calls: dict[int, deque[datetime]] = {}
        self._lock = threading.Lock()

    def take(self, token_id: int, now: datetime) -> int:
        """Count a call; the seconds to wait where it is one too many, else 0."""
        with self._lock:
            calls = self._calls.setdefault(token_id, deque())
            while calls and now - calls[0] >= A_MINUTE:
                calls.popleft()
            if len(calls) >= MOST:
                return max(1, int((calls[0] + A_MINUTE - now).total_seconds()) + 1)
            calls.append(now)
            return 0
