"""What was done to a file before anything was learned from it; nothing is dropped silently."""

from dataclasses import dataclass
from typing import Any

from ml.frame import USABLE, Column


@dataclass(frozen=True)
class Dropped:
    """Rows left out, and why."""

    rows: int
    reason: str


@dataclass(frozen=True)
class Cleaning:
    """The rows read and used, the rows dropped by reason, and every column's role."""

    rows_read: int
    rows_used: int
    dropped: tuple[Dropped, ...]
    columns: tuple[Column, ...]

    def lines(self) -> list[str]:
        """The report, a sentence a line."""
        kept = f"{self.rows_read} rows read, {self.rows_used} used."
        rows = [f"{d.rows} rows dropped: {d.reason}." for d in self.dropped if d.rows]
        return [kept, *rows, *(_about(c) for c in self.columns if _worth_saying(c))]

    def state(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "rows": [self.rows_read, self.rows_used],
            "dropped": [[d.rows, d.reason] for d in self.dropped],
            "columns": [[c.name, c.role, c.note] for c in self.columns],
        }

    @classmethod
    def of(cls, state: dict[str, Any]) -> "Cleaning":
        """The report that `state` described."""
        read, used = state["rows"]
        return cls(
            int(read),
            int(used),
            tuple(Dropped(int(n), str(why)) for n, why in state["dropped"]),
            tuple(Column(name, role, note) for name, role, note in state["columns"]),
        )


def _worth_saying(column: Column) -> bool:
    return column.role != "target" and (column.role not in USABLE or bool(column.note))


def _about(column: Column) -> str:
    note = f" ({column.note})" if column.note else ""
    if column.role in USABLE or column.role == "time":
        return f"Column '{column.name}' is a {column.role}{note}."
    return f"Column '{column.name}' is not used: {column.role}{note}."
