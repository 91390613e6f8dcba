"""`deal-add`: one signed `/deal add` with 100,000 deals stored, eight clients at once."""

from __future__ import annotations

from bench import database, signed, web_process
from bench.figure import Figure, at_most, quantile

STORED, CLIENTS, COUNT, WARM = 100_000, 8, 800, 80


def measure(*, short: bool) -> list[Figure]:
    """CPU a command, and its times beside a bare Bolt app's in the same run."""
    stored, count = (2_000, 160) if short else (STORED, COUNT)
    with database.sqlite() as fresh:
        store = fresh.store()
        database.fill_deals(store, stored, database.people(store))
        store.close()
        with web_process.running(fresh.url) as web:
            cpu, times = _time(web, count)
        with web_process.running(fresh.url, options=("--bare",)) as web:
            bare_cpu, bare = _time(web, count)
    median, bare_median = quantile(times, 0.5), quantile(bare, 0.5)
    return [
        at_most("deal-add: process CPU", cpu * 1000, "ms", 8),
        at_most("deal-add: p99 over median", quantile(times, 0.99) / median, "×", 10, "the median"),
        at_most("deal-add: slowest", max(times) * 1000, "ms", 3000),
        Figure(
            "deal-add: median beside a bare Bolt app",
            median / bare_median,
            "×",
            "told",
            holds=True,
            ratio_to=f"bare Bolt: {bare_median * 1000:.1f} ms, CPU {bare_cpu * 1000:.1f} ms",
        ),
    ]


def _time(web: web_process.Web, count: int) -> tuple[float, list[float]]:
    _deliver(web, WARM, "warm")
    before = web.cpu()
    times = _deliver(web, count, "timed")
    return (web.cpu() - before) / count, times


def _deliver(web: web_process.Web, count: int, name: str) -> list[float]:
    bodies = [
        signed.command(f"{name}.{n}", f'add Acme "CRM rollout {name} {n}" 12k close next fri')
        for n in range(count)
    ]
    answers = signed.at_once(web.url, bodies, CLIENTS)
    wrong = [sent for sent in answers if sent.status != 200]
    if wrong:
        raise RuntimeError(f"{len(wrong)} answers were not 200: {wrong[0]}")
    return [sent.seconds for sent in answers]
