"""From a thousand rows to many millions: files in chunks, Dask by partition, the same numbers."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from ml.errors import BadFrame
from ml.fitted import Fitted

ROWS = 50_000  # a chunk; about 30 MB with twenty mixed columns


def score_file(
    model: Fitted,
    source: str | PathLike[str],
    goal: str | PathLike[str],
    told: Callable[[int], None] | None = None,
) -> int:
    """Write the CSV `source` with prediction, low and high to `goal`; the number of rows.

    Memory is that of one chunk. `told(rows)` is called after each. The goal appears whole or not
    at all. Raises `BadFrame` for an empty file or a missing column.
    """
    done = 0
    with _whole(Path(goal)) as draft:
        for part in chunks(source):
            scored = pd.concat([part, model.predict(part)], axis=1)
            scored.to_csv(draft, mode="a", header=done == 0, index=False)
            done += len(part)
            if told is not None:
                told(done)
    return done


def chunks(source: str | PathLike[str], rows: int = ROWS) -> Iterator[pd.DataFrame]:
    """The frames of a CSV, `rows` at a time; raises `BadFrame` when there is nothing in it."""
    try:
        reader = pd.read_csv(source, chunksize=rows, low_memory=False)
    except pd.errors.EmptyDataError:
        raise BadFrame(f"{Path(source).name} is empty. Give it a header line and rows.") from None
    with reader:
        yield from reader


@contextmanager
def _whole(goal: Path) -> Iterator[Path]:
    goal.parent.mkdir(parents=True, exist_ok=True)
    draft = goal.with_name(f".{goal.name}.{os.getpid()}.part")
    try:
        draft.write_text("", encoding="utf-8")
        yield draft
        draft.replace(goal)
    finally:
        draft.unlink(missing_ok=True)


def score_partitions(model: Fitted, frame: Any) -> Any:
    """A Dask frame's predictions, partition by partition (needs the extra `scale`).

    Each worker encodes and scores its own partitions with the very function of one process, so
    the numbers are equal; nothing is gathered until the result is computed.
    """
    shape = pd.DataFrame({name: pd.Series(dtype=float) for name in ("prediction", "low", "high")})
    return frame.map_partitions(model.predict, meta=shape)
