from datetime import date

import pytest
from sqlalchemy import select

from crm.engine.errors import Conflict, Missing, NotAllowed, NotFound, NotUnderstood
from crm.models import Company, Deal, Delivery, StageChange, Thread


def test_a_deal_is_opened_with_its_company_name_amount_and_day(world):
    answer = world.as_("ana").says('deal add Acme "CRM rollout" amount=12000 close 2026-12-04')
    deal = world.one(select(Deal))
    assert (deal.name, deal.amount, deal.currency) == ("CRM rollout", 1_200_000, "USD")
    assert deal.close_on == date(2026, 12, 4)
    assert answer.is_posted
    assert "Acme Robotics (CO-1)" in world.lines(answer)


def test_a_deals_first_stage_is_recorded_with_its_moment(world, deal):
    move = world.one(select(StageChange))
    assert (move.deal_id, move.from_stage_id, move.at) == (deal.id, None, deal.created_at)


def test_a_deal_without_a_name_is_asked_for_it_and_keeps_what_was_said(world):
    with pytest.raises(Missing) as refused:
        world.as_("ana").says("deal add Acme amount=12000")
    assert refused.value.field == "name"
    assert refused.value.understood["company"] == "CO-1"
    (way,) = refused.value.ways
    assert way.opens
    assert way.fields["amount"] == "12000 USD"


def test_an_unknown_company_is_offered_to_be_created(world):
    with pytest.raises(NotFound) as refused:
        world.as_("ana").says('deal add "Initech" "Printer fleet" amount=900')
    create = next(way for way in refused.value.ways if not way.opens)
    world.as_("ana").presses(create)
    assert world.one(select(Deal)).name == "Printer fleet"
    assert "Initech" in [c.name for c in world.all(select(Company))]


def test_the_same_deal_within_a_minute_asks_before_it_is_added_again(world):
    said = 'deal add Acme "CRM rollout" amount=12000'
    world.as_("ana").says(said)
    with pytest.raises(Conflict) as refused:
        world.later(seconds=30).as_("ana").says(said)
    assert len(world.all(select(Deal))) == 1
    world.as_("ana").presses(refused.value.ways[0])
    assert len(world.all(select(Deal))) == 2


def test_the_same_deal_two_minutes_later_is_another_deal(world):
    world.as_("ana").says('deal add Acme "CRM rollout"')
    world.later(minutes=2).as_("ana").says('deal add Acme "CRM rollout"')
    assert len(world.all(select(Deal))) == 2


def test_somebody_elses_same_deal_is_no_double_entry(world):
    world.as_("ana").says('deal add Acme "CRM rollout"')
    world.as_("ada").says('deal add Acme "CRM rollout"')
    assert len(world.all(select(Deal))) == 2


def test_a_new_deal_cannot_close_in_the_past(world):
    with pytest.raises(NotUnderstood) as refused:
        world.as_("ana").says('deal add Acme "CRM rollout" close_on=2026-11-19')
    assert refused.value.field == "close_on"


def test_a_deal_moves_and_its_way_is_kept(world, deal):
    answer = world.as_("ana").says("deal stage D-1 proposal")
    assert "Moved from Qualified to Proposal." in world.lines(answer)
    assert len(world.all(select(StageChange))) == 2


def test_a_deal_moves_in_its_thread_without_being_named(world, deal):
    world.change(
        lambda s: s.add(Thread(channel="C0SALES", thread_ts="1.0", kind="deal", record_id=deal.id))
    )
    world.as_("ana").in_("C0SALES", "1.0").says("deal stage negotiation")
    assert world.one(select(Deal)).stage_id == 3


def test_a_won_deal_is_closed_at_that_moment(world, deal):
    world.as_("ana").says("deal stage D-1 won")
    won = world.one(select(Deal))
    assert (won.status, won.closed_at) == ("won", world.now)


def test_a_won_deal_that_moves_back_is_open_again_and_says_so(world, deal):
    world.as_("ana").says("deal stage D-1 won")
    answer = world.as_("ana").says("deal stage D-1 proposal")
    assert "the deal is open again" in world.lines(answer)
    assert (world.one(select(Deal)).status, world.one(select(Deal)).closed_at) == ("open", None)


def test_a_deal_cannot_move_to_where_it_is(world, deal):
    with pytest.raises(Conflict):
        world.as_("ana").says("deal stage D-1 qualified")


def test_an_unknown_stage_offers_all_stages(world, deal):
    with pytest.raises(NotFound) as refused:
        world.as_("ana").says("deal stage D-1 stage=Signed")
    assert len(refused.value.choices) == 5


def test_the_stage_menu_of_a_card_moves_the_deal_more_than_once(world, deal):
    menu = world.button(world.as_("ana").says("deal show D-1"), "deal stage")
    world.as_("ana").presses(menu, "Proposal")
    world.as_("ana").presses(menu, "Negotiation")
    assert world.one(select(Deal)).stage_id == 3


def test_a_card_offers_undo_only_for_a_change(world, deal):
    changed = world.as_("ana").says("deal stage D-1 proposal")
    undo = world.button(changed, "undo")
    assert undo.fields == {"changeset": str(changed.changeset_id)}
    with pytest.raises(AssertionError):
        world.button(world.as_("ana").says("deal show D-1"), "undo")


def test_a_reference_alone_shows_its_record(world, deal):
    assert "CRM rollout" in world.lines(world.as_("ana").says("D-1"))
    assert "CRM rollout" in world.lines(world.as_("ana").says("deal d-1"))


def test_another_reps_deal_cannot_be_seen(world, deal):
    with pytest.raises(NotFound):
        world.as_("ben").says("deal show D-1")
    assert "CRM rollout" in world.lines(world.as_("mei").says("deal show D-1"))


def test_an_agent_cannot_open_deals_and_an_outsider_learns_nothing(world):
    with pytest.raises(NotAllowed):
        world.as_("ben").says('deal add Acme "CRM rollout"')
    with pytest.raises(NotAllowed):
        world.as_("jane").says("deal list")


def test_where_outsiders_read_along_a_card_is_not_posted(world):
    answer = world.as_("ana").in_("C0ACME").says('deal add Acme "CRM rollout"')
    assert not answer.is_posted
    assert world.all(select(Delivery)) == []


def test_markup_in_a_name_stays_text(world):
    hostile = "<!channel> *now* & {name} \u202eabc"
    answer = world.as_("ana").says(f'deal add Acme "{hostile}"')
    assert world.one(select(Deal)).name == "<!channel> *now* & {name} abc"
    assert "{name}" in world.lines(answer)


def test_a_card_is_said_in_chinese(world, deal):
    said = world.lines(world.as_("mei").says("查看商机 D-1"), "zh")
    assert "客户公司" in said
    assert "阶段" in said
