"""Small ways on: help that guesses, an invitation from Home, a file Slack hides, a left tour."""

from datetime import timedelta

import pytest

from crm.models import Channel, Company, Deal, Invitation, Tour


def said(living, name, text):
    """What a person is told in answer to a slash command."""
    command, _, words = text.partition(" ")
    done = living.person(name).command(command, words, channel="#sales")
    assert done.status == 200
    living.settle()
    return done.message or living.person(name).last("#sales")


@pytest.mark.parametrize(
    ("topic", "meant"), [("tickts", "ticket"), ("folowup", "followup"), ("提xing", None)]
)
def test_help_on_a_misspelt_word_offers_what_was_meant(living, topic, meant):
    told = said(living, "ana", f"/crm help {topic}")
    assert f"I have no help on “{topic}”" in told.text
    if meant is None:
        return
    assert "Did you mean" in told.text
    button = next(
        action for action, one in told.actions.items() if meant in str(one["text"]["text"])
    )
    assert living.person("ana").press(told, button).status == 200
    living.settle()
    assert "For example" in living.person("ana").last("#sales").text


def test_an_admin_invites_rapport_to_a_channel_from_home(living):
    living.slack.add_channel("launch", ["ada"], has_bot=False)
    for name in ("sales", "support", "acme"):
        living.slack.channel(f"#{name}", "remove", people=["rapport"])
    living.settle()
    ada = living.person("ada")
    ada.open_home()
    living.settle()
    ada.press_home("Invite me to a channel")
    assert ada.submit({"named_channel": "#launch", "people": "@ben"}).errors == {}
    living.settle()
    living.settle()
    assert [one.state for one in living.rows(Invitation)] == ["done"]
    assert living.rows(Channel, Channel.name == "launch")[0].is_member
    assert "I am in #launch now" in ada.last("dm").text
    assert any(one["name"] == "launch" for one in living.person("ben").channels())


def test_a_channel_that_is_not_seen_is_told_with_the_next_step(living):
    said(living, "ada", "/crm channel invite nowhere")
    living.settle()
    assert "/invite @Rapport" in living.person("ada").last("dm").text
    assert [one.state for one in living.rows(Invitation)] == ["failed"]


def test_a_file_that_slack_hides_is_asked_for_before_it_is_offered(living):
    mei = living.person("mei")
    mei.file("#sales", "customers.csv", "Company\nInitech\n")
    living.settle()
    body = living.slack.deliveries(name="message")[-1]["payload"]
    event = body["event"]
    hidden = {"id": event["files"][0]["id"], "file_access": "check_file_info"}
    event |= {"files": [hidden], "ts": "1700000000.000100"}
    living.parts.router.take("event", body | {"event_id": "Ev0HIDDEN"})
    living.settle()
    assert len(living.slack.calls("files.info")) == 1
    offers = [m for m in mei.sees("#sales") if "customers.csv" in m.text]
    assert len(offers) == 2
    gone = {"id": "F0NOWHERE", "file_access": "check_file_info"}
    event |= {"files": [gone], "ts": "1700000000.000200"}
    living.parts.router.take("event", body | {"event_id": "Ev0GONE"})
    living.settle()
    assert "请再发送一次" in mei.last("#sales").text


def test_a_tour_that_was_left_is_cleaned_up_by_the_schedule(living):
    said(living, "ana", "/crm tour")
    assert len(living.rows(Tour)) == len(living.rows(Deal)) == 1
    living.parts.tick(living.parts.clock() + timedelta(hours=20))
    assert len(living.rows(Tour)) == 1
    living.parts.tick(living.parts.clock() + timedelta(hours=25))
    assert living.rows(Tour) == living.rows(Deal) == living.rows(Company) == []
    living.settle()
    assert "1 of 4" in living.person("ana").last("dm").text


def test_the_tour_begins_in_a_private_channel_and_goes_on_alone(living):
    living.slack.add_channel("quiet", ["ana", "ben"], is_private=True)
    ana = living.person("ana")
    done = ana.command("/crm", "tour", channel="#quiet")
    living.settle()
    assert "direct messages" in done.message.text
    assert "1 of 4" in ana.last("dm").text
    assert not any("Willow" in m.text for m in living.person("ben").sees("#quiet"))
    ana.command("/crm", "tour end", channel="#quiet")
    living.settle()
    assert living.rows(Tour) == []
