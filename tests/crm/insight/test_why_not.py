import pytest

from crm.engine.errors import NotFound


@pytest.fixture
def deals(world):
    world.as_("ana").says('deal add Acme "CRM rollout" amount=12000 close_on=2026-12-04')
    world.later(minutes=3)
    world.as_("ada").says('deal add Globex "Secret" amount=90000 owner=ada')
    world.later(minutes=3)
    return world


def test_the_first_filter_that_excludes_is_named_with_the_value(deals):
    said = deals.lines(deals.as_("ana").says("why not D-1 amount>20k close_on<2026-12-01"))
    assert "Amount is $12,000; the list wants over $20,000" in said


def test_a_customers_name_stands_for_their_deals(deals):
    said = deals.lines(deals.as_("ana").says("why not Acme stage=proposal"))
    assert "Stage is Qualified; the list wants Proposal" in said


def test_what_fits_is_said_to_be_in_the_list(deals):
    assert "is in the list" in deals.lines(deals.as_("ana").says("why not D-1 amount>10k"))


def test_a_colleagues_deal_and_none_at_all_get_the_same_answer(deals):
    answers = []
    for ref in ("D-2", "D-999"):
        with pytest.raises(NotFound) as refused:
            deals.as_("ana").says(f"why not {ref} amount>20k")
        text = refused.value.text
        answers.append((text.key, refused.value.next_step.key, refused.value.choices))
    assert answers[0] == answers[1]


def test_it_is_said_in_chinese_too(deals):
    said = deals.lines(deals.as_("mei").says("为什么没有 D-1 amount>2万"), "zh")
    assert "D-1" in said


def test_a_ticket_is_asked_about_with_a_tickets_fields(busy_world):
    said = busy_world.lines(busy_world.as_("ada").says("why not T-1 priority=urgent"))
    assert "Priority is normal; the list wants urgent" in said
