"""`make bench`: every figure, or those named; a table, and a JSON file each."""

from __future__ import annotations

import argparse
import sys
import traceback
from importlib import import_module

from rich.console import Console
from rich.table import Table

from bench.figure import Figure

FIGURES = (
    "deal-add",
    "ack-slow",
    "before-commit",
    "duplicates",
    "duplicates-entry",
    "deliveries",
    "schedules",
    "card-visible",
    "writers",
    "isolation",
    "hostile-input",
    "lists",
    "find",
    "type-ahead",
    "home",
    "answers",
    "why-not",
    "reading",
    "undo-random",
    "merge-random",
    "job-100k",
    "import-100k",
    "import-kill",
    "surfaces",
    "payloads",
    "make-run",
)


def main() -> int:
    """Measure; exits with 1 where a bar does not hold."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("figures", nargs="*", metavar="figure", help=", ".join(FIGURES))
    parser.add_argument("--short", action="store_true", help="the versions of make test")
    chosen = parser.parse_args()
    console = Console(width=150)
    table = Table("figure", "value", "unit", "bar", "holds", "ratio to")
    is_sound = True
    for name in chosen.figures or FIGURES:
        console.print(f"[dim]{name} …[/dim]", highlight=False)
        for figure in _measure(name, short=chosen.short):
            figure.store()
            is_sound &= figure.holds
            holds = "yes" if figure.holds else "[red]NO[/red]"
            table.add_row(
                figure.name,
                f"{figure.value:g}",
                figure.unit,
                figure.bar,
                holds,
                figure.ratio_to or "",
            )
    console.print(table)
    return 0 if is_sound else 1


def _measure(name: str, *, short: bool) -> list[Figure]:
    module = import_module("bench." + name.replace("-", "_"))
    try:
        found: list[Figure] = module.measure(short=short)
    except Exception:  # noqa: BLE001 - one failing figure does not hide the others
        traceback.print_exc()
        return [Figure(name, float("nan"), "", "runs", holds=False)]
    return found


if __name__ == "__main__":
    sys.exit(main())
