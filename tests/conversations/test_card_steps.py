"""From a card: one field is changed, the record given away, its past read, the card shared."""

import pytest

from crm.models import Deal, Delivery

pytestmark = pytest.mark.xdist_group("demo")


def ref(card) -> str:
    """The reference at the head of a card."""
    return card.text.split()[0].strip("*")


def stored(world, card) -> Deal:
    """The deal of a card."""
    return next(deal for deal in world.rows(Deal) if f"D-{deal.number}" == ref(card))


def test_one_field_is_changed_in_a_form_of_its_own(world):
    card = world.deal("One field")
    opened = world.ana.press(card, "Edit", "amount")
    assert opened.modal.values == {"value~1": "12000 USD"}
    refused = world.ana.submit({"value~1": "lots"})
    assert "is not an amount that I can read" in refused.errors["value~1"]
    assert world.ana.submit({"value~1": "15k"}).errors == {}
    world.settle()
    assert stored(world, card).amount == 1_500_000
    world.pass_time(seconds=6)
    assert "$15,000" in next(m for m in world.ben.sees("#sales") if m.ts == card.ts).text


def test_a_record_is_given_to_a_person_in_words(world):
    card = world.deal("Given away")
    given = world.tell(world.ana, f"/deal assign {ref(card)} to mei")
    assert "takes care of it" in given.text
    assert ref(card) in world.mei.last("@rapport").text
    back = world.tell(world.mei, f"/crm 指派 {ref(card)} 给 ana")
    assert stored(world, card).owner_id != stored(world, given).owner_id or "Ana" in back.text
    assert "already" in world.tell(world.ana, f"/deal assign {ref(card)} me").text


def test_the_timeline_opens_from_the_card(world):
    card = world.deal("With a past")
    world.ana.press(card, "Timeline")
    world.settle()
    assert f"Timeline of {ref(card)}" in world.ana.last("#sales").text


def test_a_record_is_shared_by_button_by_words_and_by_the_flag(world):
    card = world.deal("To be shown")
    assert world.ana.press(card, "Share").modal is not None
    assert world.ana.submit({"channel": "#support"}).errors == {}
    world.settle()
    assert "To be shown" in world.ben.last("#support").text
    world.tell(world.ana, f"/crm 分享 {ref(card)} 到 #support")
    assert len([m for m in world.ben.sees("#support") if "To be shown" in m.text]) == 2
    shown = world.tell(world.ana, f"/deal show {ref(card)} --share")
    assert not shown.is_ephemeral
    assert "To be shown" in world.ben.last("#sales").text
    sent = world.rows(Delivery, Delivery.kind == "card")[-3:]
    assert {row.user_id is not None for row in sent} == {True}


def test_nothing_is_shared_where_strangers_read(world):
    card = world.deal("Ours alone")
    told = world.tell(world.ana, f"/crm share {ref(card)} in #acme")
    assert "shared with another company" in told.text
    assert not any("Ours alone" in m.text for m in world.jane.sees("#acme"))
