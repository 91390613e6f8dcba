"""The small company of the chapters' tests, on both databases in turn."""

from __future__ import annotations

from typing import Any

import pytest

from crm.engine.store import Store
from crm.models import Workspace


@pytest.fixture
def company(store: Store, found_company: Any) -> Any:
    """The company on a fresh store of each database in turn."""
    return found_company(store)


def add_workspace(store: Store, handle: str, now: Any) -> int:
    """One more workspace."""
    with store.write(None) as session:
        row = Workspace(name=handle, handle=handle, created_at=now)
        session.add(row)
        session.flush()
        return row.id
