import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from bench import warm_terminal
from sandbox.client import Slack

ROOT = Path(__file__).parents[3]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(home: Path, *words: str, **given: str) -> subprocess.Popen:
    """`rapport …` as a process of its own, in an empty folder."""
    environment = {name: value for name, value in os.environ.items() if "SLACK" not in name}
    environment |= {"RAPPORT_HOME": str(home), "PYTHONPATH": str(ROOT)} | given
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        cwd=home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def until_it_answers(url: str, process: subprocess.Popen) -> None:
    for _ in range(600):
        assert process.poll() is None, process.communicate()[1].decode()[-3000:]
        try:
            if httpx.get(url, trust_env=False).status_code < 500:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{url} never answered")


def end(process: subprocess.Popen) -> float:
    """Seconds until SIGTERM has ended it."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(15)
    return time.monotonic() - began


@pytest.fixture
def home(sqlite_template: Path, tmp_path: Path) -> Path:
    """A data folder with a migrated database."""
    shutil.copy(sqlite_template, tmp_path / "rapport.sqlite")
    return tmp_path


def test_without_a_token_the_sandbox_is_served_and_sigterm_ends_it(home):
    port = free_port()
    process = run(home, "serve", PORT=str(port))
    try:
        until_it_answers(f"http://127.0.0.1:{port}/health", process)
        with Slack(f"http://127.0.0.1:{port}/sandbox") as slack:
            ana = slack.person("ana")
            for _ in range(50):
                done = ana.command("/company", "add Acme", channel="#sales")
                slack.settle()
                if any("Acme" in message.text for message in ana.sees("#sales")):
                    break
                time.sleep(0.2)
            assert done.status == 200
            assert any("CO-1" in message.text for message in ana.sees("#sales"))
        page = httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
        assert "<html" in page.text
    finally:
        assert end(process) < 10
    assert process.returncode == 0


def test_with_two_tokens_it_connects_by_socket_mode(home, box):
    port = free_port()
    tokens = {"SLACK_BOT_TOKEN": "xoxb-test", "SLACK_APP_TOKEN": "xapp-test"}
    with Slack(box.core.base) as slack:
        slack.reset()
        process = run(home, "serve", PORT=str(port), SLACK_API_URL=box.api_url, **tokens)
        try:
            until_it_answers(f"http://127.0.0.1:{port}/health", process)
            ana = slack.person("ana")
            for _ in range(100):
                done = ana.command("/crm", "whoami", channel="#sales")
                slack.settle()
                if done.status == 200 and any("Ana" in m.text for m in ana.sees("#sales")):
                    break
                time.sleep(0.2)
            assert any("Ana" in message.text for message in ana.sees("#sales"))
            assert (
                httpx.post(f"http://127.0.0.1:{port}/slack/events", trust_env=False).status_code
                == 404
            )
        finally:
            assert end(process) < 10


def test_settings_that_do_not_go_together_end_with_status_2(home):
    given = {"RAPPORT_HOME": str(home), "SLACK_BOT_TOKEN": "xoxb-1"}
    done = warm_terminal.run(["serve"], given, cwd=home)
    assert done.returncode == 2
    assert "SLACK_APP_TOKEN" in done.stderr
