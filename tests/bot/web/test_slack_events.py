import json
import time
from random import Random

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from crm.models import InboundEvent

SECRET = "sandbox-secret"
EVENT = {
    "type": "event_callback",
    "team_id": "T0HOME0001",
    "event_id": "Ev1",
    "event": {"type": "app_home_opened", "user": "U0ANA00001", "channel": "D1"},
}


def signed(body: str, at: float = 0, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(at or time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
        "Content-Type": "application/json",
    }


def post(living, body: str, headers: dict[str, str]) -> httpx.Response:
    return httpx.post(
        f"{living.url}/slack/events", content=body, headers=headers, trust_env=False, timeout=10
    )


def test_two_hundred_forged_signatures_are_refused(living):
    body, random = json.dumps(EVENT), Random(7)
    good = signed(body)
    for _ in range(200):
        forged = list(good["X-Slack-Signature"])
        place = random.randrange(3, len(forged))
        forged[place] = "0" if forged[place] != "0" else "1"
        answer = post(living, body, good | {"X-Slack-Signature": "".join(forged)})
        assert answer.status_code == 401


@pytest.mark.parametrize("seconds", [-330, 330])
def test_an_old_or_future_signature_is_refused(living, seconds):
    body = json.dumps(EVENT)
    assert post(living, body, signed(body, time.time() + seconds)).status_code == 401


def test_a_wrong_secret_a_changed_body_and_no_signature_are_refused(living):
    body = json.dumps(EVENT)
    assert post(living, body, signed(body, secret="other")).status_code == 401
    assert post(living, body + " ", signed(body)).status_code == 401
    assert post(living, body, {"Content-Type": "application/json"}).status_code == 401


def test_url_verification_answers_the_challenge_only_when_signed(living):
    body = json.dumps({"type": "url_verification", "challenge": "c4"})
    assert post(living, body, signed(body)).json() == {"challenge": "c4"}
    assert post(living, body, {"Content-Type": "application/json"}).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {**EVENT, "event": {"type": "grid_migration_started"}},
        {"type": "app_rate_limited", "team_id": "T0HOME0001", "minute_rate_limited": 1},
        {"type": "workflow_step_edit", "team": {"id": "T0HOME0001"}},
        {"type": "something_new", "team_id": "T0NEW"},
    ],
)
def test_what_nobody_handles_is_answered_200(living, body):
    said = json.dumps(body)
    assert post(living, said, signed(said)).status_code == 200


def test_what_is_no_delivery_is_refused_without_a_trace(living):
    for body in ("{", "[]", '"x"', "payload=%7B", "\x00", '{"event": 3, "type": "event_callback"}'):
        answer = post(living, body, signed(body))
        assert answer.status_code in {200, 400, 500}
        assert "Traceback" not in answer.text


def test_a_replayed_request_has_one_effect(living):
    event = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U0ANA00001"}
    event |= {"ts": "1.1", "text": "company add Acme", "team": "T0HOME0001"}
    body = json.dumps({**EVENT, "event_id": "Ev2", "event": event})
    headers = signed(body)
    for _ in range(20):
        assert post(living, body, headers).status_code == 200
    assert len(living.rows(InboundEvent, InboundEvent.key == "Ev2")) == 1
