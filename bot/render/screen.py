"""A reply as a Home tab, or as a modal that is only looked at."""

from __future__ import annotations

from bot.render import limits
from bot.render.markup import said
from bot.render.message import every
from bot.render.objects import Json, context, plain, section
from crm.engine.reply import Audience, Reply
from crm.engine.texts import Reader, T, Value

# What a modal that shows an answer is called; it has nothing to submit.
ANSWER = "answer"


def home(shown: Reply, reader: Reader, told: Reply | None, audience: Audience) -> Json:
    """A person's Home tab; what was just done stands above it."""
    above = every(told, reader, audience) if told else []
    blocks = [*above, {"type": "divider"}] if above else []
    return {"type": "home", "blocks": _fitting([*blocks, *every(shown, reader, audience)], reader)}


def answer(title: Value, shown: Reply, reader: Reader, audience: Audience) -> Json:
    """An answer as a modal, for somebody who asked on a surface without messages."""
    return {
        "type": "modal",
        "callback_id": ANSWER,
        "title": plain(title, reader, limits.VIEW_TITLE),
        "close": plain(T("Close"), reader, limits.VIEW_TITLE),
        "blocks": _fitting(every(shown, reader, audience), reader) or [section("–")],
    }


def _fitting(blocks: list[Json], reader: Reader) -> list[Json]:
    if len(blocks) <= limits.VIEW_BLOCKS:
        return blocks
    rest = context([said(T("… and more than fits here."), reader)])
    return [*blocks[: limits.VIEW_BLOCKS - 1], rest]
