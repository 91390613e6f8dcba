"""How good the data is, on both databases: counts, lists behind them, and the trend."""

import itertools

import pytest
from sqlalchemy import select

from crm.engine.errors import NotUnderstood
from crm.engine.texts import Reader, say
from crm.models import ContactPoint, QualityFigure


@pytest.fixture
def town(store, found_company):
    """Three contacts: a whole one, one without a number, one whose address cannot be right."""
    world = found_company(store)
    ana = world.as_("ana")
    ana.says("contact add Eva Stein eva@acme.example +493090182012 company=Acme")
    ana.says("contact add Ole Ravn ole@ravn.example company=Globex")
    world.change(
        lambda session: session.add(
            ContactPoint(contact_id=3, kind="email", value="ole at ravn.example")
        )
    )
    return world


def test_the_report_counts_and_each_number_opens_its_list(town):
    answer = town.as_("ana").says("quality")
    said = town.lines(answer).partition("Companies")[0].split("\n")
    facts = dict(itertools.pairwise(said))
    assert (facts["Records"], facts["Complete"], facts["Invalid"]) == ("3", "1", "1")
    assert "phone 2" in facts["Missing"].casefold()
    (button,) = (b for b in answer.reply.views[0].actions if b.fields.get("about") == "invalid")
    listed = town.lines(town.as_("ana").presses(button))
    assert "Ole Ravn" in listed
    assert "“ole at ravn.example” cannot be right" in listed
    assert "Eva Stein" not in listed


def test_a_missing_field_opens_the_list_of_those_without_it_in_both_languages(town):
    answer = town.as_("mei").says("数据质量")
    ways = [b for b in answer.reply.views[0].actions if b.fields.get("lacks") == "phone"]
    assert [say(b.label, Reader("zh", "UTC")) for b in ways] == ["2 条缺电话"]
    listed = town.as_("mei").presses(ways[0])
    assert "Ole Ravn" in town.lines(listed, "zh")
    assert "Eva Stein" not in town.lines(listed, "zh")


def test_how_long_until_a_record_is_stale_can_be_set(town):
    town.later(days=40)
    assert "Eva Stein" not in town.lines(town.as_("ana").says("quality list contact stale"))
    town.as_("ada").says("settings old_days 30")
    assert "Eva Stein" in town.lines(town.as_("ana").says("quality list contact stale"))


def test_what_is_needed_can_be_set(town):
    town.as_("ada").says("quality needs contact name, title")
    assert "Eva Stein" in town.lines(town.as_("ana").says("quality list contact incomplete"))
    town.as_("ada").says("quality needs contact name")
    assert "Eva Stein" not in town.lines(town.as_("ana").says("quality list contact"))
    town.as_("ada").says("field add contact Birthday type=date")
    town.as_("ada").says("quality needs contact name, birthday")
    assert "Eva Stein" in town.lines(town.as_("ana").says("quality list contact"))
    with pytest.raises(NotUnderstood):
        town.as_("ada").says("quality needs contact name, shoe size")


def test_a_customer_without_a_sign_of_life_is_stale_until_there_is_one(town):
    stale = "quality list contact stale"
    assert "Eva Stein" not in town.lines(town.as_("ana").says(stale))
    town.later(days=181)
    assert "Eva Stein" in town.lines(town.as_("ana").says(stale))
    town.as_("ana").says("log call with Eva Stein: alive")
    town.as_("ana").says("contact edit C-3 title=Buyer")
    said = town.lines(town.as_("ana").says(stale))
    assert "Eva Stein" not in said
    assert "Ole Ravn" not in said
    assert "Jane Foster" in said


def test_the_digest_says_the_trend_since_the_week_before(town):
    assert "points" not in town.lines(town.as_("mei").says("digest preview"))
    town.as_("ada").sends("digest receipts")
    assert len(town.all(select(QualityFigure))) == 2
    town.later(days=7).as_("ana").says("contact point add Ole Ravn +493090182013")
    town.as_("ada").sends("digest receipts")
    town.as_("ada").sends("digest receipts")
    assert len(town.all(select(QualityFigure))) == 4
    said = town.lines(town.as_("mei").says("digest preview"))
    assert "Quality of contacts" in said
    assert "+8.3 points in 1 week" in said
