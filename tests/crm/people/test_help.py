import pytest

from crm.engine.errors import NotFound, NotUnderstood
from crm.language import grammar


def test_bare_help_shows_what_a_person_may_do(world):
    ana = world.lines(world.as_("ana").says("help"))
    assert "/deal add" in ana
    assert "/deal add" not in world.lines(world.as_("ben").says("help"))


def test_help_on_a_word_shows_usage_and_examples_to_paste(world):
    said = world.lines(world.as_("ana").says("help deal add"))
    assert "/deal add <Company> <Name> [Amount] [Close date] [Owner]" in said
    assert '/deal add Acme "CRM rollout" 12k close next fri' in said


def test_help_is_said_in_chinese(world):
    said = world.lines(world.as_("mei").says("帮助 商机"), "zh")
    assert "新建商机" in said
    assert "/deal add <客户公司> <名称>" in said


def test_help_on_nonsense_says_where_to_begin(world):
    with pytest.raises(NotFound):
        world.as_("ana").says("help quantum")


def test_a_wrong_word_gets_the_nearest_one():
    with pytest.raises(NotUnderstood) as refused:
        grammar.read("dael add Acme 12k")
    assert "deal add" in refused.value.next_step.values["example"]


def test_examples_name_a_record_on_which_they_run(world, deal):
    world.as_("ana").says("deal stage D-1 won")
    world.as_("ana").says('deal add Globex "Second"')
    said = world.lines(world.as_("ana").says("help deal stage"))
    assert "/deal stage D-2 proposal" in said
    world.later(minutes=2).as_("ana").says("deal stage D-2 proposal")


def test_without_such_a_record_an_example_stays_as_it_is(world):
    assert "/ticket show T-1" in world.lines(world.as_("ana").says("help ticket show"))
