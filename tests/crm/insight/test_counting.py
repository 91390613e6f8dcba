"""A list is counted and added up from the menus below it, whatever its kind."""

import pytest

from crm.engine.errors import RapportError
from crm.engine.reply import Actions, Chart, Menu
from crm.language.query import kinds


@pytest.fixture
def listed(busy_world):
    """Ana, three deals in two stages, and their list."""
    ana = busy_world.as_("ana")
    ana.says('deal add Globex "Paint line" 20k close 2027-01-08')
    ana.says('deal add Globex "Press shop" 30k close 2027-01-09')
    ana.says("deal stage D-3 proposal")
    return busy_world, ana, ana.says("deal list amount>10k")


def menu(answer, picks):
    """The menu of an answer that chooses a field."""
    for view in answer.reply.views:
        for item in view.items if isinstance(view, Actions) else ():
            if isinstance(item, Menu) and item.picks == picks:
                return item
    raise AssertionError(picks)


def charts(answer):
    return [view for view in answer.reply.views if isinstance(view, Chart)]


def test_a_list_is_grouped_added_up_and_made_a_list_again(listed):
    world, ana, answer = listed
    by_stage = ana.presses(menu(answer, "group"), "stage")
    said = world.lines(by_stage)
    assert said.startswith("3 deals by Stage")
    assert "Qualified\n2" in said
    assert charts(by_stage)
    worth = ana.presses(menu(by_stage, "total"), "sum:amount")
    said = world.lines(worth)
    assert said.startswith("$62,000: Amount of 3 deals in all")
    assert "Proposal\n$30,000\n1 deal" in said
    counted = ana.presses(menu(worth, "total"), "none")
    assert "$62,000" not in world.lines(counted)
    again = ana.presses(menu(worth, "group"), "none")
    assert "Paint line" in world.lines(again)


def test_time_is_grouped_by_month_with_a_line(listed):
    world, ana, answer = listed
    by_month = ana.presses(menu(answer, "group"), "close_on:month")
    assert "2027-01\n2" in world.lines(by_month)
    assert charts(by_month)[0].kind == "line"


def test_a_figure_of_the_whole_list_stands_first(listed):
    world, ana, answer = listed
    figure = ana.presses(menu(answer, "total"), "avg:amount")
    assert world.lines(figure).startswith("$20,666.67: Amount of 3 deals on average")


def test_a_plain_list_can_be_counted_too(listed):
    world, ana, _ = listed
    by_owner = ana.presses(menu(ana.says("deals"), "group"), "owner")
    assert "Ana Ruiz" in world.lines(by_owner)


def test_the_menus_speak_chinese(listed):
    world, _, _ = listed
    said = world.lines(world.as_("mei").says("deal list amount>10k"), "zh")
    assert "分组\n" in said
    assert "金额合计" in said


@pytest.mark.parametrize("kind", sorted(kinds.KINDS))
def test_every_kind_is_counted_by_all_that_its_menus_offer(busy_world, kind):
    ada = busy_world.as_("ada")
    plain = ada.sends("ask again", question=f'{{"command": "{kind} list"}}')
    for picks in ("group", "total"):
        try:
            offered = menu(plain, picks)
        except AssertionError:
            assert picks == "total"
            continue
        for option in offered.options:
            assert ada.presses(offered, option.value).reply.views


@pytest.mark.parametrize("wrong", [{"group": "name"}, {"group": "x"}, {"total": "sum:name"}])
def test_what_the_menus_do_not_offer_is_refused(listed, wrong):
    _, ana, answer = listed
    asked = menu(answer, "group").fields["question"]
    with pytest.raises(RapportError):
        ana.sends("ask again", question=asked, **wrong)
