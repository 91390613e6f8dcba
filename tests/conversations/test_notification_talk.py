"""People choose what reaches them by itself, when and where, and every sender obeys."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm.engine.attention import read_quiet
from crm.models import Delivery, Digest, NotificationSetting


def tell(living, name, text):
    """Send a slash command; what the person then sees."""
    command, _, words = text.partition(" ")
    done = living.person(name).command(command, words, channel="#sales")
    assert done.status == 200
    living.settle()
    return done.message.text if done.message else living.person(name).last("#sales").text


def newest(living, rule):
    return [row for row in living.rows(Delivery) if row.rule.startswith(rule)][-1]


def owed(living, minutes):
    """Let the schedule run as if minutes had passed; nothing is sent twice."""
    living.parts.tick(living.parts.clock() + timedelta(minutes=minutes))
    living.settle()


def next_monday(now, zone):
    """A minute past nine on the Monday to come; hours later it would count as missed."""
    here = now.astimezone(ZoneInfo(zone))
    day = here.date() + timedelta(days=7 - here.weekday())
    return datetime.combine(day, time(9, 1), ZoneInfo(zone))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/crm notifications set reminders off", "Reminders of my follow-ups"),
        ("/crm 通知设置 提醒 关", "Reminders of my follow-ups"),
    ],
)
def test_reminders_that_are_turned_off_do_not_come_but_are_accounted_for(living, said, answer):
    assert answer in tell(living, "ana", said)
    tell(living, "ana", "/followup in 2 minutes call Jane")
    owed(living, 3)
    owed(living, 4)
    rows = [row for row in living.rows(Delivery) if row.kind == "reminder"]
    assert [(row.state, row.error) for row in rows] == [("cancelled", "muted")]
    assert not any("call Jane" in m.text for m in living.person("ana").sees("dm"))


def test_quiet_hours_hold_a_reminder_until_they_end(living):
    tell(living, "ana", "/crm notifications set quiet 0:00-23:59")
    tell(living, "ana", "/followup in 2 minutes call Jane")
    owed(living, 3)
    row = newest(living, "followup:")
    assert row.state == "due"
    assert row.next_at > living.parts.clock()
    assert "This reminder is late" in str(row.payload)


def test_digests_that_come_to_oneself_are_turned_off_alone(living):
    mei = living.person("mei")
    assert mei.command("/digest", "every monday 9:00", channel="dm").status == 200
    tell(living, "mei", "/digest every monday 9:00")
    tell(living, "mei", "/crm notifications set digests off")
    living.parts.tick(next_monday(living.parts.clock(), living.rows(Digest)[0].zone))
    living.settle()
    rows = [row for row in living.rows(Delivery) if row.kind == "digest"]
    assert {row.channel[0]: row.error for row in rows} == {"U": "muted", "C": None}


def test_what_is_assigned_and_watched_obeys_too(living):
    tell(living, "ben", "/crm notifications set assigned off watched off")
    tell(living, "ana", '/company add "Globex"')
    tell(living, "ben", "/crm watch CO-1")
    tell(living, "mei", "/crm assign CO-1 to @ben")
    muted = [row.rule for row in living.rows(Delivery) if row.error == "muted"]
    assert "assigned" in muted
    tell(living, "ben", "/crm notifications set assigned on")
    tell(living, "mei", "/crm assign CO-1 to @ana")
    tell(living, "mei", "/crm assign CO-1 to @ben")
    assert "gave you CO-1" in living.person("ben").last("dm").text


def test_it_comes_to_a_channel_of_ones_own_and_never_to_a_shared_one(living):
    assert "Where" in tell(living, "ana", "/crm notifications set place #support")
    tell(living, "mei", '/company add "Globex"')
    tell(living, "mei", "/crm assign CO-1 to @ana")
    assert "gave you CO-1" in living.person("ana").last("#support").text
    assert "Nothing of ours" in tell(living, "ana", "/crm notifications set place #acme")
    living.slack.channel("#support", "share")
    living.settle()
    tell(living, "mei", "/crm assign CO-1 to @ben")
    tell(living, "mei", "/crm assign CO-1 to @ana")
    assert "gave you CO-1" in living.person("ana").last("dm").text


def test_the_form_on_home_shows_what_is_chosen_and_keeps_it(living):
    ana = living.person("ana")
    tell(living, "ana", "/crm notifications set moods off quiet 22-8")
    ana.open_home()
    living.settle()
    assert ana.press_home("Notifications").status == 200
    shown = ana.modal().values
    assert (shown["moods"]["value"], shown["quiet"]) == ("off", "22:00-08:00")
    assert ana.submit({"quiet": "25:00"}).errors["quiet"]
    assert ana.submit({"quiet": "off", "moods": "on"}).errors == {}
    living.settle()
    (row,) = living.rows(NotificationSetting)
    assert (row.muted, row.quiet) == ("", None)


def test_quiet_hours_over_midnight_end_in_the_morning_of_ones_own_zone():
    quiet = read_quiet("22:00-08:00")
    late = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)  # 23:00 in New York, the night the clocks change
    assert quiet.end_after(late, "America/New_York") == datetime(2026, 3, 7, 13, tzinfo=UTC)
    day = datetime(2026, 3, 7, 18, tzinfo=UTC)
    assert quiet.end_after(day, "America/New_York") == day
    assert read_quiet("morning") is None
