"""One row of a file, with the place where it begins."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as text; `line` is the physical line (sheet row) on which the row begins.

    `trouble` says why the row cannot be read at all: a quote that never closes, a giant cell.
    """

    line: int
    cells: tuple[str, ...]
    trouble: str | None = None
    column: int | None = None

    @property
    def filled(self) -> tuple[int, ...]:
        """The positions of the cells that hold anything."""
        return tuple(n for n, cell in enumerate(self.cells) if cell and not cell.isspace())
