"""A reply as a Slack message: blocks, and the text that notifications show."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import singledispatch
from itertools import islice
from typing import Any

from bot.render import limits
from bot.render.audience import for_audience
from bot.render.lines import lines
from bot.render.markup import escape, line, said
from bot.render.objects import Json, actions, context, mrkdwn, plain, section
from crm.engine.reply import (
    Actions,
    Attached,
    Audience,
    Card,
    Chart,
    Chips,
    Fact,
    Facts,
    Heading,
    Listing,
    Notice,
    Paragraph,
    Reply,
    Row,
    Small,
    View,
)
from crm.engine.texts import Reader, T

AS_JSON = json.JSONEncoder(ensure_ascii=False).encode
SIGNS = {"info": "ℹ️", "success": "✅", "warning": "⚠️", "error": "⛔"}


def blocks(reply: Reply, reader: Reader, audience: Audience = "internal") -> list[Json]:
    """The reply as Block Kit, within Slack's limits; empty where the audience may see nothing.

    What does not fit into one message is left out, and said to be.
    """
    views = for_audience(reply, audience)
    return _fitting([block for view in views for block in _blocks(view, reader)], reader)


def every(reply: Reply, reader: Reader, audience: Audience = "internal") -> list[Json]:
    """All blocks of a reply, for surfaces whose limits are not a message's."""
    return [block for view in for_audience(reply, audience) for block in _blocks(view, reader)]


def fallback(reply: Reply, reader: Reader, audience: Audience = "internal") -> str:
    """The text beside the blocks, for notifications and screen readers; already escaped."""
    views = (_without_actions(view) for view in for_audience(reply, audience))
    first = islice((text for view in views if view for text in lines(view, reader)), 4)
    return limits.cut(escape("\n".join(first)), limits.FALLBACK)


def _without_actions(view: View) -> View | None:
    if isinstance(view, Actions):
        return None
    return replace(view, actions=()) if isinstance(view, Card) else view


def _fitting(shown: list[Json], reader: Reader) -> list[Json]:
    if len(shown) <= limits.MESSAGE_BLOCKS and _is_short(shown):
        return shown
    kept: list[Json] = []
    room = limits.MESSAGE_CHARACTERS
    for block in shown:
        room -= _length(block)
        if room < 0 or len(kept) == limits.MESSAGE_BLOCKS - 1 < len(shown) - 1:
            return [*kept, context([said(T("… and more than fits here."), reader)])]
        kept.append(block)
    return kept


def _is_short(shown: list[Json]) -> bool:
    """Whether the blocks surely fit: their JSON is longer than the texts in them."""
    return len(AS_JSON(shown)) <= limits.MESSAGE_CHARACTERS


def _length(node: Any) -> int:
    if isinstance(node, list):
        return sum(map(_length, node))
    if not isinstance(node, dict):
        return 0
    own = node.get("text")
    own_length = len(own) if isinstance(own, str) else 0
    return own_length + sum(_length(value) for value in node.values())


@singledispatch
def _blocks(view: View, reader: Reader) -> Iterable[Json]:
    del reader
    raise TypeError(f"no blocks for {type(view).__name__}")


@_blocks.register
def _heading(view: Heading, reader: Reader) -> Iterable[Json]:
    return ({"type": "header", "text": plain(view.text, reader, limits.HEADER)},)


@_blocks.register
def _paragraph(view: Paragraph, reader: Reader) -> Iterable[Json]:
    return (section(piece) for piece in limits.pieces(said(view.text, reader)))


@_blocks.register
def _notice(view: Notice, reader: Reader) -> Iterable[Json]:
    text = f"{SIGNS[view.level]} {said(view.text, reader)}"
    return (section(piece) for piece in limits.pieces(text))


@_blocks.register
def _small(view: Small, reader: Reader) -> Iterable[Json]:
    return (context([said(view.text, reader)]),)


@_blocks.register
def _facts(view: Facts, reader: Reader) -> Iterable[Json]:
    return _fact_fields(view.items, reader)


def _fact_fields(facts: Sequence[Fact], reader: Reader) -> Iterator[Json]:
    fields = [
        mrkdwn(f"*{line(fact.label, reader)}*\n{said(fact.value, reader)}", limits.FIELD)
        for fact in facts
    ]
    for i in range(0, len(fields), limits.FIELDS):
        yield {"type": "section", "fields": fields[i : i + limits.FIELDS]}


@_blocks.register
def _card(view: Card, reader: Reader) -> Iterable[Json]:
    title = limits.cut(line(view.title, reader), limits.SECTION // 2)
    yield section(f"*{escape(view.ref)}*  *{title}*")
    yield from _fact_fields(view.facts, reader)
    if view.note is not None:
        yield context([said(view.note, reader)])
    yield from actions(view.actions, reader)


@_blocks.register
def _listing(view: Listing, reader: Reader) -> Iterable[Json]:
    count = f"  ({len(view.rows)}/{view.total})" if view.total > len(view.rows) else ""
    yield section(f"*{line(view.title, reader)}*{count}")
    if not view.rows and view.empty is not None:
        yield section(said(view.empty, reader))
    rows = "\n".join(_row(row, reader) for row in view.rows)
    yield from (section(piece) for piece in limits.pieces(rows))


def _row(row: Row, reader: Reader) -> str:
    ref = f"*{escape(row.ref)}* " if row.ref else "• "
    details = "".join(f" · {line(detail, reader)}" for detail in row.details if detail is not None)
    return limits.cut(f"{ref}{line(row.title, reader)}{details}", limits.SECTION // 5)


@_blocks.register
def _chips(view: Chips, reader: Reader) -> Iterable[Json]:
    chips = [
        f"{line(item.label, reader)}: *{line(item.value, reader) or '–'}*" for item in view.items
    ]
    for i in range(0, len(chips), limits.CONTEXT):
        yield context(chips[i : i + limits.CONTEXT])


@_blocks.register
def _actions(view: Actions, reader: Reader) -> Iterable[Json]:
    return actions(view.items, reader)


@_blocks.register
def _attached(view: Attached, reader: Reader) -> Iterable[Json]:
    return (section(f"📎 {said(view.text, reader)}\n{escape(view.name)}"),)


@_blocks.register
def _chart(view: Chart, reader: Reader) -> Iterable[Json]:
    if view.file is None:
        yield context([said(view.alt, reader)])
        return
    yield {
        "type": "image",
        "slack_file": {"id": view.file},
        "alt_text": plain(view.alt, reader, limits.ALT_TEXT)["text"],
        "title": plain(view.title, reader, limits.ALT_TEXT),
    }
