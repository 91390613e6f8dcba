"""An app that is taken away and installed again by OAuth goes on with the token given then."""

import json
import time
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import select

from bot.app import build
from crm.models import Delivery, FollowUp, Installation, Workspace


@pytest.fixture
def life(living_by_oauth):
    """The product as it is installed by OAuth, whose Home follows at once."""
    living_by_oauth.parts.wiring.homes.pace = 0.0
    return living_by_oauth


def token(parts, life):
    """The token with which a process speaks to Slack."""
    return parts.installations.of_workspace(life.workspace_id).token


def installs(life):
    """Somebody presses *Install* and comes back from Slack with a code."""
    with httpx.Client(base_url=life.url, trust_env=False) as browser:
        there = browser.get("/slack/install").headers["location"]
        (state,) = parse_qs(urlsplit(there).query)["state"]
        answer = browser.get("/slack/oauth_redirect", params={"code": "abc", "state": state})
    assert answer.status_code == 200
    life.settle()


def with_dead_tokens(life):
    """The calls that were made with a token that is no more."""
    words = ("account_inactive", "token_revoked", "invalid_auth")
    return [c["method"] for c in life.slack.calls() if c["error"] in words]


def sent_once_more(life, payload):
    """Slack sends an event again, which nobody took before."""
    body = json.dumps(payload | {"event_id": "EvLATE"})
    stamp = str(int(time.time()))
    secret = life.parts.settings.slack_signing_secret.get_secret_value()
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    headers = {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
        "Content-Type": "application/json",
    }
    where = f"{life.url}/slack/events"
    return httpx.post(where, content=body, headers=headers, trust_env=False, timeout=10)


def paused(life):
    with life.parts.store.read(None) as session:
        return session.get(Workspace, life.workspace_id).paused_reason


@contextmanager
def other_process(life):
    """A second process on the same database, which remembers what it knew."""
    parts = build(life.parts.settings, clock=life.clock)
    yield parts
    parts.close()


def test_cards_home_and_reminders_go_on_with_the_new_token(life):
    ana = life.person("ana")
    ana.command("/company", "add Northwind")
    ana.command("/deal", 'add "Northwind" "Long road" 12k', channel="#sales")
    ana.command("/followup", "in 2 minutes call the bakery", channel="#sales")
    life.settle()
    ana.open_home()
    life.settle()
    before = token(life.parts, life)
    life.slack.installation("uninstall")
    life.settle()
    assert paused(life) == "uninstalled"
    life.clock.ahead += timedelta(minutes=3)
    life.parts.tick(life.clock())
    installs(life)
    assert token(life.parts, life) != before
    ana.command("/deal", "stage D-1 proposal", channel="#sales")
    life.parts.tick(life.clock())
    life.settle()
    assert "Proposal" in next(m.text for m in ana.sees("#sales") if "Long road" in m.text)
    assert sum("call the bakery" in m.text for m in ana.sees("dm")) == 1
    ana.open_home()
    life.settle()
    assert "Long road" in ana.home().text
    assert with_dead_tokens(life) == []


def test_another_process_that_remembers_the_old_token_does_not_pause_the_new_installation(life):
    with other_process(life) as worker:
        assert token(worker, life) == token(life.parts, life)
        life.slack.installation("uninstall")
        life.settle()
        installs(life)
        life.person("ana").command("/followup", "in 1 minute water the plants", channel="#sales")
        life.settle()
        life.clock.ahead += timedelta(minutes=2)
        worker.tick(life.clock())
        life.clock.ahead += timedelta(seconds=2)
        worker.courier.drain()
    assert paused(life) is None
    assert sum("water the plants" in m.text for m in life.person("ana").sees("dm")) == 1
    (kept,) = life.rows(FollowUp)
    assert kept.subject == "water the plants"


def test_a_late_word_of_the_old_installation_s_end_does_not_end_the_new_one(life):
    life.slack.installation("uninstall")
    life.settle()
    life.clock.ahead += timedelta(minutes=1)
    installs(life)
    ended = life.slack.deliveries(name="app_uninstalled")[-1]["payload"]
    assert sent_once_more(life, ended).status_code == 200
    assert paused(life) is None
    with life.parts.store.read(None) as session:
        assert session.scalars(select(Installation)).one().bot_token is not None
    life.person("ana").command("/company", "add Northwind", channel="#sales")
    life.settle()
    assert "Northwind" in life.person("ana").last("#sales").text
    assert {row.state for row in life.rows(Delivery)} == {"sent"}
