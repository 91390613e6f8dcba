"""The small company on both databases in turn."""

from __future__ import annotations

from typing import Any

import pytest

from crm.engine.store import Store


@pytest.fixture
def company(store: Store, found_company: Any) -> Any:
    """The company on a fresh store of each database in turn."""
    return found_company(store)
