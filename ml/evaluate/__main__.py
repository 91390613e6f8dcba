"""`python -m ml.evaluate [TOPIC …]`: each topic's figures in one table; status 1 if a bar fails."""

import pkgutil
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from typing import TextIO

import ml.evaluate
from ml.evaluate.figure import Figure

WIDTHS = (62, 12, 22, 10)


def topics(wanted: list[str]) -> list[str]:
    """The modules beside this one that have figures; the wanted ones, or all."""
    names = [module.name for module in pkgutil.iter_modules(ml.evaluate.__path__)]
    return [
        n for n in names if n not in ("__main__", "figure", "planted") and n in (wanted or names)
    ]


def run(wanted: list[str]) -> Iterator[Figure]:
    """Each topic's figures, its name and seconds on stderr."""
    for name in topics(wanted):
        module = import_module(f"ml.evaluate.{name}")
        if hasattr(module, "figures"):
            start = time.perf_counter()
            yield from module.figures()
            say(f"  {name}: {time.perf_counter() - start:.0f} s", sys.stderr)


def line(figure: Figure) -> str:
    """A figure as one line of the table."""
    value = f"{figure.value:.4g} {figure.unit}".strip()
    cells = (figure.name, value, figure.bar, figure.goal)
    told = " ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
    verdict = "no bar" if not figure.bar else "holds" if figure.holds else "FAILS"
    return f"{told} {verdict:7} {figure.note}".rstrip()


def say(text: str, stream: TextIO | None = None) -> None:
    """Write a line at once, so that a long run shows how far it is."""
    print(text, file=stream or sys.stdout, flush=True)


def main() -> int:
    """Print the table; 1 if any bar does not hold."""
    head = zip(("figure", "value", "bar", "goal"), WIDTHS, strict=True)
    say(" ".join(name.ljust(width) for name, width in head) + " verdict note")
    failed = 0
    for figure in run(sys.argv[1:]):
        say(line(figure))
        failed += bool(figure.bar) and not figure.holds
    say(f"{failed} bars do not hold" if failed else "every bar holds")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
