from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from crm.engine.errors import Conflict, Missing, NotAllowed, NotFound, NotUnderstood
from crm.engine.reply import Card, Listing
from crm.models import Delivery, Digest
from crm.outreach import due

MONDAY_9_SHANGHAI = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("digest every monday 9:00", "every monday 9:00"),
        ("digest every day 8:30", "every day 8:30"),
        ("digest every 2 weeks on friday 16:00", "every 2 weeks on friday 16:00"),
        ("digest every last working day of the month 17:00", "last working day of the month 17:00"),
        ("digest 每周一9点", "every monday 9:00"),
        ("订阅摘要 每天8点半", "every day 8:30"),
        ('digest every rule="every monday 9:00"', "every monday 9:00"),
    ],
)
def test_a_digest_is_asked_for_in_words_of_either_language(world, said, rule):
    world.as_("mei").says(said)
    digest = world.one(select(Digest))
    assert (digest.rule, digest.zone, digest.language) == (rule, "Asia/Shanghai", "zh")
    assert (digest.channel, digest.is_active) == ("C0SALES", True)


def test_the_card_says_when_the_digest_comes_next_on_her_clock(world):
    answer = world.as_("mei").says("digest every monday 9:00")
    assert "2026年11月23日周一 09:00 CST" in world.lines(answer, "zh")
    assert "every Monday at 9:00" in world.lines(answer)
    assert not answer.is_posted


def test_the_same_digest_twice_is_refused(world):
    world.as_("mei").says("digest every monday 9:00")
    with pytest.raises(Conflict) as refused:
        world.as_("mei").says("digest 每周一9点")
    assert refused.value.text.values["ref"] == "G-1"


def test_words_that_are_no_rule_are_answered_with_ones_that_are(world):
    with pytest.raises(NotUnderstood) as refused:
        world.as_("mei").says("digest every now and then")
    assert "every monday 9:00" in refused.value.next_step.values["example"]
    with pytest.raises(Missing):
        world.as_("mei").says("digest every")


def test_a_rep_cannot_subscribe_and_a_digest_never_goes_to_another_company(world):
    with pytest.raises(NotAllowed):
        world.as_("ana").says("digest every monday 9:00")
    with pytest.raises(NotAllowed) as refused:
        world.as_("mei").in_("C0ACME").says("digest every monday 9:00")
    assert "other companies" in refused.value.text.key
    assert world.all(select(Digest)) == []


def test_in_a_direct_message_the_digest_comes_to_the_person(world):
    mei = world.as_("mei")
    mei.place = type(mei.place)("D0MEI", is_dm=True)
    mei.says("digest every day 8:30")
    assert world.one(select(Digest)).channel == "U0MEI"


def test_digests_are_listed_to_those_who_may_see_them(world):
    world.as_("mei").says("digest every monday 9:00")
    (view,) = world.as_("ada").says("digest list").reply.views
    assert isinstance(view, Listing)
    assert [row.ref for row in view.rows] == ["G-1"]
    (hers,) = world.as_("ana").says("digest").reply.views
    assert hers.rows == ()
    with pytest.raises(NotFound):
        world.as_("ana").says("digest stop G-1")


def test_a_stopped_digest_takes_back_what_was_not_sent_and_stops_once(world):
    world.as_("mei").says("digest every monday 9:00")
    due.owed(world.store, 1, MONDAY_9_SHANGHAI)
    answer = world.as_("mei").says("digest stop G-1")
    queued = world.one(select(Delivery).where(Delivery.kind == "digest"))
    assert (queued.state, world.one(select(Digest)).is_active) == ("cancelled", False)
    assert "Stopped" in world.lines(answer)
    with pytest.raises(Conflict):
        world.as_("mei").says("digest stop G-1")


def test_its_card_shows_a_digest_and_stops_it_by_a_button(world):
    world.as_("mei").says("digest every monday 9:00")
    answer = world.as_("mei").says("G-1")
    assert isinstance(answer.reply.views[0], Card)
    world.as_("mei").presses(world.button(answer, "digest stop"))
    assert not world.one(select(Digest)).is_active
