"""Words said to the bot: mentions, `!verb` in its threads, and DMs."""

from __future__ import annotations

from bot.slack import failures, words
from bot.slack.answering import carry_out, whisper
from bot.slack.caller import Where, Who, call_of
from bot.slack.wiring import Ack, Incoming, Json
from crm.engine.call import Call, Source
from crm.engine.command import REGISTRY
from crm.engine.errors import Busy, NotUnderstood, RapportError
from crm.engine.run import Asked
from crm.language import grammar
from crm.language.grammar import Spoken
from crm.people import pasted


def handle(incoming: Incoming) -> Ack:
    """Run what was said to the bot in a channel."""
    event = incoming.body["event"]
    if event.get("bot_id") or not event.get("user"):
        return None
    return say(
        incoming, words.of_mention(event["text"], incoming.installed.bot_user or ""), "mention"
    )


def say(incoming: Incoming, text: str, source: Source) -> Ack:
    """Run words of a message event; a private answer is shown to the person alone.

    A store that is too busy raises `Busy`: Slack sends the event again.
    """
    call = call_of(incoming, *author(incoming.body, incoming.body["event"]), source)
    said, is_shared = words.shared(text)
    try:
        spoken = _spoken(said)
        asked = Asked(spoken.command, spoken.rest, is_shared=is_shared)
        _do(incoming, call, asked)
    except Busy:
        raise
    except RapportError as error:
        whisper(incoming, call, failures.refused(error))
    return None


def _spoken(said: str) -> Spoken:
    """The command of the words; a card or a signature without one is a contact's."""
    if pasted.is_card(said) and not said.lower().startswith(("contact", "新建联系人")):
        return Spoken(REGISTRY["contact add"], said)
    try:
        return grammar.read(said)
    except NotUnderstood:
        if not pasted.looks(said):
            raise
        return Spoken(REGISTRY["contact add"], said)


def _do(incoming: Incoming, call: Call, asked: Asked) -> None:
    answer = carry_out(incoming, call, asked)
    if not answer.is_posted and not answer.is_repeat:
        whisper(incoming, call, answer.reply)


def author(body: Json, event: Json) -> tuple[Who, Where]:
    """Who wrote a message, and where; events come only from where the bot is."""
    name = (event.get("user_profile") or {}).get("name") or ""
    who = Who(event["user"], event.get("user_team") or event.get("team"), name)
    is_external = bool(body.get("is_ext_shared_channel"))
    return who, Where(event["channel"], event.get("thread_ts"), True, is_external)
