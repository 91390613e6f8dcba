"""What is asked of a fit: the frame, its target, and how it is to be done."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ml.errors import BadFrame, UnknownChoice
from ml.frame import check_frame
from ml.models import ALGORITHMS

Progress = Callable[[str, int, int], None]  # (what, done, all)


@dataclass(frozen=True)
class Ask:
    """A checked request; `time` orders the records, `algorithm` bypasses the gate."""

    kind: str
    frame: pd.DataFrame
    target: str
    time: str | None = None
    algorithm: str | None = None
    seed: int = 42
    progress: Progress | None = None

    def tell(self, what: str, done: int, of: int) -> None:
        """Report progress to whoever asked for it."""
        if self.progress is not None:
            self.progress(what, done, of)

    def checked(self) -> "Ask":
        """The request with a usable frame; raises `BadFrame` or `UnknownChoice`."""
        if self.algorithm is not None and self.algorithm not in ALGORITHMS:
            names = ", ".join(ALGORITHMS)
            raise UnknownChoice(f"There is no algorithm '{self.algorithm}'. Choose of: {names}.")
        frame = check_frame(self.frame, self.target)
        if self.time is not None and self.time not in frame.columns:
            raise BadFrame(
                f"There is no column '{self.time}' to order the records by. Name one of the "
                "file's columns with --time, or leave it out.",
                self.time,
            )
        return Ask(
            self.kind, frame, self.target, self.time, self.algorithm, self.seed, self.progress
        )
