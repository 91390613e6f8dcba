"""The end of a process: asked for by SIGTERM or SIGINT, and there within ten seconds."""

from __future__ import annotations

import logging
import os
import signal
import threading

LONGEST = 9.0
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Ending:
    """Set when the end was asked for.

    What has not ended after nine seconds is cut off: all that was promised is committed, and
    what follows from it is taken up by the next process.
    """

    def __init__(self) -> None:
        self.asked = threading.Event()

    def listen(self) -> None:
        """Take the signals; uvicorn takes them while it serves, and raises them again after."""
        for name in SIGNALS:
            signal.signal(name, lambda _number, _frame: self.ask())

    def ask(self) -> None:
        """Begin to end."""
        if self.asked.is_set():
            return
        self.asked.set()
        last = threading.Timer(LONGEST, _cut_off)
        last.daemon = True
        last.start()


def _cut_off() -> None:
    logging.shutdown()
    os._exit(0)
