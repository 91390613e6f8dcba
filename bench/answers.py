"""`answers`: random filters on both databases beside a plain recomputation of every field."""

from __future__ import annotations

from bench.figure import Figure, exactly
from bench.specified import recorded

SPECIFIED = "crm/language/query/test_answers_are_right.py"


def measure(*, short: bool) -> list[Figure]:
    """Answers that differ from the plain ones, and how many filters were tried on each database."""
    count = 200 if short else 2_000
    found = recorded(SPECIFIED, f"test_{count}_random")
    return [
        exactly(f"answers: of {count:,} random filters, answered otherwise", found["wrong"], "", 0),
        exactly("answers: filters tried on each database", found["tried"], "", count),
    ]
