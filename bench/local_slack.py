"""A sandbox in a process of its own, for figures that call Slack."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import httpx

from sandbox.client import Slack

TOKEN = "xoxb-sandbox"
SECRET = "sandbox-secret"
# Switches for tests: Slack's three seconds are a figure of their own, and a machine may stall.
PATIENT: dict[str, Any] = {
    "answer_limit": 30.0,
    "trigger_life": 30.0,
    "retry_delays": [0, 0.2, 0.4],
}


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(app_url: str = "http://127.0.0.1:9/slack/events", rate: str = "off") -> Iterator[Slack]:
    """A sandbox that delivers to `app_url`; stopped at the end."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "sandbox",
        "--app-url",
        app_url,
        "--port",
        str(port),
        "--signing-secret",
        SECRET,
        "--bot-token",
        TOKEN,
        "--rate",
        rate,
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/_control/state")
        with Slack(f"http://127.0.0.1:{port}", timeout=60) as slack:
            yield slack
    finally:
        process.terminate()
        process.wait(10)


def wait_for(url: str, seconds: float = 30) -> float:
    """Wait until an address answers with 200; returns the seconds it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with suppress(httpx.HTTPError):
            if httpx.get(url, timeout=2, trust_env=False).status_code == 200:
                return time.monotonic() - began
        time.sleep(0.02)
    raise TimeoutError(f"{url} does not answer")
