"""A long file is read by a process beside the one that writes.

A row's cells cost as much to understand as the row does to write, and neither need wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from crm.imports import drafts
from crm.imports.drafts import Item
from crm.imports.plan import Plan
from crm.imports.scene import Scene

# From so many rows on a process beside is worth its start.
LONG = 5_000
# So many rows are read here while it starts.
FIRST = 3_000
CHUNK = 500
NAME = "reader of a long file"


def read(plan: Plan, path: Path, scene: Scene, after: int) -> Iterator[Item]:
    """The rows of a file behind a line, as `drafts.read` gives them."""
    if plan.rows < LONG:
        return drafts.read(plan, path, scene, after)
    return _beside(plan, path, scene, after)


def _beside(plan: Plan, path: Path, scene: Scene, after: int) -> Iterator[Item]:
    """What the other process reads; what it could not, this one tries, and tells why."""
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(
        target=_send, args=(theirs, plan, path, scene, after), name=NAME, daemon=True
    )
    process.start()
    theirs.close()
    with ours:
        for item in islice(drafts.read(plan, path, scene, after), FIRST):
            after = item[0]
            yield item
        while True:
            try:
                chunk: list[Item] = ours.recv()
            except (EOFError, OSError):
                break
            if not chunk:
                return
            yield from chunk
            after = chunk[-1][0]
    yield from drafts.read(plan, path, scene, after)


def _send(to: Connection, plan: Plan, path: Path, scene: Scene, after: int) -> None:
    """Send the rows behind the first in chunks, an empty one at the end, while somebody listens.

    Whatever else ends it the reader on the other side meets too, and tells.
    """
    items = islice(drafts.read(plan, path, scene, after), FIRST, None)
    with suppress(Exception), to:
        while chunk := list(islice(items, CHUNK)):
            to.send(chunk)
        to.send([])
