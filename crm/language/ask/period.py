"""A period: first and last day, with its bound and its other reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm.language.ask import calendar


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both included (`last` None: open), with another reading for the future.

    `op` is a bound in front of it: since >=, after >, before <, by <=.
    `is_length` marks *within N days*, which looks forward or back as its field does.
    `words` are those that it was read from.
    """

    first: date
    last: date | None
    later: calendar.Days | None = None
    op: str | None = None
    is_length: bool = False
    tense: str = ""
    words: str = ""

    def leaf(self, is_future: bool) -> tuple[str, object]:
        """Operator and value for a field that looks forward or back."""
        first, last = self.first, self.last
        if is_future and self.later:
            first, last = self.later
        edges = {">=": first, ">": last or first, "<": first, "<=": last or first}
        if self.op:
            return self.op, edges[self.op].isoformat()
        if last is None:
            return ">=", first.isoformat()
        if first == last:
            return "=", first.isoformat()
        return "between", [first.isoformat(), last.isoformat()]
