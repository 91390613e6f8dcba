"""SQLite is told how its tables have grown: without that a workspace counts as ten rows."""

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock.due import Statistics
from crm.engine.store import Store

NOW = datetime(2026, 3, 11, 15, tzinfo=UTC)
ASKED = "SELECT id, value FROM contact_point WHERE workspace_id = 1 AND id IN (7, 8, 9)"
GROWN = """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
    INSERT INTO contact_point (workspace_id, contact_id, kind, value)
    SELECT 1, i, 'email', i || '@grown.example' FROM n
"""


@pytest.fixture
def store(sqlite_template, tmp_path):
    """A store whose addresses grow while it is open."""
    path = tmp_path / "rapport.sqlite"
    shutil.copy(sqlite_template, path)
    opened = Store(f"sqlite:///{path}")
    yield opened
    opened.close()


def plan(store):
    """How the database looks three rows of a workspace up by their ids."""
    with store.read(None) as session:
        return session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {ASKED}").one()[3]


def test_rows_are_looked_up_by_their_ids_an_hour_after_a_table_grew(store):
    statistics = Statistics(store)
    statistics(1, NOW)
    with sqlite3.connect(store.url.database) as other:
        other.execute(GROWN)
    statistics(1, NOW + timedelta(minutes=59))
    assert "PRIMARY KEY" not in plan(store)
    statistics(1, NOW + timedelta(minutes=61))
    assert "PRIMARY KEY" in plan(store)
