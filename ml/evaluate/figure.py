"""One figure of the evaluation: a value beside the bar it must hold and the goal it goes for."""

from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "ml"


@dataclass(frozen=True)
class Figure:
    """`bar` and `goal` as people write them (`≤ .79`); `holds` is about the bar alone.

    `note` says what the value is compared with, its interval, or what was tried.
    """

    name: str
    value: float
    unit: str
    bar: str
    goal: str
    holds: bool
    note: str = ""


def data(name: str) -> Path:
    """A file of the development data; raises FileNotFoundError naming it when it is not there."""
    path = DATA / name
    if not path.exists():
        raise FileNotFoundError(f"The development data '{name}' is not beside this repository.")
    return path
