"""Channels and people that change in Slack: what everybody sees of it afterwards."""

from datetime import timedelta

import pytest

from crm.models import Deal, FollowUp, User


@pytest.fixture
def life(living):
    """Ana's deal and follow-up, and Mei's digest, all in #sales."""
    ana, mei = living.person("ana"), living.person("mei")
    ana.command("/company", "add Northwind", channel="#sales")
    ana.command("/deal", 'add "Northwind" "Big order" 12k', channel="#sales")
    ana.command("/followup", "in 2 days call Jane", channel="#sales")
    mei.command("/digest", "every day 9:00", channel="#sales")
    living.settle()
    return living


def hours(life, count):
    """Let hours pass, and what falls due be done."""
    for _ in range(count):
        life.clock.ahead += timedelta(hours=1)
        life.parts.tick(life.clock())
        life.settle()


def card(person, name, channel="#sales"):
    """The card of a record, as it stands in the channel now."""
    return next(m for m in person.sees(channel) if name in m.text and not m.is_ephemeral)


def test_a_renamed_channel_goes_by_its_new_name_and_gets_what_it_is_sent(life):
    ana, mei = life.person("ana"), life.person("mei")
    life.slack.channel("#sales", "rename", name="selling")
    life.settle()
    assert "Rapport in #selling" in ana.command("/crm", "channel show", channel="#selling").text
    listed = mei.command("/digest", "list", channel="#selling").text
    assert "#selling" in listed
    assert "#sales" not in listed
    before = len(mei.sees("#selling"))
    hours(life, 25)
    assert "摘要" in "".join(m.text for m in mei.sees("#selling")[before:])


def test_whose_digest_went_to_an_archived_channel_is_told_once_and_in_her_language(life):
    mei = life.person("mei")
    life.slack.channel("#sales", "archive")
    hours(life, 50)
    told = [m.text for m in mei.sees("dm")]
    assert len(told) == 1
    assert "我无法在 #sales 发布消息：该频道已归档。" in told[0]
    assert "G-1 已停止" in told[0]
    assert "G-1" not in mei.command("/digest", "list").text


def test_in_a_channel_that_strangers_read_nothing_of_ours_is_seen_any_more(life):
    ana, ben = life.person("ana"), life.person("ben")
    life.slack.channel("#sales", "share")
    life.settle()
    assert "People of another company read this channel" in ben.last("#sales").text
    before = len(ben.sees("#sales"))
    answer = ana.command("/deal", 'add "Northwind" "Quiet takeover" 5k', channel="#sales")
    hours(life, 25)
    assert len(life.rows(Deal)) == 2
    assert ben.sees("#sales")[before:] == []
    assert not [m for m in ana.sees("#sales")[before:] if not m.is_ephemeral]
    assert "D-2" in answer.text


def test_somebody_who_was_renamed_is_called_so_on_what_was_posted_before(life):
    ana, ben = life.person("ana"), life.person("ben")
    ana.change(real_name="Ana Torres Vega")
    life.settle()
    ana.command("/deal", "edit D-1 amount=13k", channel="#sales")
    hours(life, 1)
    assert "Ana Torres Vega" in card(ben, "Big order").text
    assert "Ana Torres Vega" in ana.command("/deal", "show D-1", channel="#sales").text


def test_what_somebody_who_left_had_to_do_reaches_the_admin(life):
    ana, ada = life.person("ana"), life.person("ada")
    ana.change(deleted=True)
    life.settle()
    assert "Ana Torres is not here any more and leaves open work" in ada.last("dm").text
    hours(life, 72)
    reminded = [m.text for m in ada.sees("dm") if "call Jane" in m.text]
    assert len(reminded) == 1
    assert "Ana Torres is not here any more; this was theirs to do" in reminded[0]


def test_the_cards_of_somebody_who_left_stay_true_for_all_others(life):
    life.person("ana").change(deleted=True)
    life.settle()
    life.person("ada").command("/deal", "edit D-1 amount=77k", channel="#sales")
    hours(life, 1)
    assert "$77,000" in card(life.person("ben"), "Big order").text


@pytest.mark.parametrize(("way", "owner"), [("I take it all", "ada"), ("Hand it over", "ben")])
def test_the_open_work_of_somebody_who_left_is_handed_over_and_taken_back(life, way, owner):
    ana, ada = life.person("ana"), life.person("ada")
    ana.change(deleted=True)
    life.settle()
    told = ada.last("dm")
    assert ada.press(told, way).status == 200
    if owner == "ben":
        assert ada.submit({"heir": life.slack.person("ben").name}).errors == {}
    life.settle()
    (person,) = life.rows(User, User.handle == owner)
    assert {row.owner_id for row in (*life.rows(Deal), *life.rows(FollowUp))} == {person.id}
    assert person.name in ada.command("/deal", "show D-1", channel="#sales").text
    ada.command("/crm", "undo", channel="#sales")
    life.settle()
    (gone,) = life.rows(User, User.handle == "ana")
    assert {row.owner_id for row in (*life.rows(Deal), *life.rows(FollowUp))} == {gone.id}
    assert ada.command("/deal", "assign D-1 @ana", channel="#sales").text.startswith("⚠️")
