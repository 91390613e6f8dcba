from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from crm.engine import post
from crm.engine.errors import Conflict, Missing, NotUnderstood
from crm.models import Delivery, FollowUp, Thread, User
from crm.people import followup

MONDAY = "2026-11-23T09:00"


def _plan(world, who="ana", said=f"due_at={MONDAY} call Jane"):
    return world.as_(who).says(f"followup add {said}")


def test_a_follow_up_echoes_the_exact_local_time(world):
    answer = _plan(world)
    assert "Mon, 23 Nov 2026 09:00 EST" in world.lines(answer)
    assert world.one(select(FollowUp)).due_at == datetime(2026, 11, 23, 14, tzinfo=UTC)


def test_a_follow_up_says_its_owners_time_to_whoever_reads(world):
    answer = _plan(world, "mei")
    assert "2026年11月23日周一 09:00 CST" in world.lines(answer, "zh")


def test_a_whole_day_begins_at_nine_of_its_owners_clock_whoever_plans_it(world):
    world.as_("ana").says("followup add 2026-11-25 owner @mei call the bank")
    planned = world.one(select(FollowUp))
    assert (planned.due_at, planned.whole_day) == (datetime(2026, 11, 25, 1, tzinfo=UTC), True)


def test_a_contact_in_the_subject_is_noticed_and_stays_in_it(world):
    _plan(world)
    planned = world.one(select(FollowUp))
    assert (planned.subject, planned.contact_id, planned.company_id) == ("call Jane", 1, 1)
    assert planned.type == "call"


def test_in_a_deals_thread_a_follow_up_is_about_the_deal(world, deal):
    world.change(
        lambda s: s.add(Thread(channel="C0SALES", thread_ts="1.0", kind="deal", record_id=deal.id))
    )
    world.as_("ana").in_("C0SALES", "1.0").says(f"followup add due_at={MONDAY} send the quote")
    planned = world.one(select(FollowUp))
    assert (planned.deal_id, planned.company_id) == (deal.id, deal.company_id)


def test_a_follow_up_without_a_time_is_asked_for_it(world):
    with pytest.raises(Missing) as refused:
        world.as_("ana").says("followup add call Jane")
    assert refused.value.field == "due_at"


def test_a_follow_up_cannot_be_in_the_past(world):
    with pytest.raises(NotUnderstood):
        _plan(world, said="due_at=2026-11-19T09:00 call Jane")


def test_the_same_follow_up_within_a_minute_asks_first(world):
    _plan(world)
    with pytest.raises(Conflict):
        _plan(world)
    assert len(world.all(select(FollowUp))) == 1


def test_a_done_follow_up_cannot_be_done_again(world):
    _plan(world)
    world.as_("ana").says("followup done F-1")
    with pytest.raises(Conflict) as refused:
        world.as_("ana").says("followup done F-1")
    assert "already" in refused.value.text.key
    assert world.one(select(FollowUp)).done_at == world.now


def test_a_snoozed_follow_up_is_due_later_and_counts_it(world):
    _plan(world)
    answer = world.as_("ana").says("followup snooze F-1 due_at=2026-11-24T09:00")
    assert "Tue, 24 Nov 2026 09:00 EST" in world.lines(answer)
    assert world.one(select(FollowUp)).snoozed == 1


def _reminded(world):
    """Post the reminder as the schedule does, and pretend that it was sent."""

    def work(session):
        due = session.scalars(select(FollowUp)).one()
        ana = session.scalars(select(User).where(User.handle == "ana")).one()
        call = world.as_("ana").call().bound(session, None)
        reply = followup.reminder(call, due)
        sent = post.to_person(call, ana, ("reminder", "F-1"), "reminder", reply)
        sent.state, sent.ts = "sent", "9.0"
        return reply

    return world.change(work)


def test_a_reminder_offers_done_snooze_and_its_record(world, deal):
    _plan(world, said=f"D-1 due_at={MONDAY} call Jane")
    reply = _reminded(world)
    assert [item.command for item in reply.views[0].actions] == [
        "followup done",
        "followup snooze",
        "deal show",
    ]


def test_a_done_follow_up_takes_the_buttons_off_its_reminder(world):
    _plan(world)
    _reminded(world)
    world.as_("ana").says("followup done F-1")
    edit = world.one(select(Delivery).where(Delivery.kind == "edit"))
    assert edit.payload["reply"]["views"][0]["actions"] == []


def test_a_reminder_that_was_not_sent_yet_is_cancelled(world):
    _plan(world)
    _reminded(world)
    world.change(
        lambda s: setattr(
            s.scalars(select(Delivery).where(Delivery.kind == "reminder")).one(), "state", "due"
        )
    )
    world.as_("ana").says("followup done F-1")
    assert world.one(select(Delivery).where(Delivery.kind == "reminder")).state == "cancelled"


def test_follow_ups_are_listed_as_overdue_today_and_later(world):
    _plan(world, said="due_at=2026-11-20T11:00 first")
    _plan(world, said="due_at=2026-11-20T20:00 second")
    _plan(world, said=f"due_at={MONDAY} third")
    answer = world.later(hours=3).as_("ana").says("followup")
    titles = [view.title.key for view in answer.reply.views]
    assert titles == ["Overdue", "Today", "Later"]
    assert [view.rows[0].title for view in answer.reply.views] == ["first", "second", "third"]


def test_without_open_follow_ups_the_list_says_so(world):
    assert "Well done" in world.lines(world.as_("ana").says("followup list"))
