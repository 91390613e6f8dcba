"""The company on both databases in turn, and what the schedule tests share."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from crm.engine.store import Store
from crm.models import Delivery


@pytest.fixture
def company(store: Store, found_company: Any) -> Any:
    """The company on a fresh store of each database in turn."""
    return found_company(store)


@pytest.fixture
def sent() -> Any:
    """What was queued: `sent(world, kind)` gives the deliveries of a kind, the oldest first."""

    def of(world: Any, kind: str) -> list[Delivery]:
        return world.all(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id))

    return of
