"""`ack-slow`: sixteen commands at once whose work after the commit takes 1.5 s each."""

from __future__ import annotations

from bench import database, signed, web_process
from bench.figure import Figure, at_most, exactly

COMMANDS = 16


def measure(*, short: bool) -> list[Figure]:
    """How long the slowest acknowledgement took, and whether all were acknowledged.

    By a process that has served before: sixteen lists and one such command came first.
    """
    del short
    with database.sqlite() as fresh:
        store = fresh.store()
        database.people(store)
        store.close()
        with web_process.running(fresh.url) as web:
            warm = [signed.command(f"warm{n}", "list") for n in range(COMMANDS)]
            warm.append(signed.command("warm", "bench slow", "/crm"))
            signed.at_once(web.url, warm, COMMANDS)
            bodies = [signed.command(n, "bench slow", "/crm") for n in range(COMMANDS)]
            answers = signed.at_once(web.url, bodies, COMMANDS)
    acknowledged = sum(sent.status == 200 for sent in answers)
    return [
        exactly("ack-slow: acknowledged", acknowledged, "commands", COMMANDS),
        at_most("ack-slow: slowest", max(s.seconds for s in answers) * 1000, "ms", 300),
    ]
