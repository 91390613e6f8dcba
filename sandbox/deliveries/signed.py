"""Deliveries by signed HTTP."""

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import httpx

from sandbox.deliveries.record import Attempt, Delivery

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's `X-Slack-Signature`, version 0: HMAC-SHA256 over `v0:timestamp:body`."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """The request's body and content type: JSON for events, a form for the rest."""
    if delivery.kind == "event":
        return json.dumps(delivery.payload, ensure_ascii=False).encode(), _JSON
    if delivery.kind == "command":
        return urlencode(delivery.payload).encode(), _FORM
    payload = json.dumps(delivery.payload, ensure_ascii=False)
    return urlencode({"payload": payload}).encode(), _FORM


class SignedHttp:
    """Sends deliveries to one URL; timestamps and signatures are of the real time."""

    def __init__(self, url: str, secret: str, limit: float) -> None:
        self.url = url
        self.secret = secret
        self.limit = limit
        self._client: httpx.AsyncClient | None = None

    async def send(self, delivery: Delivery, retry: int, reason: str) -> Attempt:
        """One try, `limit` seconds at most."""
        body, kind = encoded(delivery)
        headers = self._headers(body, kind)
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        at, start = time.time(), time.perf_counter()
        status, text, error, no_retry = await self._post(body, headers)
        ms = round((time.perf_counter() - start) * 1000, 3)
        return Attempt(at, "http", retry, reason, status, text, ms, error, no_retry)

    async def close(self) -> None:
        """Give up the connections."""
        if self._client:
            await self._client.aclose()
            self._client = None

    def _headers(self, body: bytes, kind: str) -> dict[str, str]:
        timestamp = str(int(time.time()))
        return {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (sandbox)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self.secret, timestamp, body),
        }

    async def _post(
        self, body: bytes, headers: dict[str, str]
    ) -> tuple[int | None, str, str, bool]:
        if self._client is None:
            limits = httpx.Limits(
                max_connections=500, max_keepalive_connections=50, keepalive_expiry=2
            )
            self._client = httpx.AsyncClient(
                timeout=600, limits=limits, max_redirects=2, follow_redirects=True, trust_env=False
            )
        try:
            sent = self._client.post(self.url, content=body, headers=headers)
            answer = await asyncio.wait_for(sent, self.limit)
        except TimeoutError:
            return None, "", "http_timeout", False
        except httpx.TooManyRedirects:
            return None, "", "too_many_redirects", False
        except (httpx.HTTPError, httpx.InvalidURL):
            return None, "", "connection_failed", False
        no_retry = answer.headers.get("X-Slack-No-Retry") == "1"
        return answer.status_code, answer.text, _verdict(answer), no_retry


def _verdict(answer: httpx.Response) -> str:
    return "" if answer.is_success else "http_error"
