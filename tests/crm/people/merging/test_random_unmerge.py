"""Merge, twenty later changes, un-merge: both records are exact, later changes on the right one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bench import merge_random
from crm.people import founding

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture
def ground(store):
    """A founded store of each database in turn."""
    founding.found(store, NOW)
    return merge_random.ground(store)


def test_an_unmerge_leaves_both_records_exact_and_later_changes_on_the_right_one(ground):
    assert merge_random.check(ground, 15) == 0


def test_the_cases_notice_a_change_that_an_unmerge_loses(ground):
    before = merge_random.Before(["deal"], ["activity"], (None, "CEO"))
    case = merge_random.Case(ground, 0)
    assert merge_random.is_exact(case, before, [("title", 0), ("edit", 0)])
    case.expected["contact", case.a]["title"] = "CEO"
    assert case.found() != case.expected
