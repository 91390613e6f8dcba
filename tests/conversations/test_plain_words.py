"""Ana, Mei and Rapport talk in plain words: questions, changes, and what is said next."""

import pytest

from crm.models import Activity, FollowUp, Learned

pytestmark = pytest.mark.xdist_group("demo")


def says(world, person, text, channel="dm"):
    """What a person is answered."""
    person.say(channel, text)
    world.settle()
    return person.last(channel)


def test_a_question_is_answered_at_once_and_shows_how_it_was_read(world):
    told = says(world, world.ana, "which deals over 10k are open?")
    assert told.text.strip("*")[0].isdigit()
    assert "over $10,000" in str(told.blocks)
    assert says(world, world.ana, "@rapport deals by stage", "#sales").is_ephemeral


def test_what_is_said_next_goes_on_from_the_answer(world):
    says(world, world.ana, "my deals")
    more = says(world, world.ana, "and those over 20k?")
    assert "over $20,000" in str(more.blocks)
    assert "Order" in str(says(world, world.ana, "sort by amount").blocks)
    first = says(world, world.ana, "the first one")
    assert first.text.startswith("*D-")


def test_mei_asks_in_chinese(world):
    told = says(world, world.mei, "超过1万的商机")
    assert "商机" in told.text
    assert "50,000" in str(says(world, world.mei, "那些超过5万的呢").blocks)
    assert "↑" in str(says(world, world.mei, "按金额排序").blocks)
    assert says(world, world.mei, "第一个").text.startswith("*D-")


def test_a_change_is_looked_at_first_and_undone_whole(world):
    before = len(world.rows(Activity)), len(world.rows(FollowUp))
    sentence = "log a call with Jane at Acme, she wants SSO, send quote, follow up next tue 3pm"
    card = says(world, world.ana, sentence)
    assert "Jane Foster" in str(card.blocks)
    assert (len(world.rows(Activity)), len(world.rows(FollowUp))) == before
    world.ana.press(card, "Do it")
    world.settle()
    assert (len(world.rows(Activity)), len(world.rows(FollowUp))) == (before[0] + 1, before[1] + 1)
    world.ana.press(world.ana.last("dm", thread=card), "Undo")
    world.settle()
    assert (len(world.rows(Activity)), len(world.rows(FollowUp))) == before


def test_an_unclear_word_is_asked_about_once_for_the_workspace(world):
    asked = says(world, world.ana, "deals won recently")
    assert "recently" in asked.text
    world.ana.press(asked, "in the last 30 days")
    world.settle()
    assert [row.instead for row in world.rows(Learned)][-1] == "in the last 30 days"
    assert "recently" not in says(world, world.mei, "deals won recently").text


def test_what_nobody_can_answer_is_refused_with_an_example(world):
    assert "deals over 10k" in str(says(world, world.ana, "what will the weather be?").blocks)
    assert "Did you mean" in str(says(world, world.ana, "dael add").blocks)
