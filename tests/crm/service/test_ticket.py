import pytest
from sqlalchemy import select

from crm.engine import threads
from crm.engine.errors import Conflict, Missing, NotAllowed
from crm.engine.reply import Record
from crm.models import Channel, Delivery, Thread, Ticket, TicketMessage, User
from crm.outreach.cards import turns

MESSAGE = {
    "channel": "C0ACME",
    "ts": "1795186000.000100",
    "author": "U0JANE",
    "author_name": "Jane Foster",
    "text": "The arm stops every night.\nPlease help!",
}


@pytest.fixture
def ticket(world):
    world.as_("ben").in_("C0ACME").sends("ticket make", **MESSAGE)
    return world.one(select(Ticket))


def test_a_customers_message_becomes_a_ticket_of_her_company(world, ticket):
    assert ticket.subject == "The arm stops every night."
    assert (ticket.company_id, ticket.contact_id, ticket.waiting_for) == (1, 1, "us")
    assert world.one(select(TicketMessage)).text == MESSAGE["text"]


def test_the_customers_thread_is_bound_for_everyone_and_the_card_goes_to_triage(world, ticket):
    thread = world.one(select(Thread))
    assert (thread.channel, thread.thread_ts, thread.audience) == (
        "C0ACME",
        MESSAGE["ts"],
        "everyone",
    )
    sent = world.one(select(Delivery))
    assert (sent.channel, sent.kind, sent.record_kind, sent.record_id) == (
        "C0SUPPORT",
        "card",
        "ticket",
        ticket.id,
    )


def test_the_mood_is_scored_as_a_command_of_its_own(world):
    answer = world.as_("ben").in_("C0ACME").sends("ticket make", **MESSAGE)
    (following,) = answer.reply.then
    assert (following.command, following.key) == ("ticket mood", "mood:1")


def test_one_message_makes_one_ticket(world, ticket):
    with pytest.raises(Conflict) as refused:
        world.as_("ben").in_("C0ACME").sends("ticket make", **MESSAGE)
    assert refused.value.text.values["ref"] == "T-1"
    assert len(world.all(select(Ticket))) == 1


def test_another_message_of_the_same_thread_makes_no_second_ticket(world, ticket):
    other = MESSAGE | {"ts": "1795186099.000100", "thread_ts": MESSAGE["ts"]}
    with pytest.raises(Conflict):
        world.as_("ben").in_("C0ACME").sends("ticket make", **other)


def test_of_a_colleagues_message_it_asks_who_the_customer_is(world):
    said = MESSAGE | {"author": "U0ANA", "author_name": "Ana Ruiz"}
    with pytest.raises(Missing) as refused:
        world.as_("ben").in_("C0ACME").sends("ticket make", **said)
    (choice,) = refused.value.choices
    assert choice.label == "Jane Foster"
    world.as_("ben").in_("C0ACME").sends("ticket make", **said, **choice.fields)
    assert world.one(select(Ticket)).contact_id == 1


def test_without_a_triage_channel_the_channel_named_support_is_used(world):
    world.change(
        lambda s: setattr(
            s.scalars(select(Channel).where(Channel.name == "support")).one(),
            "triage_team_id",
            None,
        )
    )
    world.as_("ben").in_("C0ACME").sends("ticket make", **MESSAGE)
    assert world.one(select(Delivery)).channel == "C0SUPPORT"


def test_a_ticket_never_goes_where_customers_read(world):
    def work(session):
        for channel in session.scalars(select(Channel).where(Channel.name == "support")):
            channel.is_external = True

    world.change(work)
    answer = world.as_("ben").in_("C0ACME").sends("ticket make", **MESSAGE)
    assert world.all(select(Delivery)) == []
    assert "no triage channel" in world.lines(answer)


def test_a_ticket_is_added_in_words(world):
    world.as_("ben").says('ticket add Acme "Cannot log in" priority high')
    made = world.one(select(Ticket))
    assert (made.subject, made.priority, made.company_id) == ("Cannot log in", "high", 1)


def test_a_word_like_a_priority_may_stand_in_a_subject(world):
    world.as_("ben").says("ticket add Acme urgent door stays open")
    made = world.one(select(Ticket))
    assert (made.subject, made.priority) == ("urgent door stays open", "normal")


def test_a_ticket_is_taken_given_and_shown_with_its_talk(world, ticket):
    world.as_("ben").says("ticket take T-1")
    assert world.one(select(Ticket)).assignee_id == world.as_("ben").caller.user_id
    world.as_("ben").says("ticket assign T-1 @mei")
    said = world.lines(world.as_("ben").says("ticket show T-1"))
    assert "梅" in said
    assert "The arm stops every night." in said


def test_taken_again_by_the_same_person_a_ticket_stays_as_it_is(world, ticket):
    world.as_("ben").says("ticket take T-1")
    again = world.as_("ben").says("ticket take T-1")
    assert "already is with Ben" in world.lines(again)
    assert again.changeset_id is None


def test_a_ticket_is_resolved_and_reopened(world, ticket):
    world.as_("ben").says("ticket resolve T-1")
    assert world.one(select(Ticket)).resolved_at == world.now
    with pytest.raises(Conflict):
        world.as_("ben").says("ticket resolve T-1")
    world.as_("ben").says("ticket reopen T-1")
    assert (world.one(select(Ticket)).status, world.one(select(Ticket)).resolved_at) == (
        "open",
        None,
    )


def test_a_change_edits_the_card_at_the_head_of_the_internal_thread(world, ticket):
    def sent(session):
        head = session.scalars(select(Delivery)).one()
        head.state, head.ts = "sent", "5.0"
        threads.bind(session, "C0SUPPORT", "5.0", Record("ticket", ticket.id))

    world.change(sent)
    turns.look(world.store, 1, world.now)
    world.as_("ben").in_("C0SUPPORT", "5.0").says("ticket priority urgent")
    assert turns.look(world.store, 1, world.now) == 1
    assert world.one(select(Delivery).where(Delivery.kind == "edit")).edits_id == 1
    assert world.one(select(Ticket)).priority == "urgent"


def test_a_rep_cannot_resolve_tickets(world, ticket):
    with pytest.raises(NotAllowed):
        world.as_("ana").says("ticket resolve T-1")


def test_tickets_are_listed_with_their_moods_the_most_urgent_first(world, ticket):
    world.as_("ben").says('ticket add Acme "Fire" priority urgent')

    def angry(session):
        session.get(Ticket, (1, ticket.id)).mood = "negative"

    world.change(angry)
    answer = world.as_("ben").says("ticket list")
    assert [row.ref for row in answer.reply.views[0].rows] == ["T-2", "T-1"]
    assert "😠 negative" in world.lines(answer)
    assert "😠 负面" in world.lines(answer, "zh")


def test_tickets_are_narrowed_by_mood_assignee_and_status(world, ticket):
    world.as_("ben").says("ticket take T-1")
    counts = {
        said: world.as_("ben").says(f"ticket list {said}").reply.views[0].total
        for said in ("mine", "@mei", "negative", "resolved", "all", "Acme", "Globex")
    }
    assert counts == {
        "mine": 1, "@mei": 0, "negative": 0, "resolved": 0, "all": 1, "Acme": 1, "Globex": 0
    }  # fmt: skip


def test_a_guest_without_a_contact_is_a_customer_all_the_same(world):
    world.change(
        lambda s: s.add(User(slack_id="U0GUEST", handle="guest", name="Guest", is_outsider=True))
    )
    said = MESSAGE | {"author": "U0GUEST", "author_name": "Guest"}
    answer = world.as_("ben").in_("C0ACME").sends("ticket make", **said)
    assert world.one(select(Ticket)).company_id == 1
    assert "Guest" in world.lines(answer)
