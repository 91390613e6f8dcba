"""`deliveries`: 300 messages through a faulty Slack, with couriers killed all the while.

Times are compressed alike: a hung post takes effect within the settling time or never.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime

import structlog
from slack_sdk import WebClient
from sqlalchemy import func, select

from bench import database, local_slack
from bench.figure import Figure, exactly
from bot.deliver.courier import Courier
from bot.deliver.outbox import Times
from crm.engine.reply import Paragraph, Reply
from crm.engine.store import Store
from crm.engine.stored_reply import to_json
from crm.models import Delivery
from sandbox.client import Slack

COUNT, CHANNELS, KILLS, WORKERS = 300, 10, 20, 3
TIMES = Times(timeout=1.0, settle=3.0, lease=6.0, pace=0.05)
FAULTS = ("ratelimited", "error", "error_after", "drop", "garbage")
SHARE = 0.05


def measure(*, short: bool) -> list[Figure]:
    """On both databases: what was lost, what came twice, what is unconfirmed and said."""
    count = 60 if short else COUNT
    kills = 4 if short else KILLS
    return [figure for kind in database.KINDS for figure in _on(kind, count, kills)]


def _on(kind: str, count: int, kills: int) -> list[Figure]:
    with database.KINDS[kind]() as fresh, local_slack.running() as slack:
        store = fresh.store()
        channels = [slack.add_channel(f"bench-{n}", ["ana"]) for n in range(CHANNELS)]
        _owe(store, channels, count)
        _break(slack)
        _deliver(fresh.url, slack.api_url, store, kills)
        slack.clear_faults()
        time.sleep(TIMES.settle)
        landed = _landed(slack, channels)
        states = _states(store)
        store.close()
    unconfirmed = states.get("unconfirmed", 0)
    doubled = sum(times - 1 for times in landed.values())
    return [
        exactly(f"deliveries: lost, {kind}", count - len(landed) - unconfirmed, "messages", 0),
        exactly(f"deliveries: doubled, {kind}", doubled, "messages", 0),
        exactly(
            f"deliveries: neither sent nor unconfirmed, {kind}",
            count - states.get("sent", 0) - unconfirmed,
            "messages",
            0,
        ),
    ]


def _owe(store: Store, channels: list[str], count: int) -> None:
    now = datetime.now(UTC)
    with store.write(1) as session:
        for number in range(count):
            reply = Reply((Paragraph(f"Message {number}"),))
            session.add(
                Delivery(
                    kind="message",
                    rule="bench",
                    occurrence=str(number),
                    channel=channels[number % len(channels)],
                    payload=to_json(reply),
                    due_at=now,
                    next_at=now,
                    created_at=now,
                )
            )


def _break(slack: Slack) -> None:
    for number, fault in enumerate(FAULTS):
        slack.fault(fault, match="chat.*", probability=SHARE, seed=number, seconds=0.2)
    hang = {"match": "chat.*", "probability": SHARE / 2, "seconds": TIMES.settle * 0.95}
    slack.fault("hang", seed=11, **hang)
    slack.fault("hang", seed=12, effect=False, **hang)


def _deliver(url: str, api_url: str, store: Store, kills: int) -> None:
    chance = random.Random(1)
    workers = [_worker(url, api_url) for _ in range(WORKERS)]
    try:
        for _ in range(kills):
            time.sleep(chance.uniform(0.3, 0.9))
            victim = chance.randrange(WORKERS)
            os.kill(workers[victim].pid, signal.SIGKILL)
            workers[victim].wait()
            workers[victim] = _worker(url, api_url)
        deadline = time.monotonic() + 180
        while _open(store) and time.monotonic() < deadline:
            time.sleep(0.2)
    finally:
        for process in workers:
            process.kill()
            process.wait()


def _worker(url: str, api_url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "bench.deliveries", url, api_url])


def _open(store: Store) -> int:
    with store.read(1) as session:
        open_ = Delivery.state.in_(("due", "sending", "held"))
        return session.scalar(select(func.count(Delivery.id)).where(open_)) or 0


def _states(store: Store) -> dict[str, int]:
    with store.read(1) as session:
        statement = select(Delivery.state, func.count(Delivery.id)).group_by(Delivery.state)
        return dict(session.execute(statement).tuples().all())


def _landed(slack: Slack, channels: list[str]) -> Counter[int]:
    client = WebClient(local_slack.TOKEN, base_url=slack.api_url, timeout=30)
    found: Counter[int] = Counter()
    for channel in channels:
        page = client.conversations_history(channel=channel, include_all_metadata=True, limit=999)
        for message in page["messages"]:
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if "delivery_id" in payload:
                found[payload["delivery_id"]] += 1
    return found


def _main(url: str, api_url: str) -> None:
    client = WebClient(
        local_slack.TOKEN, base_url=api_url, timeout=int(TIMES.timeout), retry_handlers=[]
    )
    courier = Courier(
        Store(url), lambda _: client, lambda: datetime.now(UTC), f"courier-{os.getpid()}", TIMES
    )
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    courier.run()


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2])
