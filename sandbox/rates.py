"""Slack's limit of about one post a second and channel."""

from math import ceil

from sandbox.clock import Clock
from sandbox.options import Options


class Rates:
    """A bucket for each channel: `burst` posts at once, then one a second."""

    def __init__(self, clock: Clock, options: Options) -> None:
        self.clock = clock
        self.options = options
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, channel: str) -> int:
        """Take one post from the channel's bucket: 0, or the seconds to wait where it is empty."""
        if self.options.rate == "off":
            return 0
        now = self.clock.now()
        left, at = self._buckets.get(channel, (float(self.options.burst), now))
        left = min(float(self.options.burst), left + max(0.0, now - at))
        if left < 1:
            self._buckets[channel] = (left, now)
            return ceil(1 - left)
        self._buckets[channel] = (left - 1, now)
        return 0

    def clear(self) -> None:
        """Fill every bucket."""
        self._buckets.clear()
