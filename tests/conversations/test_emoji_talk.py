"""Where a channel has turned emoji into verbs, they take, resolve and make tickets."""

import pytest

from crm.models import Ticket, User

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture
def verbs(world):
    """Emoji are verbs in #support and #acme."""
    for channel in ("#support", "#acme"):
        assert world.ada.command("/crm", "channel emoji on", channel=channel).status == 200
    world.settle()
    return world


def reacted(world, person, message, emoji):
    person.react(message, emoji)
    world.settle()
    return world.rows(Ticket)[-1]


def test_eyes_take_a_ticket_and_a_check_mark_resolves_it(verbs):
    _, card = verbs.ticket("Where is the emoji key?")
    ben = verbs.rows(User, User.handle == "ben")[0]
    assert reacted(verbs, verbs.ben, card, "eyes").assignee_id == ben.id
    assert reacted(verbs, verbs.ben, card, "white_check_mark").status == "resolved"
    answer = verbs.ben.last("#support", thread=card)
    assert "Undo" in str(answer.blocks)
    verbs.ben.press(answer, "Undo")
    verbs.settle()
    assert verbs.rows(Ticket)[-1].status == "open"


def test_a_ticket_emoji_makes_one_of_a_customer_s_message(verbs):
    before = len(verbs.rows(Ticket))
    question = verbs.jane.say("#acme", "The lamp blinks red.").message
    verbs.settle()
    assert "lamp blinks" in reacted(verbs, verbs.ben, question, "ticket").subject
    assert len(verbs.rows(Ticket)) == before + 1


def test_other_emoji_and_other_people_s_change_nothing(verbs):
    _, card = verbs.ticket("Why is the sky blue?")
    assert reacted(verbs, verbs.ben, card, "tada").assignee_id is None
    verbs.ada.command("/crm", "channel emoji off", channel="#support")
    verbs.settle()
    assert reacted(verbs, verbs.ben, card, "eyes").assignee_id is None
