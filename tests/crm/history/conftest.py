"""The small company on both databases in turn, and a picture of all domain rows."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from crm.engine import journal
from crm.engine.store import Store
from crm.models import Base


@pytest.fixture
def company(store: Store, found_company: Any) -> Any:
    """The company on a fresh store of each database in turn."""
    return found_company(store)


@pytest.fixture
def picture() -> Any:
    """All rows of the domain tables, to compare before and after."""

    def take(world: Any) -> dict[str, Any]:
        classes = [mapper.class_ for mapper in Base.registry.mappers]
        kept = [c for c in classes if getattr(c, "__journaled__", False)]
        with world.store.read(1) as session:
            return {
                c.__tablename__: sorted(
                    (journal.snapshot(row) for row in session.scalars(select(c))),
                    key=lambda row: row["id"],
                )
                for c in kept
            }

    return take
