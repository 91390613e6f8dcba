"""Words said to the bot: mentions, `!verb` in its threads, and DMs."""

from __future__ import annotations

from functools import partial

from bot.slack import failures, sentences, words
from bot.slack.answering import carry_out, whisper
from bot.slack.caller import Where, Who, call_of
from bot.slack.wiring import Ack, Incoming, Json
from crm.engine.call import Source
from crm.engine.errors import Busy, RapportError


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
        carried = partial(carry_out, incoming, call)
        answer = sentences.answered(said, carried, is_shared=is_shared)
        if not answer.is_posted and not answer.is_repeat:
            whisper(incoming, call, answer.reply)
    except Busy:
        raise
    except RapportError as error:
        whisper(incoming, call, failures.refused(error))
    return None


def author(body: Json, event: Json) -> tuple[Who, Where]:
    """Who wrote a message, and where; events come only from where the bot is."""
    name = (event.get("user_profile") or {}).get("name") or ""
    who = Who(event["user"], event.get("user_team") or event.get("team"), name)
    is_external = bool(body.get("is_ext_shared_channel"))
    return who, Where(event["channel"], event.get("thread_ts"), True, is_external)
