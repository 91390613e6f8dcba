"""A customer complains in a shared channel; Ben makes a ticket of it and watches the mood."""

import pytest

from crm.models import TicketMessage

pytestmark = pytest.mark.xdist_group("demo")
ANGRY = "This is terrible. I am furious, nothing works and you do not help us!"


def alerts(world, card):
    """What the internal thread of a ticket was told about its mood."""
    thread = world.ben.sees("#support", thread=card)
    return [message for message in thread if "mood in" in message.text]


def test_make_a_ticket_brings_a_card_to_triage_and_nothing_to_the_customer(world):
    before = len(world.jane.sees("#acme"))
    _, card = world.ticket("Where do I find the invoices?")
    assert card.text.startswith("*T-")
    assert "Where do I find the invoices?" in card.text
    assert "Acme Robotics" in card.text
    assert len(world.jane.sees("#acme")) == before + 1


def test_a_reply_of_the_customer_is_stored_and_scored(world):
    question, _ = world.ticket("Which browsers do you support?")
    world.jane.say("#acme", "Thank you, this works great!", thread=question)
    world.settle()
    stored = world.rows(TicketMessage)[-1]
    assert (stored.text, stored.mood) == ("Thank you, this works great!", "positive")
    assert stored.mood_score > 0.5


def test_an_angry_reply_is_told_in_the_internal_thread_alone_and_once_an_hour(world):
    question, card = world.ticket("The report opens slowly.")
    world.jane.say("#acme", ANGRY, thread=question)
    world.jane.say("#acme", "Unbelievable. This is the worst support ever.", thread=question)
    world.settle()
    (alert,) = alerts(world, card)
    assert ANGRY in alert.text
    assert not any("mood" in m.text for m in world.ben.sees("#support") if m.ts != card.ts)
    assert not any("mood" in m.text for m in world.jane.sees("#acme", thread=question))
    world.pass_time(minutes=61)
    world.jane.say("#acme", "I hate this. Still broken, still no answer!", thread=question)
    world.settle()
    assert len(alerts(world, card)) == 2


def test_a_first_message_that_is_angry_is_told_in_the_thread_too(world):
    _, card = world.ticket(ANGRY)
    assert card.text.startswith("*T-")
    assert len(alerts(world, card)) == 1


def test_the_assignee_is_named_where_there_is_one(world):
    question, card = world.ticket("The export has no header.")
    world.ben.say("#support", "!ticket take", thread=card)
    world.settle()
    world.jane.say("#acme", ANGRY, thread=question)
    world.settle()
    assert "@ben" in alerts(world, card)[0].text


def test_the_ticket_list_shows_the_moods(world):
    question, _ = world.ticket("Our dashboard is empty.")
    world.jane.say("#acme", ANGRY, thread=question)
    world.settle()
    listed = world.tell(world.ben, "/ticket list").text
    assert "😠 negative" in listed
    assert "😐 neutral" in world.tell(world.ben, "/ticket list neutral").text


def test_ben_resolves_in_the_internal_thread(world):
    _, card = world.ticket("How do I add a user?")
    world.ben.say("#support", "@Rapport resolve", thread=card)
    world.settle()
    assert "resolved" in world.ben.last("#support", thread=card).text.lower()
