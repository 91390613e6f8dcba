"""Opening a modal while its trigger lives: at once where it is ready, else as a shell.

Whatever a modal shows is made in the pool. What is not there after a moment is announced by a
shell, which is filled by `views.update` as soon as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import render
from bot.slack import failures
from bot.slack.installations import QUICK
from bot.slack.wiring import Incoming, Json
from crm.engine.call import Call
from crm.engine.texts import T

log = structlog.get_logger("opening")
# Seconds that a trigger's three may be spent on making a modal before a shell is opened.
MOMENT = 0.4
Make = Callable[[], Json]


def show(incoming: Incoming, call: Call, trigger_id: str, make: Make, *, pushes: bool) -> bool:
    """Open what `make` makes, over the open modal where it `pushes`; False where Slack refused.

    Raises what `make` raises within a moment; what it raises later is told in the shell.
    """
    client = incoming.wiring.installations.client(call.workspace_id, QUICK)
    if client is None:
        return False
    making = incoming.wiring.pool.begin(make)
    try:
        view, is_shell = making.result(MOMENT), False
    except TimeoutError:
        view, is_shell = render.shell(T("Rapport"), call.reader), True
    opens = client.views_push if pushes else client.views_open
    try:
        answer = opens(trigger_id=trigger_id, view=view)
    except (SlackApiError, OSError) as failure:
        log.warning("not_opened", error=_word(failure))
        return False
    if is_shell:
        view_id = str(answer["view"]["id"])
        making.add_done_callback(
            lambda made: incoming.wiring.pool.submit(
                "fill", lambda: _fill(client, call, view_id, made)
            )
        )
    return True


def _fill(client: WebClient, call: Call, view_id: str, made: Future[Json]) -> None:
    """Put what was made into its shell; nobody minds a shell that was closed meanwhile."""
    error = made.exception()
    if error is None:
        view = made.result()
    else:
        told = failures.apology(failures.crashed("modal", error))
        view = render.answer(T("Rapport"), told, call.reader, "everyone")
    update(client, view_id, view)


def update(client: WebClient, view_id: str, view: Json, known: str | None = None) -> str | None:
    """Replace an open modal, where `known` is still its hash; Slack's word where it refused."""
    expected = {"hash": known} if known else {}
    try:
        client.views_update(view_id=view_id, view=view, **expected)
    except (SlackApiError, OSError) as failure:
        log.info("not_updated", error=_word(failure))
        return _word(failure)
    return None


def _word(failure: Exception) -> str:
    if isinstance(failure, SlackApiError):
        return str(failure.response.get("error"))
    return type(failure).__name__
