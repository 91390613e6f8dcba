"""Alerts: what comes to a list is told once, to who may see it, when and where they want it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.engine.errors import Conflict, NotFound, NotUnderstood
from crm.engine.stored_reply import from_json
from crm.models import Alert, AlertLook, AlertSeen, Delivery, User
from crm.outreach import alerting, due

ADD = 'deal add {company} "{name}" amount={amount} close_on=2026-12-04 owner={owner}'


@pytest.fixture
def told():
    """The alerts' messages: `told(world)` gives the deliveries, the oldest first."""

    def of(world):
        rows = select(Delivery).where(Delivery.rule.startswith("alert:")).order_by(Delivery.id)
        return world.all(rows)

    return of


@pytest.fixture
def watched(company):
    """A company where Ana has a deal of 12,000, and an alert on those over 10,000."""
    ada, ana = company.as_("ada"), company.as_("ana")
    ada.says(ADD.format(company="Acme", name="Old one", amount=12_000, owner="ana"))
    ana.says('alert add "Big ones" deals status=open amount>10k')
    return company.later(minutes=1)


def deal(world, name, amount=20_000, owner="ana"):
    """A deal more, some minutes on."""
    world.later(minutes=6)
    world.as_("ada").says(ADD.format(company="Globex", name=name, amount=amount, owner=owner))


def tick(world):
    """What the schedule does now."""
    return due.owed(world.store, 1, world.now).alerts


def text(world, row, language="en"):
    """What a message says."""
    return world.lines(_Answer(from_json(row.payload)), language)


class _Answer:
    def __init__(self, reply):
        self.reply = reply


def test_what_comes_is_told_once_and_what_was_there_is_not(watched, told):
    assert tick(watched) == 0
    deal(watched, "Press shop")
    deal(watched, "Small one", amount=500)
    assert [tick(watched), tick(watched)] == [1, 0]
    watched.later(hours=2)
    assert tick(watched) == 0
    (row,) = told(watched)
    assert (row.channel, row.kind) == ("U0ANA", "alert")
    said = text(watched, row)
    assert "1 deal new in “Big ones”" in said
    assert "Press shop" in said
    assert "Old one" not in said
    assert "Small one" not in said


def test_a_record_that_leaves_and_comes_again_is_told_again(watched, told):
    deal(watched, "Press shop")
    tick(watched)
    for amount in ("5000", "30000"):
        watched.later(minutes=10).as_("ana").sends("deal edit", deal="D-2", amount=amount)
        tick(watched)
    assert len(told(watched)) == 2


def test_many_at_once_are_one_message_with_a_button_to_the_list(watched, told):
    for n in range(8):
        deal(watched, f"Line {n}")
    assert tick(watched) == 1
    (row,) = told(watched)
    reply = from_json(row.payload)
    assert "8 deals new" in text(watched, row)
    assert len(reply.views[0].rows) == alerting.SHOWN
    shown = watched.as_("ana").presses(watched.button(_Answer(reply), "ask again"))
    assert "9 deals" in watched.lines(shown)


def test_what_comes_soon_after_a_message_is_gathered(watched, told):
    deal(watched, "First")
    assert tick(watched) == 1
    for name in ("Second", "Third"):
        watched.as_("ada").says(ADD.format(company="Acme", name=name, amount=50_000, owner="ana"))
        assert tick(watched.later(minutes=1)) == 0
    assert tick(watched.later(minutes=5)) == 1
    assert "2 deals new" in text(watched, told(watched)[-1])


def test_nobody_hears_of_what_they_may_not_see(watched, told):
    deal(watched, "Secret", owner="ada")
    assert tick(watched) == 0
    assert told(watched) == []
    watched.later(minutes=6).as_("ada").sends("deal edit", deal="D-2", owner="ana")
    assert tick(watched) == 1
    assert "Secret" in text(watched, told(watched)[0])


def test_quiet_hours_gather_until_their_end(watched, told):
    ana = watched.as_("ana")
    ana.says("notifications set quiet 9-12")  # it is just past ten with her
    for name in ("One", "Two"):
        deal(watched, name)
        assert tick(watched) == 0
    assert tick(watched.later(hours=2)) == 1
    assert "2 deals new" in text(watched, told(watched)[0])


def test_what_is_turned_off_is_accounted_for_and_not_sent(watched, told):
    watched.as_("ana").says("notifications set alerts off")
    deal(watched, "Press shop")
    tick(watched)
    assert [row.state for row in told(watched)] == ["cancelled"]


def test_who_was_deactivated_gets_nothing(watched, told):
    def leave(session):
        session.scalars(select(User).where(User.handle == "ana")).one().is_active = False

    deal(watched, "Press shop")
    watched.change(leave)
    assert tick(watched) == 0
    assert told(watched) == []


def test_it_is_said_in_the_language_of_its_person(watched, told):
    watched.as_("mei").says('添加提醒规则 "大单" 商机 status=open amount>1万')
    deal(watched, "Press shop")
    tick(watched)
    (row,) = [row for row in told(watched) if row.channel == "U0MEI"]
    assert row.language == "zh"
    assert "“大单”新增 1 个商机" in text(watched, row, "zh")


def test_a_change_of_a_linked_record_brings_its_records_in(watched, told):
    watched.as_("ana").says('alert add "Energy" deals company.industry=energy')
    watched.later(minutes=6).as_("ada").sends("company edit", company="Acme", industry="energy")
    assert tick(watched) == 1
    assert "1 deal new in “Energy”" in text(watched, told(watched)[0])


def test_what_time_brings_in_is_told_within_the_hour(watched, told):
    watched.as_("ana").says('alert add "Waiting" deals days_in_stage>=3')
    assert tick(watched) == 0
    assert tick(watched.later(days=4)) == 1
    assert "“Waiting”" in text(watched, told(watched)[0])


def test_more_changes_than_are_looked_at_singly_lose_nothing(watched, told, monkeypatch):
    monkeypatch.setattr("crm.insight.look.MOST_CHANGES", 3)
    for n in range(6):
        deal(watched, f"Line {n}")
    assert tick(watched) == 1
    assert "6 deals new" in text(watched, told(watched)[0])


def test_removing_is_undone_and_still_knows_what_was_told(watched, told):
    ana = watched.as_("ana")
    removed = ana.says('alert remove "big ones"')
    deal(watched, "Meanwhile")
    assert tick(watched) == 0
    ana.presses(watched.button(removed, "undo"))
    assert tick(watched.later(minutes=1)) == 1
    assert "1 deal new" in text(watched, told(watched)[0])


def test_adding_is_undone_whole(watched):
    ana = watched.as_("ana")
    made = ana.says("alert add tickets priority=urgent")
    ana.presses(watched.button(made, "undo"))
    assert [row.name for row in watched.all(select(Alert))] == ["Big ones"]
    tick(watched)
    with watched.store.write(1) as session:
        alerting.tidy(session, watched.now + timedelta(days=30))
    assert {row.alert_id for row in watched.all(select(AlertLook))} == {1}
    assert {row.alert_id for row in watched.all(select(AlertSeen))} == {1}


def test_names_are_once_each_and_others_alerts_are_not_mine(watched):
    ana = watched.as_("ana")
    with pytest.raises(Conflict):
        ana.says('alert add "BIG ones" deals amount>1k')
    with pytest.raises(NotFound):
        watched.as_("ben").says('alert remove "Big ones"')
    assert "over $10,000" in watched.lines(ana.says("alerts"))
    assert "Big ones" not in watched.lines(watched.as_("ben").says("alerts"))


def test_a_list_of_everything_is_refused(watched, monkeypatch):
    monkeypatch.setattr("crm.insight.look.MOST_KNOWN", 0)
    with pytest.raises(NotUnderstood):
        watched.as_("ana").says('alert add "All" deals amount>1')


def test_a_list_that_grows_beyond_all_telling_is_stopped_and_says_so(watched, told, monkeypatch):
    monkeypatch.setattr("crm.insight.look.MOST_KNOWN", 1)
    for n in range(3):
        deal(watched, f"Line {n}")
    watched.later(hours=2)
    tick(watched)
    assert "is stopped" in text(watched, told(watched)[0])
    assert tick(watched.later(hours=2)) == 0


def test_a_list_offers_its_alert_in_one_click(watched, told):
    ana = watched.as_("ana")
    button = watched.button(ana.says("deal list amount>15k"), "alert add")
    made = ana.presses(button)
    assert "over $15,000" in watched.lines(made)
    deal(watched, "Press shop")
    assert tick(watched) == 2
