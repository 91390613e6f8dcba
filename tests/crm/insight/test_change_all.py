"""What can be done with a list: a filter less, one more, all of it changed and undone."""

import pytest
from sqlalchemy import select

from crm.engine.errors import NotUnderstood, RapportError
from crm.models import Deal


@pytest.fixture
def listed(busy_world):
    """Ana, her two deals, and their list."""
    ana = busy_world.as_("ana")
    ana.says('deal add Globex "Paint line" 20k close next fri')
    return busy_world, ana, ana.says("deal list amount>10k")


def question(world, answer):
    """The question that a list's buttons carry."""
    return world.button(answer, "ask change").fields["question"]


def test_a_filter_is_taken_away_and_another_one_added(listed):
    world, ana, answer = listed
    menu = world.button(answer, "ask again")
    texts = [option.value for option in menu.options]
    less = ana.presses(menu, texts[-1])
    assert "over $10,000" not in world.lines(less)
    more = ana.sends("ask again", question=question(world, answer), filter="amount>15k")
    assert "1 deal" in world.lines(more)


def test_all_are_looked_at_then_changed_then_undone(listed):
    world, ana, answer = listed
    ask = {"question": question(world, answer), "value": "stage=proposal close_on=2027-01-15"}
    look = ana.sends("ask change", **ask)
    assert "2 deals will be changed" in world.lines(look)
    before = [(d.stage_id, d.close_on) for d in world.all(select(Deal).order_by(Deal.id))]
    done = ana.presses(world.button(look, "ask change all"))
    assert "2 deals changed" in world.lines(done)
    assert {d.close_on.isoformat() for d in world.all(select(Deal))} == {"2027-01-15"}
    ana.presses(world.button(done, "undo"))
    after = [(d.stage_id, d.close_on) for d in world.all(select(Deal).order_by(Deal.id))]
    assert after == before


@pytest.mark.parametrize("value", ["", "banana", "colour=red", "stage=nowhere", "status=won"])
def test_values_that_are_none_change_nothing(listed, value):
    world, ana, answer = listed
    with pytest.raises(RapportError):
        ana.sends("ask change", question=question(world, answer), value=value)


def test_a_list_that_grew_since_the_look_is_not_changed(listed):
    world, ana, answer = listed
    asked = question(world, answer)
    button = world.button(
        ana.sends("ask change", question=asked, value="amount=30k"), "ask change all"
    )
    ana.says('deal add Acme "Press shop" 40k')
    with pytest.raises(NotUnderstood):
        ana.presses(button)


@pytest.mark.parametrize("shut", ["", "[]", "{}", '{"command": "moon list"}', "[" * 5000])
def test_a_question_that_nobody_made_is_refused(listed, shut):
    _, ana, _ = listed
    with pytest.raises(RapportError):
        ana.sends("ask again", question=shut)
