from datetime import timedelta

import pytest

from crm.engine.errors import NotAllowed
from crm.models import Delivery, Job, Workspace
from crm.outreach import due


def _delivery(world, occurrence, **given):
    at = world.now - timedelta(hours=1)
    fixed = {"kind": "reminder", "rule": "followup:1", "channel": "U0ANA"}
    spans = {"due_at": at, "next_at": at, "created_at": at}
    world.change(lambda s: s.add(Delivery(**fixed, occurrence=occurrence, **spans, **given)))


def test_health_counts_what_was_delivered_how_and_shows_the_newest_errors(world):
    _delivery(world, "1", state="sent")
    _delivery(world, "2", state="sent", is_late=True)
    _delivery(world, "3", state="unconfirmed", error="timeout")
    _delivery(world, "4", state="failed", error="is_archived")
    _delivery(world, "5", state="dead", error="missed")
    _delivery(world, "6", state="due", error="ratelimited")
    said = world.lines(world.as_("ada").says("health"))
    assert "1 Sent, 1 Sent late, 1 Missed, 1 Waiting, 1 Unconfirmed, 1 Failed" in said
    assert said.index("ratelimited") < said.index("is_archived") < said.index("timeout")
    report = due.report(world.store, 1)
    assert {fate: report.total(fate) for fate in ("sent", "late", "missed")} == {
        "sent": 1,
        "late": 1,
        "missed": 1,
    }


def test_health_says_when_the_schedule_last_looked_and_that_it_stands_still(world):
    assert "not yet" in world.lines(world.as_("ada").says("health"))
    due.owed(world.store, 1, world.now)
    assert "stands still" not in world.lines(world.as_("ada").says("health"))
    assert "stands still" in world.lines(world.later(minutes=6).as_("ada").says("health"))


def test_health_says_why_sending_is_paused_and_which_jobs_run(world):
    with world.store.write(None) as session:
        session.get(Workspace, 1).paused_reason = "invalid_auth"
    world.change(
        lambda s: s.add(Job(kind="import", params={}, state="running", created_at=world.now))
    )
    said = world.lines(world.as_("ada").says("health"))
    assert "Sending is paused: invalid_auth." in said
    assert "Jobs running\n1" in said


def test_health_is_for_admins(world):
    with pytest.raises(NotAllowed):
        world.as_("mei").says("health")
