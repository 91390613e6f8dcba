"""Signed deliveries as Slack sends them, for figures that play Slack themselves."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from bench.local_slack import SECRET
from bench.web_process import TEAM

ANA = "U0ANA00001"
CHANNEL = "C0SALES001"


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery's answer: its status, the seconds it took, its body."""

    status: int
    seconds: float
    body: str


def command(number: int | str, text: str, name: str = "/deal") -> bytes:
    """A slash command of Ana's in #sales; the same number is the same delivery."""
    return urlencode(
        {
            "token": "t",
            "team_id": TEAM,
            "team_domain": "bench",
            "channel_id": CHANNEL,
            "channel_name": "sales",
            "user_id": ANA,
            "user_name": "ana",
            "command": name,
            "text": text,
            "api_app_id": "A0APP00001",
            "is_enterprise_install": "false",
            "response_url": "http://127.0.0.1:9/respond",
            "trigger_id": f"trigger.{number}",
        }
    ).encode()


def press(number: int | str, token: str) -> bytes:
    """A press of a button in #sales."""
    payload = {
        "type": "block_actions",
        "api_app_id": "A0APP00001",
        "trigger_id": f"trigger.{number}",
        "team": {"id": TEAM, "domain": "bench"},
        "user": {"id": ANA, "team_id": TEAM},
        "channel": {"id": CHANNEL, "name": "sales"},
        "container": {"type": "message", "message_ts": "1.0", "channel_id": CHANNEL},
        "message": {"ts": "1.0", "type": "message"},
        "response_url": "http://127.0.0.1:9/respond",
        "actions": [{"type": "button", "action_id": token, "block_id": "b", "action_ts": "1.0"}],
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def headers(body: bytes, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers that sign a body."""
    stamp = str(int(at if at is not None else time.time()))
    base = b"v0:" + stamp.encode() + b":" + body
    signature = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signature}",
    }


def send(client: httpx.Client, url: str, body: bytes) -> Sent:
    """Deliver once, with a fresh signature."""
    began = time.monotonic()
    answer = client.post(f"{url}/slack/events", content=body, headers=headers(body))
    return Sent(answer.status_code, time.monotonic() - began, answer.text)


def at_once(url: str, bodies: list[bytes], clients: int) -> list[Sent]:
    """Deliver all bodies by so many clients at once, each over its own connection."""
    shares: list[list[bytes]] = [bodies[n::clients] for n in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        return [sent for share in pool.map(lambda s: _share(url, s), shares) for sent in share]


def _share(url: str, bodies: list[bytes]) -> list[Sent]:
    with httpx.Client(timeout=30, trust_env=False) as client:
        return [send(client, url, body) for body in bodies]


def text_of(sent: Sent) -> Any:
    """What an answer shows, as JSON."""
    return json.loads(sent.body) if sent.body else None
