"""Ids in Slack's forms, unique over restarts, and message timestamps."""

import time

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Ids:
    """Makes ids that grow with time; two of one sandbox are never equal."""

    def __init__(self) -> None:
        self._last = 0
        self._last_ts = 0

    def new(self, prefix: str) -> str:
        """`prefix` and ten signs, as in `C0HF2K9A01`."""
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return prefix + _base36(self._last)

    def ts(self, now: float) -> str:
        """A message timestamp, never one given before, with six digits after the point."""
        self._last_ts = max(self._last_ts + 1, int(now * 1_000_000))
        return show_ts(self._last_ts)

    def seen_ts(self, ts: str) -> None:
        """Keep later timestamps above a stored one."""
        self._last_ts = max(self._last_ts, int(ts.replace(".", "")))


def show_ts(micros: int) -> str:
    """Microseconds since 1970 as Slack writes them."""
    return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"


def _base36(number: int) -> str:
    signs = ""
    while number:
        number, digit = divmod(number, 36)
        signs = _DIGITS[digit] + signs
    return signs.rjust(10, "0")
