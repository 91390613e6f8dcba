"""Lists with typed filters: what they find, what they tell, what they refuse."""

import pytest

from crm.engine.errors import NotFound, NotUnderstood
from crm.engine.reply import Chart, Chips
from crm.engine.texts import Reader, say


def _opened(world, *wordings):
    for words in wordings:
        world.as_("ana").says(f"deal add {words}")
        world.later(minutes=2)


@pytest.fixture
def deals(world):
    _opened(
        world,
        'Acme "CRM rollout" amount=12000 close_on=2026-12-04',
        'Globex "Arm" amount=4500 close_on=2027-01-15',
        '极光科技 "手臂" amount=90000',
    )
    world.as_("ana").says("deal stage D-2 proposal")
    return world


def refs_of(answer):
    return [row.ref for row in answer.reply.views[0].rows]


def test_typed_filters_narrow_the_list(deals):
    ana = deals.as_("ana")
    assert refs_of(ana.says("deal list amount>10k sort=-amount")) == ["D-3", "D-1"]
    assert refs_of(ana.says("deal list close_on<=2026-12-31")) == ["D-1"]
    assert refs_of(ana.says("deal list stage=proposal amount>1k")) == ["D-2"]
    assert refs_of(ana.says("deal list close_on=none")) == ["D-3"]
    assert refs_of(ana.says("deal list amount=4k..13k sort=amount")) == ["D-2", "D-1"]


def test_a_linked_records_field_is_one_dot_away(deals):
    deals.as_("ada").says("company add Initech industry SaaS")
    deals.as_("ana").says('deal add Initech "Boards" amount=700')
    assert refs_of(deals.as_("ana").says("deal list company.industry=SaaS")) == ["D-4"]


def test_names_that_are_operators_are_names_in_quotes(deals):
    deals.as_("ada").says('company add "AND"')
    assert refs_of(deals.as_("ana").says('deal list name="AND"')) == []
    assert refs_of(deals.as_("ana").says('deal list name="="')) == []
    assert refs_of(deals.as_("ana").says('deal list name~"手"')) == ["D-3"]


def test_what_was_understood_is_shown(deals):
    answer = deals.as_("ana").says("deal list amount>10k")
    assert deals.lines(answer).startswith("2 deals")
    (chips,) = (view for view in answer.reply.views if isinstance(view, Chips))
    assert "over $10,000" in deals.lines(answer)
    assert len(chips.items) == 2


def test_a_group_by_stage_has_a_chart(deals):
    listing, chart = deals.as_("ana").says("deal list group=stage").reply.views[:2]
    assert [say(row.title, Reader()) for row in listing.rows] == ["Qualified", "Proposal"]
    assert isinstance(chart, Chart)
    assert chart.series[0].figures == (2.0, 1.0)


def test_deals_are_counted_by_month(deals):
    listing = deals.as_("ana").says("deal list group=created_at:month").reply.views[0]
    assert [(row.title, row.details[0].parts) for row in listing.rows] == [("2026-11", (3,))]


def test_a_limit_ends_the_list(deals):
    assert refs_of(deals.as_("ana").says("deal list sort=-amount limit=1")) == ["D-3"]


def test_more_keeps_the_filters(world):
    _opened(world, *(f'Acme "Deal {n}" amount={n}000' for n in range(1, 14)))
    answer = world.as_("ana").says("deal list amount>=2k sort=amount")
    second = world.as_("ana").presses(world.button(answer, "deal list"))
    assert refs_of(second) == ["D-12", "D-13"]


@pytest.mark.parametrize(
    "typed",
    [
        "amuont>10k",
        "amount>banana",
        "close_on<=2026-13-45",
        "name>3",
        "group=amount",
        "sort=secret",
    ],
)
def test_what_is_no_filter_is_refused_with_a_sentence(deals, typed):
    with pytest.raises(NotUnderstood) as refused:
        deals.as_("ana").says(f"deal list {typed}")
    assert refused.value.text.key


def test_a_colleagues_deals_are_not_found_by_any_filter(deals):
    deals.as_("ada").says('deal add Globex "Secret" amount=77777 owner=ada')
    assert refs_of(deals.as_("ana").says("deal list amount=77777")) == []
    with pytest.raises(NotFound):
        deals.as_("ana").says("deal list company=Nobody amount>1")
