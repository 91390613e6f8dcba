"""`why-not`: random pairs of a filter and a record, explained on both databases."""

from __future__ import annotations

from bench.figure import Figure, exactly
from bench.specified import recorded

SPECIFIED = "crm/language/query/test_why_not_is_right.py"


def measure(*, short: bool) -> list[Figure]:
    """Pairs explained wrong, unseen records told apart from absent ones, and pairs tried."""
    count = 200 if short else 2_000
    found = recorded(SPECIFIED, f"test_{count}_random")
    return [
        exactly(f"why-not: of {count:,} random pairs, explained wrong", found["wrong"], "", 0),
        exactly("why-not: leaks of existence", found["leaks"], "", 0),
        exactly("why-not: pairs tried on each database", found["tried"], "", count),
    ]
