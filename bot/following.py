"""What follows from a command: each a command of its own, after the commit, once per key."""

from __future__ import annotations

from dataclasses import replace

import structlog

from crm.engine.call import CLOCK, Call
from crm.engine.command import REGISTRY
from crm.engine.errors import RapportError
from crm.engine.reply import Reply
from crm.engine.run import Asked, run
from crm.engine.store import Store

log = structlog.get_logger("following")


def follow(store: Store, call: Call, reply: Reply) -> None:
    """Run what a reply says is next, and what follows from that; one refusal stops no other."""
    for following in reply.then:
        later = replace(call, caller=CLOCK, source="event", key=following.key)
        asked = Asked(REGISTRY[following.command], fields=following.fields)
        try:
            answer = run(store, later, asked)
        except RapportError as error:
            log.warning("refused", command=following.command, error=type(error).__name__)
            continue
        follow(store, later, answer.reply)
