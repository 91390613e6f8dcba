"""`python -m nlp.evaluate [TOPIC …]`: the table of figures; status 1 if a bar fails."""

import sys
import time
from collections.abc import Iterator
from importlib import import_module

from nlp.evaluate.row import Row
from nlp.evaluate.times import Figure
from nlp.train.sources import NoData

TOPICS = ("shipped", "teaching", "intents", "times", "cost")
WIDTHS = (72, 18, 17, 18, 14)


def rows(topics: list[str]) -> Iterator[Row]:
    """Measure the topics in order, their seconds on stderr."""
    for topic in topics:
        start = time.perf_counter()
        try:
            for row in import_module(f"nlp.evaluate.{topic}").figures():
                yield Row(row) if isinstance(row, Figure) else row
        except NoData as error:
            _say(f"{topic}: {error}", to_errors=True)
        _say(f"{topic}: {time.perf_counter() - start:.0f} s", to_errors=True)


def line(row: Row) -> str:
    """A row of the table as text."""
    figure = row.figure
    interval = "" if figure.low is None else f"{figure.low:.3f} … {figure.high:.3f}"
    bounds = f"{figure.bar:g} / {figure.goal:g}" if figure.bar else ""
    cells = (figure.name, f"{figure.value:.3f} {figure.unit}", interval, bounds, row.baseline)
    told = " ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
    return f"{told} {_verdict(figure)}"


def main() -> int:
    """Print the table; return 1 where a bar does not hold."""
    _say(line_of_names())
    failed = 0
    for row in rows(sys.argv[1:] or list(TOPICS)):
        _say(line(row))
        failed += bool(row.figure.bar) and not row.figure.holds
    _say(f"{failed} bars do not hold" if failed else "every bar holds")
    return 1 if failed else 0


def line_of_names() -> str:
    """The table's head."""
    names = ("figure", "value", "95 % interval", "bar / goal", "baseline")
    return " ".join(name.ljust(width) for name, width in zip(names, WIDTHS, strict=True))


def _verdict(figure: Figure) -> str:
    if not figure.bar:
        return "no bar"
    reached = figure.value <= figure.goal if figure.lower_is_better else figure.value >= figure.goal
    return "FAILS" if not figure.holds else "goal" if reached else "holds"


def _say(text: str, *, to_errors: bool = False) -> None:
    stream = sys.stderr if to_errors else sys.stdout
    stream.write(f"{text}\n")
    stream.flush()


if __name__ == "__main__":
    sys.exit(main())
