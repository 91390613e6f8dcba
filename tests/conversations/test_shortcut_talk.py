"""A message becomes a deal's history, a follow-up or a lead, by the shortcuts of its menu."""

import pytest

from crm.models import Activity, FollowUp, Lead

pytestmark = pytest.mark.xdist_group("demo")


def said(world, text, **more):
    """Ana's message in #sales."""
    message = world.ana.say("#sales", text, **more).message
    world.settle()
    return message


def test_a_message_is_logged_to_the_deal_that_is_named(world):
    card = world.deal("Shortcut robot")
    number = card.text.split()[0].strip("*")
    message = said(world, "Jane wants single sign-on.")
    assert world.ana.shortcut("log_to_deal", message).status == 200
    assert world.ana.modal().values["note"] == "Jane wants single sign-on."
    assert world.ana.submit({"deal": number}).errors == {}
    world.settle()
    assert "single sign-on" in world.rows(Activity)[-1].note


def test_a_follow_up_on_a_message_knows_the_thread_s_deal(world):
    card = world.deal("Reminder robot")
    message = said(world, "Send them the price list", thread=card)
    assert world.ana.shortcut("follow_up", message).status == 200
    assert world.ana.modal().values["subject"] == "Send them the price list"
    assert world.ana.submit({"due_at": "tomorrow 9:00"}).errors == {}
    made = world.rows(FollowUp)[-1]
    assert made.subject == "Send them the price list"
    assert made.deal_id is not None


def test_a_lead_is_read_from_what_somebody_wrote(world):
    text = "Hi, I am Petra Stone from Initech. Write me at petra.stone@initech.example"
    assert world.ana.shortcut("lead_here", said(world, text)).status == 200
    values = world.ana.modal().values
    assert (values["name"], values["company_name"]) == ("Petra Stone", "Initech")
    assert values["email"] == "petra.stone@initech.example"
    assert world.ana.submit().errors == {}
    assert world.rows(Lead)[-1].name == "Petra Stone"


@pytest.mark.parametrize("shortcut", ["new_lead", "new_deal", "find"])
def test_global_shortcuts_open_their_form(world, shortcut):
    assert world.ana.shortcut(shortcut).status == 200
    assert world.ana.modal() is not None
    world.ana.close()
