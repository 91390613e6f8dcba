"""`rapport serve` as an operator starts it, before a Slack that is another process."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench import local_slack, warm_terminal
from bench.local_slack import SECRET, TOKEN
from bot.manifest import manifest

pytestmark = pytest.mark.xdist_group("terminal")
ROOT = Path(__file__).parents[3]
OWN = {n: v for n, v in os.environ.items() if not n.startswith(("SLACK_", "DATABASE_", "RAPPORT_"))}
WAYS = {
    "http": {"SLACK_SIGNING_SECRET": SECRET},
    "socket": {"SLACK_APP_TOKEN": "xapp-sandbox"},
}


def rapport(words, env):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, "-m", "bot", *words], cwd=ROOT, env=env, **quiet)


@pytest.fixture(params=list(WAYS))
def slack(request, tmp_path):
    """A local Slack, to which `rapport serve` is connected by each way in turn."""
    port = local_slack.free_port()
    url = f"http://127.0.0.1:{port}"
    with local_slack.running(f"{url}/slack/events") as slack:
        env = OWN | WAYS[request.param] | {"PORT": str(port), "RAPPORT_HOME": str(tmp_path)}
        env |= {"SLACK_BOT_TOKEN": TOKEN, "SLACK_API_URL": slack.api_url.rstrip("/")}
        declared = manifest()
        declared["settings"]["socket_mode_enabled"] = request.param == "socket"
        slack.manifest(declared)
        slack.options(**local_slack.PATIENT)
        assert warm_terminal.run(["migrate"], env, cwd=ROOT).returncode == 0
        serving = rapport(["serve"], env)
        local_slack.wait_for(f"{url}/health", 240)
        until(lambda: slack.calls("conversations.list") or slack.calls("users.conversations"))
        yield slack
        serving.terminate()
        assert serving.wait(60) == 0


def until(found, seconds=60):
    """What `found` gives as soon as it gives something."""
    deadline = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return value


def test_a_deal_is_opened_talked_about_and_undone(slack):
    ana = slack.person("ana")
    offered = ana.command("/deal", 'add "Blue Sky" rollout 12k', channel="#sales")
    assert offered.status == 200
    assert "Blue Sky" in offered.message.text
    ana.press(offered.message, "Create Blue Sky")

    deal = until(lambda: shown(ana, "*D-1*"))
    ana.say("#sales", "!followup tomorrow 9am call them", thread=deal)
    followup = until(lambda: shown(ana, "*F-1*", thread=deal))
    ana.press(followup, "Undo")
    until(lambda: not can_press(ana, followup, thread=deal))
    ana.press(deal, "Undo")
    until(lambda: not can_press(ana, deal))


def shown(person, words, thread=None):
    """The posted card that begins with these words; None while there is none."""
    posted = [m for m in person.sees("#sales", thread=thread) if not m.is_ephemeral]
    return next((m for m in posted if m.text.startswith(words)), None)


def can_press(person, message, thread=None):
    """Whether the message has its buttons still."""
    return any(m.ts == message.ts and m.actions for m in person.sees("#sales", thread=thread))
