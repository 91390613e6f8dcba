"""One measured figure beside its bar."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: its value and unit, the bar in words, whether it holds.

    `ratio_to` names the floor of the same run that a ratio is taken to; `command` repeats it.
    """

    name: str
    value: float
    unit: str
    bar: str
    holds: bool
    ratio_to: str | None = None
    command: str = ""

    def store(self) -> None:
        """Write the figure to `bench/results/NAME.json`."""
        RESULTS.mkdir(exist_ok=True)
        file = self.name.replace(" ", "-").replace(":", "").replace("/", "-")
        (RESULTS / f"{file}.json").write_text(
            json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8"
        )


def at_most(
    name: str, value: float, unit: str, limit: float, ratio_to: str | None = None
) -> Figure:
    """A figure whose bar is an upper limit."""
    return _figure(name, value, unit, f"≤ {limit:g}", value <= limit, ratio_to)


def exactly(name: str, value: float, unit: str, wanted: float) -> Figure:
    """A figure whose bar is a number to be met."""
    return _figure(name, value, unit, f"= {wanted:g}", value == wanted, None)


def _figure(
    name: str, value: float, unit: str, bar: str, holds: bool, ratio_to: str | None
) -> Figure:
    command = f"make bench FIGURES={name.split(':', maxsplit=1)[0]}"
    return Figure(name, round(value, 4), unit, bar, holds, ratio_to, command)


def quantile(values: list[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie; the nearest one."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
