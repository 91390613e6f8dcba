"""`before-commit`: a listener that fails before its commit, and a crash after it.

Both times Slack (the sandbox) tries the event again by its own rules; its waits are compressed.
"""

from __future__ import annotations

import time

from sqlalchemy import func, select

from bench import database, local_slack, web_process
from bench.figure import Figure, exactly
from crm.engine.store import Store
from crm.models import Deal

SAID = '@Rapport deal add Acme "From a mention" 5k'


def measure(*, short: bool) -> list[Figure]:
    """Whether a failure answers 500 and is retried, and how often the deal was made."""
    del short
    failed, after_failure = _with(("--fail", "1"))
    _, after_crash = _with(("--die",))
    return [
        exactly("before-commit: answers 500 first", failed, "answers", 1),
        exactly("before-commit: done after the retry", after_failure, "deals", 1),
        exactly(
            "before-commit: done once after a crash behind the commit", after_crash, "deals", 1
        ),
    ]


def _with(options: tuple[str, ...]) -> tuple[int, int]:
    port = local_slack.free_port()
    app_url = f"http://127.0.0.1:{port}/slack/events"
    with database.sqlite() as fresh, local_slack.running(app_url) as slack:
        slack.options(time_scale=100)
        store = fresh.store()
        database.people(store)
        api = slack.api_url
        with web_process.running(fresh.url, api_url=api, port=port, options=options) as web:
            slack.person("ana").say("#sales", SAID, wait=False)
            _wait(web, store)
            crashed = web.process.poll() is not None
        if crashed:
            with web_process.running(fresh.url, api_url=api, port=port):
                time.sleep(6)
        slack.settle(timeout=20, retries=True)
        failures = sum(
            attempt.get("status") == 500
            for delivery in slack.deliveries()
            for attempt in delivery.get("attempts", ())
        )
        deals = _deals(store)
        store.close()
    return failures, deals


def _wait(web: web_process.Web, store: Store) -> None:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and web.process.poll() is None and not _deals(store):
        time.sleep(0.05)
    time.sleep(0.5)


def _deals(store: Store) -> int:
    with store.read(1) as session:
        return session.scalar(select(func.count(Deal.id))) or 0
