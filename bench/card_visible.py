"""`card-visible`: from the acknowledgement of `/deal add` to the card in the channel."""

from __future__ import annotations

import time

from bench import database, local_slack, web_process
from bench.figure import Figure, at_most, quantile
from sandbox.client import Slack

CHANNELS, SECONDS = 4, 15


def measure(*, short: bool) -> list[Figure]:
    """Commands at one a second and channel, through the sandbox."""
    rounds = 4 if short else SECONDS
    port = local_slack.free_port()
    app_url = f"http://127.0.0.1:{port}/slack/events"
    with database.sqlite() as fresh, local_slack.running(app_url, rate="refuse") as slack:
        store = fresh.store()
        database.people(store)
        store.close()
        names = [f"bench-{n}" for n in range(CHANNELS)]
        ids = {name: slack.add_channel(name, ["ana"]) for name in names}
        options = ("--courier",)
        with web_process.running(fresh.url, api_url=slack.api_url, port=port, options=options):
            for name in names:  # Rapport looks a channel up when it first hears of it
                slack.person("ana").command("/deal", "list", channel=f"#{name}")
            time.sleep(2)
            asked = _ask(slack, names, rounds)
            _wait_for_cards(slack, ids, len(asked))
        waits = _waits(slack, ids, asked)
    return [
        at_most(
            "card-visible: p95 after the acknowledgement", quantile(waits, 0.95) * 1000, "ms", 1000
        ),
        Figure("card-visible: median", quantile(waits, 0.5) * 1000, "ms", "told", holds=True),
    ]


def _ask(slack: Slack, names: list[str], rounds: int) -> dict[str, float]:
    """Say one command a second and channel; when each was acknowledged, by its deal's name."""
    ana = slack.person("ana")
    asked: dict[str, float] = {}
    for number in range(rounds):
        began = time.monotonic()
        for name in names:
            deal = f"Deal {name} {number:03d}"
            ana.command("/deal", f'add Acme "{deal}" 5k', channel=f"#{name}")
            asked[deal] = time.time()
        time.sleep(max(0.0, 1.05 - (time.monotonic() - began)))
    return asked


def _wait_for_cards(slack: Slack, ids: dict[str, str], wanted: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        seen = [m for name in ids for m in slack.person("ana").sees(f"#{name}")]
        if sum(not message.is_ephemeral for message in seen) >= wanted:
            return
        time.sleep(0.2)


def _waits(slack: Slack, ids: dict[str, str], asked: dict[str, float]) -> list[float]:
    """Seconds from each acknowledgement to its card (a message's `ts` is when it was posted)."""
    waits = []
    for name in ids:
        for message in slack.person("ana").sees(f"#{name}"):
            deal = next((d for d in asked if d in message.text), None)
            if deal is not None and not message.is_ephemeral:
                waits.append(max(0.0, float(message.ts) - asked[deal]))
    if len(waits) < len(asked):
        raise RuntimeError(f"only {len(waits)} of {len(asked)} cards were posted")
    return waits
