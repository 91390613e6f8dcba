"""Ana plans a follow-up in a deal's thread and is reminded at that very minute."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm.models import Deal, FollowUp

pytestmark = pytest.mark.xdist_group("demo")
NEW_YORK = ZoneInfo("America/New_York")


def tomorrow_at_nine(world) -> datetime:
    """Nine in the morning of Ana's next day."""
    day = (world.clock().astimezone(NEW_YORK) + timedelta(days=1)).date()
    return datetime(day.year, day.month, day.day, 9, tzinfo=NEW_YORK)


def on_the_wall(moment: datetime) -> str:
    """A moment as Ana reads it."""
    return moment.strftime(f"%a, {moment.day} %b %Y %H:%M %Z")


def planned(world, words: str):
    """A new deal's thread in which Ana said something, and what she then saw last."""
    card = world.deal(f"Robot no. {len(world.rows(Deal))}")
    world.ana.say("#sales", words, thread=card)
    world.settle()
    return world.ana.last("#sales", thread=card)


def reminded(world, subject: str) -> list:
    """The reminders of a follow-up in Ana's messages from Rapport."""
    return [m for m in world.ana.sees("dm") if subject in m.text and "is due" in m.text]


@pytest.mark.parametrize("way", ["@Rapport follow up", "!followup"])
def test_the_exact_local_time_is_echoed_in_the_thread(world, way):
    at = tomorrow_at_nine(world)
    answer = planned(world, f"{way} tomorrow 9am call Jane")
    assert f"I will remind you on {on_the_wall(at)}." in answer.text
    assert "call Jane" in answer.text
    assert world.rows(FollowUp)[-1].due_at == at


def test_the_reminder_comes_at_that_minute_and_not_before(world):
    at = tomorrow_at_nine(world)
    planned(world, "@Rapport follow up tomorrow 9am ring the plant")
    world.until(at - timedelta(minutes=1))
    assert reminded(world, "ring the plant") == []
    world.until(at)
    (reminder,) = reminded(world, "ring the plant")
    said = [(e.get("text") or e["placeholder"])["text"] for e in reminder.actions.values()]
    assert said == ["Done", "Snooze", "Open deal"]


def test_a_second_press_of_done_changes_nothing_and_says_what_was_done(world):
    planned(world, "@Rapport follow up in 2 hours send the sample")
    world.pass_time(hours=2, minutes=1)
    (reminder,) = reminded(world, "send the sample")
    world.slack.fault("error", match="chat.update", count=1)  # the buttons stay a little longer
    world.ana.press(reminder, "Done")
    world.ana.press(reminder, "Done")
    world.settle()
    assert any("Already done: Ana Torres chose “Done”" in m.text for m in world.ana.sees("dm"))
    assert world.rows(FollowUp)[-1].status == "done"
    world.slack.clear_faults()


def test_a_snoozed_follow_up_comes_again_an_hour_later(world):
    planned(world, "@Rapport follow up in 2 hours check the offer")
    world.pass_time(hours=2, minutes=1)
    world.ana.press(reminded(world, "check the offer")[0], "Snooze", "In 1 hour")
    world.settle()
    assert any("Put off to" in message.text for message in world.ana.sees("dm"))
    world.pass_time(minutes=61)
    assert len(reminded(world, "check the offer")) == 1


def test_open_deal_shows_the_deal_to_her(world):
    planned(world, "@Rapport follow up in 2 hours ask about the budget")
    world.pass_time(hours=2, minutes=1)
    done = world.ana.press(reminded(world, "ask about the budget")[0], "Open deal")
    world.settle()
    assert "Acme Robotics" in (done.text or world.ana.last("dm").text)
