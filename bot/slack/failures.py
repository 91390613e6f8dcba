"""The one place where an error becomes a message."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TypeVar

import structlog
from slack_bolt import BoltResponse

from bot import metrics
from crm.engine.errors import Busy, RapportError
from crm.engine.refusal import refusal
from crm.engine.reply import Notice, Reply, Small
from crm.engine.texts import Reader, T, say

log = structlog.get_logger("failures")
Answer = TypeVar("Answer")


def refused(error: RapportError) -> Reply:
    """What a person is told who can mend it: the sentence, the next step, the ways on."""
    return refusal(error, error.ways)


def crashed(where: str, error: BaseException) -> str:
    """Log an error that is ours under a new id, which the person is told."""
    name = secrets.token_hex(4)
    metrics.FAILURES.labels(where).inc()
    log.error("failed", id=name, where=where, error=type(error).__name__, exc_info=error)
    return name


def apology(name: str) -> Reply:
    """What a person is told who cannot mend it."""
    return Reply(
        (
            Notice(
                T("Something went wrong here; nothing was changed."), "error", audience="everyone"
            ),
            Small(T("Whoever runs Rapport finds it under {id}.", id=name), audience="everyone"),
        )
    )


def guarded(where: str, job: Callable[[], object]) -> None:
    """Run a job that nobody waits for; an error is logged and ends nothing else."""
    try:
        job()
    except Exception as error:  # noqa: BLE001 - a job of the pool has no caller who could catch it
        crashed(where, error)


def unanswered(error: Exception) -> BoltResponse:
    """Bolt's answer to an error before the commit: 500, so that Slack tries again."""
    if not isinstance(error, Reported):
        crashed("bolt", error)
    return BoltResponse(status=500, body="")


class Reported(Exception):
    """An error that was logged already; the delivery is refused so that it is sent again."""


class Waits(Exception):
    """A delivery that cannot be handled yet, which is no error."""


def watched(where: str, handle: Callable[[], Answer], told: Callable[[str], None]) -> Answer:
    """Handle a delivery; an error that is ours is logged, `told` its id, and raised as `Reported`.

    `Waits` comes through; so do errors that a person can mend, where nobody told them yet.
    """
    try:
        return handle()
    except (Waits, Busy):
        raise
    except Exception as error:
        told(crashed(where, error))
        raise Reported from error


def sentence(error: RapportError, reader: Reader) -> str:
    """An error as the plain sentence that stands beside a modal's field."""
    return say(error.text, reader)
