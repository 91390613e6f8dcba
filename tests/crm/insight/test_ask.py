"""Plain words through the door: answered at once, or looked at first."""

import pytest
from sqlalchemy import select

from crm.engine.command import REGISTRY
from crm.engine.errors import Ambiguous
from crm.engine.run import Asked, run
from crm.insight import dialogue
from crm.models import Activity, Changeset, Deal, FollowUp, Learned

LOG = "log a call with Jane at Acme, she wants SSO, send quote, follow up next tue 3pm"


def asked(speaker, text):
    """What is answered to a sentence, remembered as Slack's edge does."""
    call = speaker.call()
    found = run(speaker.world.store, call, Asked(REGISTRY["ask"], text))
    with speaker.world.store.write(1) as session:
        dialogue.keep(session, call)
    return found


def test_one_sentence_becomes_two_effects_that_undo_takes_back_whole(busy_world):
    ana = busy_world.as_("ana")
    card = asked(ana, LOG)
    said = busy_world.lines(card)
    assert "This is what I will do" in said
    assert "Jane Foster" in said
    assert busy_world.all(select(Activity)) == []
    before = len(busy_world.all(select(FollowUp)))
    done = ana.presses(busy_world.button(card, "ask do"))
    assert len(busy_world.all(select(FollowUp))) == before + 1
    assert busy_world.one(select(Activity)).note.startswith("she wants SSO")
    ana.presses(busy_world.button(done, "undo"))
    assert busy_world.all(select(Activity)) == []
    assert len(busy_world.all(select(FollowUp))) == before
    assert busy_world.all(select(Changeset).where(Changeset.command == "ask do"))


def test_an_effect_can_be_left_out(busy_world):
    ana = busy_world.as_("ana")
    less = ana.presses(busy_world.button(asked(ana, LOG), "ask without"))
    ana.presses(busy_world.button(less, "ask do"))
    assert busy_world.all(select(Activity)) == []


def test_a_question_runs_at_once_with_its_chips(busy_world):
    said = busy_world.lines(asked(busy_world.as_("ana"), "deals over 10k closing this year"))
    assert said.startswith("1 deal")
    assert "over $10,000" in said


def test_what_follows_goes_on_from_the_last_answer(busy_world):
    ana = busy_world.as_("ana")
    asked(ana, "deals over 10k")
    assert "0 deals" in busy_world.lines(asked(ana, "and those over 50k?"))
    assert "Order" in busy_world.lines(asked(ana, "sort by amount"))
    assert "0 deals" in busy_world.lines(asked(ana, "那些超过5万的呢"))
    asked(ana, "超过1万的商机")
    assert "CRM rollout" in busy_world.lines(asked(ana, "the first one"))
    assert "over $50,000" in busy_world.lines(asked(ana, "those over 50k"))
    assert "Amount" in busy_world.lines(asked(ana, "why not Acme?"))


def test_an_unclear_word_is_asked_about_once(busy_world):
    with pytest.raises(Ambiguous) as unclear:
        asked(busy_world.as_("ana"), "deals won recently")
    assert len(unclear.value.choices) == 3
    assert busy_world.all(select(Learned)) == []
    assert busy_world.all(select(Deal))


def test_a_deal_that_is_won_for_a_sum_takes_the_sum(busy_world):
    ana = busy_world.as_("ana")
    ana.presses(busy_world.button(asked(ana, "we won D-1 for 50k"), "ask do"))
    deal = busy_world.one(select(Deal).where(Deal.number == 1))
    assert (deal.status, deal.amount) == ("won", 5_000_000)


def test_a_lost_deal_keeps_who_won_it(busy_world):
    ana = busy_world.as_("ana")
    ana.presses(busy_world.button(asked(ana, "lost D-1 to Enerix"), "ask do"))
    deal = busy_world.one(select(Deal).where(Deal.number == 1))
    assert (deal.status, deal.competitor) == ("lost", "Enerix")
