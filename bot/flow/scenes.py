"""The three flows of ARCHITECTURE.md, each played in the throw-away company and watched."""

from __future__ import annotations

from collections.abc import Callable

from bot.flow.company import ROOMS, Company
from bot.flow.tracing import Flow, traced

COMMAND = '/deal add Acme "CRM rollout" 12k'
ANGRY = "This is the worst service ever. I am furious, it failed again and nobody answers!"
TALK = "1700200000.000100"


def _watched(made: Company, act: Callable[[], object]) -> Flow:
    with traced() as flow:
        act()
        made.settle()
    return flow


def command(made: Company) -> Flow:
    """A slash command, until its card is posted."""
    return _watched(made, lambda: made.slash("ana", COMMAND))


def reply(made: Company) -> Flow:
    """A customer's angry reply in a ticket's thread, until the assignee is told."""
    message = {"channel": ROOMS["acme"], "ts": TALK, "author": "U0JANE0001"}
    message |= {"author_name": "Jane", "text": "Where is the manual?"}
    made.run("ben", "ticket make", message)
    made.settle()
    return _watched(made, lambda: made.hears("jane", ANGRY, TALK))


def digest(made: Company) -> Flow:
    """Monday morning's tick, until the digest is posted."""
    made.say("ana", "followup done F-1")
    made.say("mei", "digest every monday 9:00")
    made.settle()
    made.wait(days=6, hours=20)  # it is Monday again
    return _watched(made, lambda: made.parts.tick(made.now))
