"""The pool in which everything slow happens, after the acknowledgement."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future as Running
from concurrent.futures import ThreadPoolExecutor, wait

from bot.slack import failures

THREADS = 32


class Pool:
    """Runs jobs in threads; what goes wrong in one is logged with an id."""

    def __init__(self, threads: int = THREADS) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="after")
        self._running: set[Running[None]] = set()
        self._lock = threading.Lock()

    def submit(self, name: str, job: Callable[[], object]) -> None:
        """Run a job soon; `name` stands in the log if it fails."""
        running = self._executor.submit(failures.guarded, name, job)
        with self._lock:
            self._running.add(running)
        running.add_done_callback(self._ended)

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
        self._executor.shutdown(wait=False, cancel_futures=True)
        self.drain(timeout)

    def _ended(self, running: Running[None]) -> None:
        with self._lock:
            self._running.discard(running)
