"""The bot of the README, run as it is written there, before a sandbox of its own."""

import re
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from bench.local_slack import wait_for
from sandbox.client import Slack

README = Path(__file__).parents[2] / "sandbox" / "README.md"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


def test_the_bot_of_the_readme_answers_in_ten_lines(tmp_path):
    (bot,) = re.findall(
        r"A whole bot in ten lines\n```python\n(.*?)```", README.read_text(), re.DOTALL
    )
    assert len([line for line in bot.splitlines() if line.strip()]) <= 10
    mine, its = free_port(), free_port()
    (tmp_path / "bot.py").write_text(bot.replace("4000", mine).replace("3000", its))
    app_url = f"http://127.0.0.1:{its}/slack/events"
    words = (["-m", "sandbox", "--app-url", app_url, "--port", mine], [str(tmp_path / "bot.py")])
    with ExitStack() as running:
        for one in words:
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            process = running.enter_context(
                subprocess.Popen([sys.executable, *one], cwd=README.parents[1], **quiet)
            )
            running.callback(process.terminate)
            if one[0] == "-m":
                wait_for(f"http://127.0.0.1:{mine}/_control/state", 30)
        with Slack(f"http://127.0.0.1:{mine}") as slack:
            ana = slack.person("ana")
            while ana.command("/hello", channel="#sales").status != 200:
                slack.settle(quiet_ms=100)
            slack.settle()
            assert ana.last("#sales").text == "Hello @ana!"
