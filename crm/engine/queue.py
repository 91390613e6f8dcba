"""A queue in front of SQLite: writers take turns, and wait no longer than they may.

SQLite's own waiting sleeps without a queue and starves some writers for seconds. Here the threads
of a process stand in line, and the first of them asks for the file lock. Processes pass a gate
before it: whoever has just written finds the gate held by the next one, and cannot go twice.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from crm.engine.errors import Busy


class WriteQueue:
    """The lock files beside a database; `hold` waits at most `patience` seconds for its turn."""

    def __init__(self, database: Path, patience: float = 2.0) -> None:
        self._turn = database.with_name(database.name + ".queue")
        self._gate = database.with_name(database.name + ".next")
        self._patience = patience
        self._line = Line()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the turn to write; raises `Busy` when it does not come in time."""
        until = time.monotonic() + self._patience
        if not self._line.enter(self._patience):
            raise Busy
        try:
            descriptor = self._take(until)
            try:
                yield
            finally:
                os.close(descriptor)
        finally:
            self._line.leave()

    def _take(self, until: float) -> int:
        gate, turn = _open(self._gate), _open(self._turn)
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return _wait(gate, turn, until)
        os.close(gate)
        return turn


class Line:
    """The threads of a process, one after the other in the order in which they came."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False

    def enter(self, patience: float) -> bool:
        """Wait for one's turn; False where it did not come within `patience` seconds."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        return mine.acquire(timeout=patience) or not self._gives_up(mine)

    def _gives_up(self, mine: threading.Lock) -> bool:
        with self._lock:
            if mine not in self._waiting:  # the turn came at the very last moment
                return False
            self._waiting.remove(mine)
            return True

    def leave(self) -> None:
        """Let the next one go."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _wait(gate: int, turn: int, until: float) -> int:
    come: Future[None] = Future()
    threading.Thread(target=_queue_up, args=(gate, turn, come), daemon=True).start()
    try:
        come.result(max(0.0, until - time.monotonic()))
    except TimeoutError:
        # Whoever gets the lock after we gave up lets it go at once.
        come.add_done_callback(lambda _: os.close(turn))
        raise Busy from None
    return turn


def _queue_up(gate: int, turn: int, come: Future[None]) -> None:
    fcntl.flock(gate, fcntl.LOCK_EX)
    fcntl.flock(turn, fcntl.LOCK_EX)
    os.close(gate)
    come.set_result(None)
