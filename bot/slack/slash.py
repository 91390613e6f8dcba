"""Slash commands: `/deal add Acme 12k`, `/crm help`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from bot.slack import failures, modals, sentences, words
from bot.slack.answering import carry_out, ephemeral, private
from bot.slack.caller import Where, Who, call_of
from bot.slack.wiring import Ack, Incoming
from crm.engine.call import Call
from crm.engine.command import REGISTRY
from crm.engine.errors import Missing, RapportError, Unchecked


def handle(incoming: Incoming) -> Ack:
    """Run a slash command; the acknowledgement is the private answer, or the way on.

    A command that was named without a word more opens its form at once.
    """
    body = incoming.body
    who = Who(body["user_id"], body.get("team_id"), body.get("user_name") or "")
    call = call_of(incoming, who, Where(body["channel_id"]), "slash")
    text, is_shared = words.shared(words.of_slash(body["command"], body.get("text") or ""))
    try:
        carried = partial(carry_out, incoming, call)
        answer = sentences.answered(text, carried, is_shared=is_shared, is_command=True)
        is_open = answer.reply.form is not None and _shown(incoming, call, answer.reply.form)
        return None if is_open else private(answer, call)
    except RapportError as error:
        if _opened(incoming, call, text, error):
            return None
        return ephemeral(failures.refused(error), call)


def _opened(incoming: Incoming, call: Call, text: str, error: RapportError) -> bool:
    """Whether the form stands open now; not where it is no help, or Slack was too slow.

    It opens for a command without a word more, and for a card that was pasted behind it.
    """
    if not isinstance(error, Unchecked | Missing):
        return False
    spoken = sentences.command_of(text)
    asks = isinstance(error, Unchecked) or not spoken.rest
    if not asks or not spoken.command.form.specs():
        return False
    return _shown(incoming, call, spoken.command.name, error.understood)


def _shown(
    incoming: Incoming, call: Call, command: str, texts: Mapping[str, str] = MappingProxyType({})
) -> bool:
    """Open a command's form with what was understood; False where Slack was too slow."""
    form = modals.Form(REGISTRY[command], texts, response_url=incoming.body.get("response_url"))
    return modals.show(incoming, call, incoming.body["trigger_id"], form)
