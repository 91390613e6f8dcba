"""The sandbox's own time: the real one, another's, or moved by hand."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Seconds since 1970 as the sandbox sees them, moved forward or back by `move`.

    `source` gives an aware time; without it the machine's clock is read.
    """

    def __init__(self, source: Callable[[], datetime] | None = None) -> None:
        self._source = source
        self._offset = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        base = self._source().timestamp() if self._source else time.time()
        return base + self._offset

    def move(self, seconds: float) -> None:
        """Add `seconds`; whoever sleeps past the new time is woken."""
        self._offset += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    def set(self, to: datetime) -> None:
        """Make it `to`, from where the clock runs on."""
        self.move(to.timestamp() - self.now())

    def iso(self) -> str:
        """The present moment, ISO 8601, UTC."""
        return datetime.fromtimestamp(self.now(), UTC).isoformat()

    async def sleep(self, seconds: float) -> None:
        """Wait `seconds` of this clock; moving the clock forward shortens the wait."""
        end = self.now() + seconds
        while (left := end - self.now()) > 0:
            moved = self._moved
            try:
                await asyncio.wait_for(moved.wait(), left)
            except TimeoutError:
                return
