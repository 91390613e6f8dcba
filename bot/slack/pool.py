"""The pool in which everything slow happens, after the acknowledgement."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future as Running
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, TypeVar

from bot.slack import failures

THREADS = 32
# Seconds that work for which nobody waits gives way to deliveries that are to be acknowledged.
GIVEN_WAY = 0.5
Made = TypeVar("Made")


class Pool:
    """Runs jobs in threads; what goes wrong in one is logged with an id."""

    def __init__(self, threads: int = THREADS) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="after")
        self._begin(threads)
        self._running: set[Running[Any]] = set()
        self._lock = threading.Lock()
        self._timers: set[threading.Timer] = set()
        self._is_closed = False
        self._in_hand = 0
        self._all_answered = threading.Event()
        self._all_answered.set()

    def _begin(self, threads: int) -> None:
        """Begin the threads now: whoever hands in a job would wait for its thread to begin."""
        all_there = threading.Barrier(threads)
        for _ in range(threads):
            self._executor.submit(all_there.wait)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """While a delivery is to be acknowledged: `behind` jobs wait for it."""
        with self._lock:
            self._in_hand += 1
            self._all_answered.clear()
        try:
            yield
        finally:
            with self._lock:
                self._in_hand -= 1
                if not self._in_hand:
                    self._all_answered.set()

    def behind(self, name: str, job: Callable[[], object]) -> None:
        """Run a job when no delivery is in hand, after half a second in any case.

        Sixteen models that begin at once would make the seventeenth acknowledgement wait.
        """

        def in_turn() -> None:
            self._all_answered.wait(GIVEN_WAY)
            job()

        self.submit(name, in_turn)

    def submit(self, name: str, job: Callable[[], object]) -> None:
        """Run a job soon; `name` stands in the log if it fails."""
        running = self._executor.submit(failures.guarded, name, job)
        with self._lock:
            self._running.add(running)
        running.add_done_callback(self._ended)

    def begin(self, job: Callable[[], Made]) -> Running[Made]:
        """Run a job soon; whoever waits gets what it returns or raises."""
        running = self._executor.submit(job)
        with self._lock:
            self._running.add(running)
        running.add_done_callback(self._ended)
        return running

    def later(self, seconds: float, name: str, job: Callable[[], object]) -> None:
        """Run a job after some seconds; not at all where the pool is closed by then."""

        def begin() -> None:
            with self._lock:
                self._timers.discard(timer)
                if self._is_closed:
                    return
            self.submit(name, job)

        timer = threading.Timer(seconds, begin)
        timer.daemon = True
        with self._lock:
            self._timers.add(timer)
        timer.start()

    def drain(self, timeout: float | None = None) -> bool:
        """Wait until nothing runs any more; False where that took longer than `timeout` seconds."""
        while True:
            with self._lock:
                running = set(self._running)
            if not running:
                return True
            if wait(running, timeout).not_done:
                return False

    def close(self, timeout: float = 5) -> None:
        """Let the running jobs end within `timeout` seconds and take no more."""
        with self._lock:
            self._is_closed = True
            for timer in self._timers:
                timer.cancel()
        self._executor.shutdown(wait=False, cancel_futures=True)
        self.drain(timeout)

    def _ended(self, running: Running[Any]) -> None:
        with self._lock:
            self._running.discard(running)
