from itertools import permutations

import pytest
from sqlalchemy import select

from crm.engine import settings
from crm.models import Delivery, Thread, Ticket, TicketMessage
from crm.service import mood

THREAD = "1795186000.000100"
FIRST = {
    "channel": "C0ACME",
    "ts": THREAD,
    "author": "U0JANE",
    "author_name": "Jane Foster",
    "text": "Hello, a question about the arm.",
}
REPLY = {
    "channel": "C0ACME",
    "ts": "1795189900.000200",
    "thread_ts": THREAD,
    "author": "U0JANE",
    "author_name": "Jane Foster",
    "text": "This is terrible, I hate it. The worst service ever!",
}


@pytest.fixture
def ticket(world):
    world.as_("ben").in_("C0ACME").sends("ticket make", **FIRST)
    return world.one(select(Ticket))


def _says(world, who="jane", command="ticket message", **other):
    answer = world.as_(who).sends(command, **(REPLY | other))
    for following in answer.reply.then:
        world.as_(who).sends(following.command, following.key, **following.fields)
    return answer


def _agent(**other):
    return {"author": "U0BEN", "author_name": "Ben Wolf", "text": "We look into it."} | other


def test_a_reply_is_stored_once_however_often_it_is_told(world, ticket):
    _says(world)
    answer = world.as_("jane").sends("ticket message", **REPLY)
    assert answer.reply.then == ()
    assert len(world.all(select(TicketMessage))) == 2


def test_who_is_waited_for_follows_from_who_spoke_last(world, ticket):
    _says(world, "ben", **_agent())
    assert world.one(select(Ticket)).waiting_for == "customer"
    _says(world, ts="1795189999.000100")
    assert world.one(select(Ticket)).waiting_for == "us"


def test_a_colleagues_reply_is_stored_and_not_scored(world, ticket):
    answer = _says(world, "ben", **_agent())
    assert answer.reply.then == ()
    assert not world.all(select(TicketMessage).where(TicketMessage.author == "Ben Wolf"))[
        0
    ].is_customer


def test_what_is_said_in_an_internal_thread_is_not_the_customers_talk(world, ticket):
    world.change(
        lambda s: s.add(Thread(channel="C0SUPPORT", thread_ts="5.0", kind="ticket", record_id=1))
    )
    _says(world, "ben", **_agent(channel="C0SUPPORT", thread_ts="5.0"))
    assert len(world.all(select(TicketMessage))) == 1


def test_a_reply_in_a_thread_of_nothing_changes_nothing(world):
    assert world.as_("jane").sends("ticket message", **REPLY).changeset_id is None


def test_a_reply_after_the_end_opens_the_ticket_again(world, ticket):
    world.as_("ben").says("ticket resolve T-1")
    _says(world, ts="1799999999.000100")
    assert world.one(select(Ticket)).status == "open"


def test_a_reply_from_before_the_end_that_comes_late_does_not(world, ticket):
    world.as_("ben").says("ticket resolve T-1")
    _says(world, ts="1795186001.000100")
    assert world.one(select(Ticket)).status == "resolved"


EDIT_1 = ("ticket message edited", {"text": "first edit", "edited_ts": "1795189950.000100"})
EDIT_2 = ("ticket message edited", {"text": "second edit", "edited_ts": "1795189960.000100"})
POST = ("ticket message", {})
DELETE = ("ticket message deleted", {})


def _end(world, history):
    for command, other in history:
        _says(world, command=command, **other)
    rows = world.all(select(TicketMessage).where(TicketMessage.ts == REPLY["ts"]))
    ticket = world.one(select(Ticket))
    return [(r.text, r.edited_ts, r.deleted_at is None, r.mood) for r in rows], ticket.mood


@pytest.mark.parametrize("history", list(permutations([POST, EDIT_1, DELETE])))
def test_a_deleted_message_ends_the_same_in_any_order(world, ticket, history):
    assert _end(world, history) == ([("", None, False, None)], None)


@pytest.mark.parametrize("history", list(permutations([POST, EDIT_1, EDIT_2])))
def test_the_newest_wording_stays_in_any_order(world, ticket, history):
    rows, mood_now = _end(world, history)
    assert rows == [("second edit", "1795189960.000100", True, "neutral")]
    assert mood_now == "neutral"


def test_an_angry_reply_marks_the_ticket_and_tells_the_assignee_internally(world, ticket):
    world.as_("ben").says("ticket take T-1")
    _says(world)
    angry = world.one(select(Ticket))
    assert (angry.mood, angry.escalated, angry.alerted_at) == ("negative", True, world.now)
    alert = world.one(select(Delivery).where(Delivery.kind == "alert"))
    assert (alert.channel, alert.audience) == ("C0SUPPORT", "internal")
    assert "U0BEN" in str(alert.payload)


def test_the_assignee_is_told_at_most_once_an_hour(world, ticket):
    told = select(Delivery).where(Delivery.kind == "alert")
    _says(world)
    _says(world.later(minutes=30), ts="1795189901.000200")
    assert len(world.all(told)) == 1
    _says(world.later(minutes=31), ts="1795189902.000200")
    assert len(world.all(told)) == 2


def test_the_alert_stands_in_the_tickets_internal_thread(world, ticket):
    world.change(
        lambda s: s.add(Thread(channel="C0SUPPORT", thread_ts="5.0", kind="ticket", record_id=1))
    )
    _says(world)
    alert = world.one(select(Delivery).where(Delivery.kind == "alert"))
    assert (alert.channel, alert.thread_ts) == ("C0SUPPORT", "5.0")


def test_how_bad_is_too_bad_can_be_set(world, ticket):
    world.change(lambda s: settings.change(s, "mood_threshold", "-1"))
    _says(world)
    assert not world.one(select(Ticket)).escalated


def test_a_resolved_ticket_is_not_escalated(world, ticket):
    world.as_("ben").says("ticket resolve T-1")
    _says(world, ts="1795186001.000100")
    assert not world.one(select(Ticket)).escalated


def test_what_a_crash_left_unscored_is_found_and_scored(world, ticket):
    world.as_("jane").sends("ticket message", **REPLY)
    with world.store.read(1) as session:
        left = mood.unscored(session, world.later(days=3).now)
    assert left == [1, 2]
    for message in left:
        world.as_("ben").sends("ticket mood", message=str(message))
    with world.store.read(1) as session:
        assert mood.unscored(session, world.now) == []


def test_scoring_the_same_message_again_changes_nothing(world, ticket):
    _says(world)
    again = world.as_("ben").sends("ticket mood", message="2")
    assert again.changeset_id is None


def test_a_message_without_words_is_stored_and_not_scored(world, ticket):
    answer = _says(world, text="")
    assert answer.reply.then == ()
    assert len(world.all(select(TicketMessage))) == 2


@pytest.mark.parametrize("ts", ["abc", "1e400", "NaN", "-5", "99999999999999999999"])
def test_a_timestamp_that_is_none_does_no_harm(world, ticket, ts):
    _says(world, ts=ts)
    assert len(world.all(select(TicketMessage))) == 2
