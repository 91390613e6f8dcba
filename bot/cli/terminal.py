"""The terminal: results on stdout, everything else on stderr, and how a command ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    track,
)

errors = Console(stderr=True, highlight=False)
Item = TypeVar("Item")


class Failed(Exception):
    """The work failed; the sentence goes to stderr and the exit status is 1."""


def say(text: str) -> None:
    """Tell the person something, on stderr."""
    errors.print(text, markup=False, soft_wrap=True)


def write(line: str) -> None:
    """Write one line of the result."""
    sys.stdout.write(line + "\n")


def write_json(value: Any) -> None:
    """Write one JSON value on a line of its own, Chinese as it is."""
    write(json.dumps(value, ensure_ascii=False))


def lines() -> Iterator[str]:
    """The lines of stdin without their ends, blank ones too; what is not UTF-8 is replaced."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", errors="replace").rstrip("\r\n")


def progress(items: Iterable[Item], title: str, total: int | None = None) -> Iterable[Item]:
    """The items, with a progress bar on stderr."""
    return track(items, title, total=total, console=errors, transient=True)


@contextmanager
def working(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on stderr while something long is done; call what is given with (what, done, all)."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda _what, done, of: bar.update(task, completed=done, total=of)


def moment(text: str | None, zone: str = "UTC") -> datetime:
    """`--now`: an ISO moment, wall time in `zone` without an offset; the clock's, in UTC, if None.

    Raises `Failed` for what is no ISO moment.
    """
    if text is None:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Failed(f"--now takes an ISO moment such as 2026-03-11T10:00, not {text}") from error
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))


def clock(text: str | None) -> Callable[[], datetime]:
    """A clock that goes on from `--now`, in UTC; the machine's clock if None."""
    if text is None:
        return lambda: datetime.now(UTC)
    ahead = moment(text).astimezone(UTC) - datetime.now(UTC)
    return lambda: datetime.now(UTC) + ahead
