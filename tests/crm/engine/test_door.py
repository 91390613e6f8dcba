"""The one door: once a key, all or nothing, refused with a way on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from crm.engine import refs
from crm.engine.errors import Ambiguous, Missing, NotAllowed, NotFound
from crm.models import Change, Changeset, Company, Deal, Delivery, InboundEvent

FRIDAY = datetime(2026, 11, 20, tzinfo=UTC)
ADD = 'deal add Acme "CRM rollout" 12k close next fri'


def counted(world, model):
    return world.all(select(func.count(model.id)))[0]


def test_a_command_changes_the_store_and_queues_its_card(company):
    answer = company.as_("ana").says(ADD)
    assert answer.is_posted
    assert counted(company, Deal) == 1
    (card,) = company.all(select(Delivery))
    assert (card.state, card.record_kind, card.changeset_id) == ("due", "deal", answer.changeset_id)


def test_the_same_key_is_carried_out_once(company):
    first = company.as_("ana").says(ADD, key="once")
    again = company.as_("ana").says(ADD, key="once")
    assert not first.is_repeat
    assert again.is_repeat
    assert counted(company, Deal) == 1


def test_the_same_delivery_five_times_at_once_is_carried_out_once(company):
    ana = company.as_("ana")
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: ana.says(ADD, key="at-once"), range(5)))
    assert sorted(answer.is_repeat for answer in answers) == [False, True, True, True, True]
    assert counted(company, Deal) == 1


def test_a_refused_command_leaves_nothing_and_its_key_may_be_tried_again(company):
    with pytest.raises(NotFound):
        company.as_("ana").says('deal add Initech "Rollout" 5k', key="again")
    assert counted(company, InboundEvent) == 0
    company.change(named("Initech"))
    assert not company.as_("ana").says('deal add Initech "Rollout" 5k', key="again").is_repeat


def named(name):
    def make(session):
        row = Company(name=name, name_key=name.casefold(), created_at=FRIDAY)
        return refs.add(session, row)

    return make


def test_an_unknown_company_can_be_created_with_a_click_and_the_deal_goes_on(company):
    with pytest.raises(NotFound) as refused:
        company.as_("ana").says('deal add Initech "Rollout" 5k')
    create = next(way for way in refused.value.ways if "new:Initech" in way.fields.values())
    company.as_("ana").presses(create)
    names = company.all(select(Company.name))
    assert "Initech" in names
    assert company.one(select(Deal)).amount == 500_000


def test_an_ambiguous_name_offers_the_candidates(company):
    company.change(named("Initech North"))
    company.change(named("Initech South"))
    with pytest.raises(Ambiguous) as refused:
        company.as_("ana").says('deal add Initech "Rollout"')
    assert len([way for way in refused.value.ways if not way.opens]) >= 2


def test_missing_words_offer_the_form_with_what_was_understood(company):
    with pytest.raises(Missing) as refused:
        company.as_("ana").says("deal add Acme")
    (form,) = [way for way in refused.value.ways if way.opens]
    assert form.fields["company"] == "CO-1"
    assert form.token


def test_an_outsider_is_refused_without_data(company):
    with pytest.raises(NotAllowed):
        company.as_("jane").says("deal list")


def test_a_command_that_changes_nothing_leaves_no_changeset(company):
    before = counted(company, Changeset)
    company.as_("ana").says("deal list")
    assert counted(company, Changeset) == before


def test_every_change_is_journaled_under_its_changeset(company):
    answer = company.as_("ana").says(ADD)
    tables = company.all(
        select(Change.table_name).where(Change.changeset_id == answer.changeset_id)
    )
    assert sorted(tables) == ["deal", "stage_change"]
