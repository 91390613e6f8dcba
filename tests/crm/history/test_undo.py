"""Undo takes a change back as one, or says exactly what stands in the way."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from crm.engine.call import CLOCK
from crm.engine.command import REGISTRY
from crm.engine.errors import Conflict, NotAllowed, NotFound
from crm.engine.run import Asked, run
from crm.engine.texts import Reader, say
from crm.models import Deal, Delivery, FollowUp, Stage, TicketMessage

ADD = 'deal add Acme "CRM rollout" 12k close next fri'


def stage_of(world):
    (name,) = world.all(select(Stage.name).join(Deal, Deal.stage_id == Stage.id))
    return name


def test_undo_takes_back_the_newest_change_and_leaves_the_store_as_it_was(company, picture):
    before = picture(company)
    company.as_("ana").says(ADD)
    assert picture(company) != before
    company.as_("ana").says("undo")
    assert picture(company) == before


def test_undo_takes_the_changes_back_one_after_the_other(company, picture):
    before = picture(company)
    company.as_("ana").says(ADD)
    company.as_("ana").says("deal stage D-1 proposal")
    company.as_("ana").says("undo")
    assert stage_of(company) == "Qualified"
    company.as_("ana").says("undo")
    assert picture(company) == before


def test_redo_brings_back_what_was_undone(company, picture):
    company.as_("ana").says(ADD)
    after = picture(company)
    company.as_("ana").says("undo")
    company.as_("ana").says("redo")
    assert picture(company) == after


def test_nothing_to_undo_is_said(company):
    with pytest.raises(NotFound):
        company.as_("ana").says("undo")


def test_a_change_is_not_undone_twice(company):
    answer = company.as_("ana").says(ADD)
    company.as_("ana").says(f"undo {answer.changeset_id}")
    with pytest.raises(Conflict) as refused:
        company.as_("ana").says(f"undo {answer.changeset_id}")
    assert "Ana Ruiz" in say(refused.value.text, Reader())


def test_a_later_change_stands_in_the_way_and_is_named(company):
    company.as_("ana").says(ADD)
    first = company.as_("ana").says("deal stage D-1 proposal")
    company.as_("mei").says("deal stage D-1 negotiation")
    with pytest.raises(Conflict) as refused:
        company.as_("ana").says(f"undo {first.changeset_id}")
    said = say(refused.value.text, Reader())
    assert "D-1" in said
    assert "梅" in said
    assert stage_of(company) == "Negotiation"


def test_a_record_on_which_later_ones_hang_is_kept_and_they_are_named(company):
    added = company.as_("ana").says(ADD)
    company.as_("ana").says("followup add D-1 tomorrow 9am call Jane")
    with pytest.raises(Conflict) as refused:
        company.as_("ana").says(f"undo {added.changeset_id}")
    assert "F-1" in say(refused.value.text, Reader())
    assert len(company.all(select(FollowUp))) == 1


def test_only_the_author_or_a_manager_of_the_author_may_undo(company):
    added = company.as_("ana").says(ADD)
    with pytest.raises(NotAllowed):
        company.as_("ben").says(f"undo {added.changeset_id}")
    company.as_("mei").says(f"undo {added.changeset_id}")
    assert company.all(select(Deal)) == []


def test_a_card_not_yet_posted_is_cancelled_by_undo(company):
    company.as_("ana").says(ADD)
    company.as_("ana").says("undo")
    assert company.one(select(Delivery).where(Delivery.kind == "card")).state == "cancelled"


def test_a_deal_that_moved_shows_its_history(company):
    company.as_("ana").says(ADD)
    company.as_("ana").says("deal stage D-1 proposal")
    told = company.lines(company.as_("ana").says("timeline D-1"))
    assert "Ana Ruiz" in told
    assert told.count("\n") > 3


def test_what_the_machine_worked_out_from_a_change_goes_back_with_it(company, picture):
    before = picture(company)
    mood = asked_and_scored(company)
    assert mood == "negative"
    company.as_("ben").says("undo")
    assert picture(company) == before


def test_what_somebody_did_after_the_machine_still_stands_in_the_way(company):
    asked_and_scored(company)
    company.as_("mei").says("ticket priority T-1 high")
    with pytest.raises(Conflict) as refused:
        company.as_("ben").says("undo")
    assert "梅" in say(refused.value.text, Reader())


def asked_and_scored(company) -> str | None:
    """Ben makes a ticket of an angry message, which the machine then scores; the mood."""
    words = {"channel": "C0SALES", "ts": "1.1", "author": "U0OUT", "author_name": "Jo"}
    company.as_("ben").sends("ticket make", **words, text="I am furious!", contact="Jane Foster")
    message = company.one(select(TicketMessage))
    call = company.as_("ben").call()
    scoring = Asked(REGISTRY["ticket mood"], fields={"message": str(message.id)})
    run(company.store, replace(call, caller=CLOCK), scoring)
    return company.one(select(TicketMessage.mood))
