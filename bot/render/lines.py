"""A reply as plain lines: for the terminal, and for notifications."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import singledispatch

from bot.render.audience import for_audience
from crm.engine.reply import (
    Actions,
    Attached,
    Audience,
    Button,
    Card,
    Chart,
    Chips,
    Fact,
    Facts,
    Heading,
    Listing,
    Menu,
    Notice,
    Paragraph,
    Reply,
    Row,
    Small,
    View,
)
from crm.engine.texts import Reader, say


def text(reply: Reply, reader: Reader, audience: Audience = "internal") -> str:
    """The reply as lines, facts as `Label: value`; buttons as `[Label]`."""
    views = for_audience(reply, audience)
    return "\n".join(line for view in views for line in lines(view, reader))


@singledispatch
def lines(view: View, reader: Reader) -> Iterator[str]:
    """One view as lines of plain text, nothing escaped."""
    del reader
    raise TypeError(f"no lines for {type(view).__name__}")


@lines.register
def _sentence(view: Heading | Paragraph | Notice | Small, reader: Reader) -> Iterator[str]:
    yield say(view.text, reader)


@lines.register
def _facts(view: Facts | Chips, reader: Reader) -> Iterator[str]:
    return _fact_lines(view.items, reader)


def _fact_lines(facts: Sequence[Fact], reader: Reader) -> Iterator[str]:
    for fact in facts:
        yield f"{say(fact.label, reader)}: {say(fact.value, reader)}"


@lines.register
def _card(view: Card, reader: Reader) -> Iterator[str]:
    yield f"{view.ref} {say(view.title, reader)}"
    yield from _fact_lines(view.facts, reader)
    if view.note is not None:
        yield say(view.note, reader)
    yield from _action_lines(view.actions, reader)


@lines.register
def _listing(view: Listing, reader: Reader) -> Iterator[str]:
    count = f" ({len(view.rows)}/{view.total})" if view.total > len(view.rows) else ""
    yield f"{say(view.title, reader)}{count}"
    if not view.rows and view.empty is not None:
        yield say(view.empty, reader)
    for row in view.rows:
        yield _row(row, reader)


def _row(row: Row, reader: Reader) -> str:
    ref = f"{row.ref} " if row.ref else ""
    details = (say(detail, reader) for detail in row.details if detail is not None)
    return " · ".join((f"{ref}{say(row.title, reader)}", *details))


@lines.register
def _actions(view: Actions, reader: Reader) -> Iterator[str]:
    return _action_lines(view.items, reader)


def _action_lines(items: Sequence[Button | Menu], reader: Reader) -> Iterator[str]:
    if items:
        yield " ".join(_action(item, reader) for item in items)


def _action(item: Button | Menu, reader: Reader) -> str:
    label = say(item.label, reader)
    if isinstance(item, Button):
        return f"[{label}]"
    choices = " | ".join(say(option.label, reader) for option in item.options)
    return f"[{label} ▾ {choices}]"


@lines.register
def _attached(view: Attached, reader: Reader) -> Iterator[str]:
    yield f"{say(view.text, reader)} ({view.name})"


@lines.register
def _chart(view: Chart, reader: Reader) -> Iterator[str]:
    yield say(view.alt, reader)
