from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.models import Delivery, FollowUp, User
from crm.outreach import due, reminder

NINE_IN_NEW_YORK = datetime(2026, 11, 23, 14, tzinfo=UTC)


def _plan(world, said="due_at=2026-11-23T09:00 call Jane", who="ana"):
    return world.as_(who).says(f"followup add {said}")


def _views(delivery):
    return delivery.payload["reply"]["views"]


def test_a_reminder_comes_at_the_minute_once_with_its_next_steps(world, sent):
    _plan(world)
    assert due.owed(world.store, 1, NINE_IN_NEW_YORK - timedelta(seconds=1)).reminders == 0
    assert due.owed(world.store, 1, NINE_IN_NEW_YORK).reminders == 1
    assert due.owed(world.store, 1, NINE_IN_NEW_YORK + timedelta(hours=1)).reminders == 0
    (row,) = sent(world, "reminder")
    assert (row.channel, row.planned_at, row.language) == ("U0ANA", NINE_IN_NEW_YORK, "en")
    assert (row.rule, row.occurrence) == ("followup:1", "2026-11-23T09:00:00-05:00")
    assert [item["command"] for item in _views(row)[0]["actions"]][:2] == [
        "followup done",
        "followup snooze",
    ]


def test_a_reminder_is_sent_however_late_and_says_so(world, sent):
    _plan(world)
    assert due.owed(world.store, 1, NINE_IN_NEW_YORK + timedelta(days=3)).reminders == 1
    (row,) = sent(world, "reminder")
    assert row.expires_at is None
    assert _views(row)[-1]["text"]["key"] == "This reminder is late: it was due {at}."


def test_a_snoozed_follow_up_is_reminded_of_again(world, sent):
    _plan(world)
    due.owed(world.store, 1, NINE_IN_NEW_YORK)
    world.now = NINE_IN_NEW_YORK + timedelta(minutes=1)
    world.as_("ana").says("followup snooze F-1 in 1 hour")
    again = NINE_IN_NEW_YORK + timedelta(hours=1, minutes=1)
    assert due.owed(world.store, 1, again - timedelta(seconds=1)).reminders == 0
    assert due.owed(world.store, 1, again).reminders == 1
    assert [row.occurrence[11:16] for row in sent(world, "reminder")] == ["09:00", "10:01"]


def test_a_done_follow_up_is_not_reminded_of(world, sent):
    _plan(world)
    world.as_("ana").says("followup done F-1")
    assert due.owed(world.store, 1, NINE_IN_NEW_YORK).reminders == 0


def test_done_and_undone_before_it_was_sent_is_due_again(world, sent):
    _plan(world)
    due.owed(world.store, 1, NINE_IN_NEW_YORK)
    world.now = NINE_IN_NEW_YORK
    answer = world.as_("ana").says("followup done F-1")
    assert [row.state for row in sent(world, "reminder")] == ["cancelled"]
    world.as_("ana").presses(world.button(answer, "undo"))
    due.owed(world.store, 1, NINE_IN_NEW_YORK + timedelta(seconds=15))
    assert [row.state for row in sent(world, "reminder")] == ["due"]


def test_a_whole_day_means_nine_in_the_owners_morning(world, sent):
    _plan(world, "monday send the quote")
    planned = world.one(select(FollowUp))
    assert planned.whole_day
    due.owed(world.store, 1, NINE_IN_NEW_YORK)
    assert [row.planned_at for row in sent(world, "reminder")] == [NINE_IN_NEW_YORK]


def test_a_whole_day_follow_up_waits_for_nine_where_its_owner_now_is(world, sent):
    _plan(world, "monday send the quote")
    world.change(lambda s: setattr(_person(s, "ana"), "zone", "America/Los_Angeles"))
    assert due.owed(world.store, 1, NINE_IN_NEW_YORK + timedelta(hours=2)).reminders == 0
    assert due.owed(world.store, 1, NINE_IN_NEW_YORK + timedelta(hours=3)).reminders == 1


def _person(session, handle):
    return session.scalars(select(User).where(User.handle == handle)).one()


@pytest.mark.parametrize(("gone", "told"), [(["ana"], "U0MEI"), (["ana", "mei"], "U0ADA")])
def test_who_left_is_reminded_through_the_manager_or_an_admin(world, sent, gone, told):
    _plan(world)
    for handle in gone:
        world.change(lambda s, who=handle: setattr(_person(s, who), "is_active", False))
    due.owed(world.store, 1, NINE_IN_NEW_YORK)
    (row,) = sent(world, "reminder")
    assert row.channel == told
    assert _views(row)[-1]["text"]["values"]["name"] == "Ana Ruiz"


def test_where_nobody_is_left_the_reminder_is_accounted_for(world, sent):
    _plan(world)
    for handle in ("ana", "mei", "ada"):
        world.change(lambda s, who=handle: setattr(_person(s, who), "is_active", False))
    due.owed(world.store, 1, NINE_IN_NEW_YORK)
    due.owed(world.store, 1, NINE_IN_NEW_YORK + timedelta(minutes=1))
    assert [row.state for row in sent(world, "reminder")] == ["dead"]
    assert due.report(world.store, 1).total("failed") == 1


def test_a_follow_up_of_the_past_that_is_marked_sent_reminds_nobody(world, sent):
    _plan(world)

    def mark(session):
        reminder.mark_sent(session, session.scalars(select(FollowUp)).one(), NINE_IN_NEW_YORK)

    world.change(mark)
    assert due.owed(world.store, 1, NINE_IN_NEW_YORK + timedelta(days=1)).reminders == 0
    assert [row.state for row in sent(world, "reminder")] == ["sent"]
    world.now = NINE_IN_NEW_YORK + timedelta(days=1)
    world.as_("ana").says("followup done F-1")
    assert world.all(select(Delivery).where(Delivery.kind == "edit")) == []


@pytest.mark.parametrize(
    ("said", "moments"),
    [
        ("due_at=2027-03-14T03:30", ["2027-03-14T03:30:00-04:00"]),
        ("due_at=2027-11-07T00:30", ["2027-11-07T00:30:00-04:00"]),
    ],
)
def test_a_reminder_keeps_its_wall_clock_through_a_clock_change(world, sent, said, moments):
    _plan(world, f"{said} call Jane")
    at = datetime.fromisoformat(moments[0]).astimezone(UTC)
    for step in range(-4, 8):
        due.owed(world.store, 1, at + timedelta(minutes=30) * step)
    assert [row.occurrence for row in sent(world, "reminder")] == moments
