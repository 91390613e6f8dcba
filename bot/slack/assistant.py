"""The assistant pane: the same commands and sentences as in a DM, with prompts and a status.

Bolt's `Assistant` tells its events from others; what is said there is handled as any message is.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

import structlog
from slack_bolt import Assistant
from slack_sdk.errors import SlackClientError
from sqlalchemy import select

from bot.slack import words
from bot.slack.caller import Where, Who, call_of
from bot.slack.wiring import Ack, Incoming, Json, Wiring
from crm.engine import refs
from crm.engine.call import CLOCK, Call
from crm.engine.command import REGISTRY
from crm.engine.permission import AGENT
from crm.engine.post import reader_of_person
from crm.engine.texts import T, Text, say
from crm.language.vocabulary import vocabulary
from crm.models import Channel, Company
from crm.people import user

log = structlog.get_logger("assistant")
Take = Callable[[str, Json], Ack]
TITLE = 60
PROMPTS: tuple[tuple[Text, str], ...] = (
    (T("What is due today?"), "home"),
    (T("My open deals"), "deal list"),
    (T("What can you do?"), "help"),
)
SERVICE = (T("Open tickets"), "ticket list")


def pane(wiring: Wiring, take: Take) -> Assistant:
    """Bolt's assistant; `take` handles a payload of a kind as it does everywhere else."""
    assistant = Assistant(app_name="rapport")
    untitled: set[tuple[str, str]] = set()

    @assistant.thread_started
    def started(body: dict[str, Any]) -> None:
        thread = body["event"]["assistant_thread"]
        untitled.add((thread["channel_id"], thread["thread_ts"]))
        take("event", body)

    @assistant.thread_context_changed
    def moved(body: dict[str, Any]) -> None:
        take("event", body)

    @assistant.user_message
    def said(body: dict[str, Any]) -> None:
        event = body["event"]
        place = (event["channel"], event["thread_ts"])
        is_first = place in untitled
        untitled.discard(place)
        _while_working(wiring, body, partial(take, "event", body), is_first=is_first)

    return assistant


def _while_working(wiring: Wiring, body: Json, work: Callable[[], Ack], *, is_first: bool) -> None:
    """Do the work with a status beside it; Slack clears the status when something is posted."""
    status = wiring.pool.begin(lambda: _set(wiring, body, status=_working(wiring, body)))
    try:
        work()
    finally:
        wiring.pool.submit("status", lambda: _done(wiring, body, status))
    if is_first:
        title = words.plain(body["event"].get("text") or "")[:TITLE]
        if title:
            wiring.pool.submit("title", lambda: _set(wiring, body, title=title))


def _working(wiring: Wiring, body: Json) -> str:
    """What stands behind the app's name meanwhile, in the person's language."""
    installed = wiring.installations.find([body.get("team_id")])
    person = None
    if installed is not None:
        with wiring.store.read(installed.workspace_id) as session:
            person = user.by_slack_id(session, str(body["event"].get("user")))
    return say(T("is looking it up…"), reader_of_person(person) if person else CLOCK.reader)


def _done(wiring: Wiring, body: Json, status: Future[None]) -> None:
    status.result()
    _set(wiring, body, status="")


def _set(wiring: Wiring, body: Json, **values: str) -> None:
    """Show a status or a title; a plain thread of the DM has neither."""
    event = body["event"]
    installed = wiring.installations.find([body.get("team_id")])
    client = wiring.installations.client(installed.workspace_id) if installed else None
    if client is None:
        return
    place = {"channel_id": event["channel"], "thread_ts": event["thread_ts"]}
    try:
        if "title" in values:
            client.assistant_threads_setTitle(**place, title=values["title"])
        else:
            client.assistant_threads_setStatus(**place, status=values["status"])
    except (SlackClientError, OSError) as error:
        log.info("not_shown", error=type(error).__name__)


def began(incoming: Incoming) -> Ack:
    """Offer the first things to say, soon; beside a customer's channel its customer, too."""
    thread = incoming.body["event"]["assistant_thread"]
    who = Who(thread["user_id"], None)
    call = call_of(incoming, who, Where(thread["channel_id"], is_member=True), "thread")
    if call.caller.is_outsider or not call.caller.roles:
        return None
    looking = (thread.get("context") or {}).get("channel_id")
    incoming.wiring.pool.submit("prompts", lambda: _offer(incoming, call, thread, looking))
    return None


def _offer(incoming: Incoming, call: Call, thread: Json, looking: str | None) -> None:
    client = incoming.wiring.installations.client(call.workspace_id)
    if client is None:
        return
    offered = [*_of_channel(incoming, call, looking), *_usual(call)][:4]
    try:
        client.assistant_threads_setSuggestedPrompts(
            channel_id=thread["channel_id"],
            thread_ts=thread["thread_ts"],
            title=say(T("What shall we do?"), call.reader),
            prompts=offered,
        )
    except (SlackClientError, OSError) as error:
        log.info("no_prompts", error=type(error).__name__)


def _usual(call: Call) -> list[dict[str, str]]:
    first = (SERVICE,) if AGENT in call.caller.roles else ()
    return [
        {"title": say(title, call.reader), "message": _spoken(name, call.reader.language)}
        for title, name in (*first, *PROMPTS)
        if name in REGISTRY
    ]


def _spoken(name: str, language: str) -> str:
    """A command as it is said in a language."""
    known = vocabulary(language).commands.get(name)
    said = [*known.aliases, *known.bare] if known and language != "en" else []
    return said[0] if said else name


def _of_channel(incoming: Incoming, call: Call, channel: str | None) -> list[dict[str, str]]:
    """The company whose channel the person looks at."""
    if channel is None:
        return []
    statement = (
        select(Company)
        .join(Channel, Channel.company_id == Company.id)
        .where(Channel.slack_id == channel)
    )
    with incoming.wiring.store.read(call.workspace_id) as session:
        company = session.scalars(statement).first()
        if company is None:
            return []
        title = say(T("About {name}", name=company.name), call.reader)
        return [{"title": title, "message": f"company show {refs.ref(company)}"}]
