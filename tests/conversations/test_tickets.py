import pytest

from crm.models import Ticket, TicketMessage


@pytest.fixture
def asked(living):
    """Jane asked in the shared channel, and Ben made a ticket of it."""
    jane, ben = living.person("jane"), living.person("ben")
    question = jane.say("#acme", "Our import fails since monday, can you help?").message
    living.settle()
    assert ben.shortcut("make_ticket", question).status == 200
    living.settle()
    return question


def said(living) -> list[str]:
    return [message.text for message in living.rows(TicketMessage)]


def test_a_customers_message_becomes_a_ticket_in_the_triage_channel(living, asked):
    assert [ticket.number for ticket in living.rows(Ticket)] == [1]
    assert "T-1" in living.person("ben").last("#support").text
    assert not any("T-1" in message.text for message in living.person("jane").sees("#acme"))


def test_a_customers_reply_is_stored_and_scored_after_the_commit(living, asked):
    living.person("jane").say("#acme", "Thank you, that is great & works!", thread=asked)
    living.settle()
    assert said(living)[1:] == ["Thank you, that is great & works!"]
    stored = living.rows(TicketMessage)[1]
    assert stored.is_customer
    assert stored.scored_at is not None


def test_an_agents_reply_in_the_customers_thread_is_stored_as_ours(living, asked):
    living.person("ben").say("#acme", "We are on it.", thread=asked)
    living.settle()
    assert [m.is_customer for m in living.rows(TicketMessage)] == [True, False]


def test_a_retried_event_stores_a_reply_once(living, asked):
    living.slack.fault("duplicate", on="deliveries", match="message", times=5, count=1)
    living.person("jane").say("#acme", "Still broken.", thread=asked)
    living.settle()
    assert said(living)[1:] == ["Still broken."]


def test_an_edited_and_a_deleted_reply_are_followed(living, asked):
    jane = living.person("jane")
    first = jane.say("#acme", "Stil broken.", thread=asked).message
    second = jane.say("#acme", "Forget this.", thread=asked).message
    living.settle()
    jane.edit(first, "Still broken.")
    jane.delete(second)
    living.settle()
    assert said(living)[1:] == ["Still broken.", ""]


def test_talk_outside_a_tickets_thread_is_not_kept(living, asked):
    living.person("jane").say("#acme", "By the way, lunch?")
    living.settle()
    assert len(said(living)) == 1


def test_a_customer_who_names_the_bot_still_talks_and_runs_nothing(living, asked):
    living.person("jane").say("#acme", "@rapport ticket list", thread=asked)
    living.settle()
    told = living.person("jane").sees("#acme", thread=asked)
    assert "Only members of this workspace" in told[-1].text
    assert len(said(living)) == 2


def test_an_agent_resolves_from_the_internal_thread_without_naming_the_ticket(living, asked):
    ben = living.person("ben")
    card = ben.last("#support")
    ben.say("#support", "!ticket resolve", thread=card)
    living.settle()
    assert [ticket.status for ticket in living.rows(Ticket)] == ["resolved"]


def test_an_agents_command_in_the_customers_thread_is_answered_privately(living, asked):
    ben = living.person("ben")
    ben.say("#acme", "@rapport ticket show", thread=asked)
    living.settle()
    assert "T-1" in ben.last("#acme", thread=asked).text
    assert not any("T-1" in m.text for m in living.person("jane").sees("#acme", thread=asked))
    assert len(said(living)) == 1


def test_where_a_colleague_wrote_the_message_the_form_asks_who_the_customer_is(living):
    ana, ben = living.person("ana"), living.person("ben")
    ana.command("/company", "add Acme")
    ana.command("/contact", "add Jane Foster at Acme")
    living.settle()
    message = ana.say("#support", "Jane called: " + "the import fails. " * 300).message
    done = ben.shortcut("make_ticket", message)
    assert "Who is the customer?" in done.modal.text
    assert ben.submit({"contact": "Jane Foster"}).error == ""
    living.settle()
    assert len(living.rows(Ticket)) == 1
    assert len(said(living)[0]) > 3_000
