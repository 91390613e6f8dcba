"""Buttons are pressed once; a second press says who did it."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from crm.engine import stored_reply as replies
from crm.engine.command import REGISTRY
from crm.engine.errors import Conflict, NotFound, RapportError
from crm.engine.reply import Button
from crm.engine.texts import Reader, say
from crm.models import ButtonToken, Deal, Delivery, StageChange


def card_button(world, command):
    world.as_("ana").says('deal add Acme "CRM rollout" 12k')
    (delivery,) = world.all(select(Delivery))
    for view in replies.from_json(delivery.payload).views:
        for item in getattr(view, "actions", ()):
            if item.command == command:
                return item
    raise AssertionError(command)


def test_a_button_works_once_and_the_second_press_says_who_pressed_it(company):
    button = card_button(company, "undo")
    company.as_("ana").presses(button)
    with pytest.raises(Conflict) as refused:
        company.as_("mei").presses(button)
    assert "Ana Ruiz" in say(refused.value.text, Reader())


def test_five_presses_at_once_change_one_thing(company):
    button = card_button(company, "undo")

    def press(_):
        try:
            company.as_("ana").presses(button)
        except RapportError:
            return 0
        return 1

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(press, range(5))) == 1
    assert company.all(select(func.count(Deal.id))) == [0]


def test_an_expired_button_says_so_and_changes_nothing(company):
    button = card_button(company, "undo")
    company.now += timedelta(days=31)
    with pytest.raises(Conflict) as refused:
        company.as_("ana").presses(button)
    assert "expired" in say(refused.value.text, Reader())
    assert company.all(select(func.count(Deal.id))) == [1]


def test_a_forged_token_is_not_found(company):
    with pytest.raises(NotFound):
        company.as_("ana").presses(Button("x", "undo", token="forged"))


def test_a_menu_may_be_used_again(company):
    menu = card_button(company, "deal stage")
    company.as_("ana").presses(menu, "Proposal")
    company.as_("ana").presses(menu, "Negotiation")
    assert company.one(select(Deal)).status == "open"


def test_showing_a_card_writes_nothing_and_its_buttons_work(company):
    company.as_("ana").says('deal add Acme "CRM rollout" 12k')
    before = company.all(select(func.count(ButtonToken.id)))
    shown = company.as_("ana").says("deal show D-1")
    assert company.all(select(func.count(ButtonToken.id))) == before
    company.as_("ana").presses(company.button(shown, "deal stage"), "Proposal")
    assert company.one(select(StageChange).where(StageChange.from_stage_id.is_not(None)))


def test_a_menu_that_carries_its_meaning_expires_too(company):
    menu = card_button(company, "deal stage")
    company.now += timedelta(days=31)
    with pytest.raises(Conflict) as refused:
        company.as_("ana").presses(menu, "Proposal")
    assert "Move stage" in say(refused.value.text, Reader())


@pytest.mark.parametrize("said", ['{"a":1}', "[1,2]", '[0,9e9,"deal stage",{},null,0,""]', "[]"])
def test_a_token_that_says_nothing_sound_is_not_found(company, said):
    token = "~" + base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")
    with pytest.raises(NotFound):
        company.as_("ana").presses(Button("x", "deal stage", token=token))


def test_a_token_cannot_name_what_only_follows_from_events(company):
    inside = next(name for name, one in sorted(REGISTRY.items()) if one.surface == "inside")
    said = f'[0,99999999999,"{inside}",{{}},null,0,""]'
    token = "~" + base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")
    with pytest.raises(NotFound):
        company.as_("ana").presses(Button("x", "deal stage", token=token))
