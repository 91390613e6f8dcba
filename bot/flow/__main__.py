"""`python -m bot.flow "/deal add Acme rollout 12k"`: print the files that a command visits."""

from __future__ import annotations

import logging
import sys

import structlog

from bot.flow.company import company
from bot.flow.tracing import Flow, traced

USAGE = 'say a slash command: make flow SAY="/deal add Acme rollout 12k"'


def main(words: list[str]) -> int:
    """Run a slash command as Ana, in #sales, and print its flow; status 2 without one."""
    said = " ".join(words).strip()
    if not said.startswith("/"):
        sys.stderr.write(USAGE + "\n")
        return 2
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with company() as made:
        with traced() as flow:
            made.slash("ana", said)
            made.settle()
        sys.stdout.write("\n".join(lines(flow)) + "\n")
    return 0


def lines(flow: Flow) -> list[str]:
    """The stations with their numbers, then the tools by why they need not be opened."""
    shown = [f"{number:2} {name}" for number, name in enumerate(flow.stations(), 1)]
    for reason, paths in flow.tools().items():
        shown += ["", f"{reason}:", *(f"   {path}" for path in paths)]
    return shown


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
