"""The schedule: APScheduler holds one job in memory, the tick.

A job store shared by two processes ran 220 of 220 jobs twice, and its rows are pickles; so the
store's own unique rows say what is owed, and the scheduler only wakes us.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock.due import Tick

EVERY = 15


class Schedule:
    """Ticks every `every` seconds in a thread of its own, from the start on."""

    def __init__(
        self,
        tick: Tick,
        clock: Callable[[], datetime],
        after: Callable[[], None],
        every: float = EVERY,
    ) -> None:
        """`after` is called when a tick is through: the courier's nudge."""
        self._tick = tick
        self._clock = clock
        self._after = after
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._scheduler.add_job(
            self._run,
            "interval",
            seconds=every,
            next_run_time=datetime.now(self._scheduler.timezone),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """End after the tick in hand."""
        self._scheduler.shutdown(wait=True)

    def _run(self) -> None:
        self._tick(self._clock())
        self._after()
