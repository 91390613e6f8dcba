"""Figures that a specification under `tests/` measures: it is run, and what it recorded is read."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent / "tests"


class _Recorded:
    """What tests recorded by `record_property`."""

    def __init__(self) -> None:
        self.found: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what the test itself recorded; preparing and clearing away record nothing."""
        if report.when == "call":
            self.found |= {name: float(str(value)) for name, value in report.user_properties}


def recorded(path: str, name: str) -> dict[str, float]:
    """Run the tests of a file whose names hold `name`; returns what they recorded.

    Raises `RuntimeError` where none ran or one failed without saying how often.
    """
    seen = _Recorded()
    chosen = ["-m", "night or not night", "-k", name, "--timeout=3600"]
    status = pytest.main(["-q", *chosen, str(TESTS / path)], [seen])
    is_counted = bool(seen.found.get("wrong") or seen.found.get("leaks"))
    if "tried" not in seen.found or (status and not is_counted):
        raise RuntimeError(f"{path} did not measure {name}")
    return seen.found
