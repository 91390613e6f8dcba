"""Ana opens a deal and carries it on: card, list, stages, form."""

import pytest

from crm.models import Deal

pytestmark = pytest.mark.xdist_group("demo")


def ref(card) -> str:
    """The reference at the head of a card."""
    return card.text.split()[0].strip("*")


def labels(card) -> list[str]:
    """What the buttons and menus of a card say."""
    return [(e.get("text") or e["placeholder"])["text"] for e in card.actions.values()]


def test_a_deal_becomes_a_card_that_everyone_in_the_channel_sees(world):
    card = world.deal("CRM rollout")
    for shown in ("CRM rollout", "Acme Robotics", "$12,000", "Qualified (20%)", "Mar 2026"):
        assert shown in card.text
    steps = ["Move stage", "Follow up", "Edit", "Timeline", "Share", "Undo"]
    assert labels(card) == steps
    assert any(message.ts == card.ts for message in world.ben.sees("#sales"))


def test_the_list_and_the_record_are_shown_to_her_alone(world):
    card = world.deal("Warehouse arm")
    listed = world.tell(world.ana, "/deal list mine")
    assert listed.is_ephemeral
    assert "Open deals" in listed.text
    shown = world.tell(world.ana, f"/deal show {ref(card)}")
    assert shown.is_ephemeral
    assert "Warehouse arm" in shown.text


def test_a_deal_moves_by_words_and_by_the_menu_of_its_card(world):
    card = world.deal("Paint line")
    moved = world.tell(world.ana, f"/deal stage {ref(card)} proposal")
    assert "Moved from Qualified to Proposal." in moved.text
    world.ana.press(card, "Move stage", "Won")
    world.settle()
    told = world.ana.last("#sales", thread=card)
    assert "Moved from Proposal to Won: the deal is won!" in told.text


def test_deal_add_alone_opens_the_form_and_keeps_what_was_typed(world):
    assert world.ana.command("/deal", "add", channel="#sales").modal is not None
    done = world.ana.submit({"company": "Acme Robotics", "name": "Press shop", "amount": "lots"})
    assert "is not an amount that I can read" in done.errors["amount"]
    assert world.ana.modal().values["name"] == "Press shop"
    assert world.ana.submit({"amount": "7k"}).errors == {}
    world.settle()
    assert "Press shop" in world.ana.last("#sales").text
    assert world.rows(Deal)[-1].amount == 700_000


def test_the_same_deal_twice_within_a_minute_is_asked_about(world):
    world.deal("Weld cell")
    again = world.tell(world.ana, '/deal add Acme "Weld cell" 12k')
    assert "already" in again.text.lower()
    assert [deal.name for deal in world.rows(Deal)].count("Weld cell") == 1


def test_in_the_form_a_button_opens_typed_words_are_filled_in(world):
    question = world.tell(world.ana, '/deal add Acme "Sensor kit" 12k close 31 feb')
    assert "31 feb" in question.text
    opened = world.ana.press(question, "Fill in the form")
    assert opened.modal.values["name"].startswith("Sensor kit")
    world.ana.close(everything=True)
