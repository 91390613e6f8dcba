"""Slack's limits: about one post a second and channel, and each method so often a minute."""

from math import ceil

from sandbox.clock import Clock
from sandbox.options import Options


class Rates:
    """Buckets that fill again as time passes."""

    def __init__(self, clock: Clock, options: Options) -> None:
        self.clock = clock
        self.options = options
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, channel: str) -> int:
        """Take one post from the channel's bucket: 0, or the seconds to wait where it is empty."""
        if self.options.rate == "off":
            return 0
        return self._take(channel, self.options.burst, 1.0)

    def method(self, name: str, first: int, per_minute: int) -> int:
        """Take one call of a method: 0, or the seconds to wait where too many came."""
        if self.options.rate == "off" or not self.options.tiers:
            return 0
        return self._take(name, first, per_minute / 60)

    def clear(self) -> None:
        """Fill every bucket."""
        self._buckets.clear()

    def _take(self, key: str, size: int, a_second: float) -> int:
        now = self.clock.now()
        left, at = self._buckets.get(key, (float(size), now))
        left = min(float(size), left + max(0.0, now - at) * a_second)
        taken = left >= 1
        self._buckets[key] = (left - taken, now)
        return 0 if taken else ceil((1 - left) / a_second)
