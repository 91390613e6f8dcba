"""A permission that is missing, an app that is taken away and comes back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.slack.connecting import welcome
from bot.slack.installing import Grant, install
from crm.models import Channel, Deal, Delivery, FollowUp, Installation, User, Workspace
from sandbox.options import ALL_SCOPES


def test_a_missing_permission_is_explained_to_the_admins_once(living):
    ana = living.person("ana")
    left = [scope for scope in ALL_SCOPES if scope != "assistant:write"]
    living.slack.options(scopes=left)
    for _ in range(3):
        ana.assistant()
        living.settle()
    told = [one for one in living.rows(Delivery) if one.rule == "missing_scope"]
    assert len({one.user_id for one in told}) == len(told) >= 1
    said = living.person("ada").last("dm").text
    assert "assistant:write" in said
    assert "app-manifest" in said


def test_an_uninstalled_app_keeps_its_data_and_goes_on_when_it_is_back(living):
    ana = living.person("ana")
    ana.command("/company", "add Acme")
    living.settle()
    living.slack.installation("uninstall")
    living.settle()
    with living.parts.store.read(None) as session:
        workspace = session.get(Workspace, living.workspace_id)
        assert workspace.paused_reason == "uninstalled"
    assert living.parts.wiring.installations.of_workspace(living.workspace_id) is None
    assert "jobs" not in living.parts.tick(living.parts.clock())


def test_what_fell_due_while_the_app_was_away_comes_when_it_is_installed_again(own_world):
    world, ana = own_world, own_world.ana
    deals = len(world.rows(Deal))
    world.tell(ana, "/followup in 2 minutes call the bakery")
    world.slack.installation("uninstall")
    world.slack.settle()
    world.clock.ahead += timedelta(minutes=3)
    world.parts.tick(world.clock())
    assert not any("call the bakery" in m.text for m in ana.sees("dm"))
    world.slack.installation("install")
    token = world.parts.settings.slack_bot_token.get_secret_value()
    grant = Grant("T0HOME0001", "Northwind", "U0BOT00001", token)
    again = install(world.parts.store, world.parts.vault, grant, world.clock())
    assert again == world.workspace_id
    world.parts.installations.forget()
    world.pass_time(minutes=1)
    assert sum("call the bakery" in m.text for m in ana.sees("dm")) == 1
    assert len(world.rows(Deal)) == deals
    assert world.deal("After the pause")


def test_a_token_that_is_refused_pauses_and_keeps_what_is_due(living):
    ana = living.person("ana")
    living.slack.installation("revoke")
    living.settle()
    with living.parts.store.read(None) as session:
        assert session.get(Workspace, living.workspace_id).paused_reason
    ana.command("/crm", "health")
    assert living.parts.tick(living.parts.clock()) is not None


def test_a_channel_that_is_shared_is_told_once_and_gets_nothing_internal_any_more(living):
    ana, mei = living.person("ana"), living.person("mei")
    mei.command("/digest", "every monday 9:00", channel="#sales")
    living.settle()
    living.slack.channel("#sales", "share")
    living.settle()
    assert "People of another company read this channel" in ana.last("#sales").text
    before = len(ana.sees("#sales"))
    living.parts.tick(living.parts.clock() + timedelta(days=7))
    living.settle()
    posted = [m for m in ana.sees("#sales")[before:] if not m.raw.get("is_ephemeral")]
    assert posted == []
    ana.command("/deal", 'add "Northwind" "Quiet takeover" 12k', channel="#sales")
    living.settle()
    assert "Quiet takeover" not in " ".join(m.text for m in living.person("ben").sees("#sales"))


def test_a_renamed_and_an_archived_channel_are_known_at_once(living):
    living.slack.channel("#sales", "rename", name="selling")
    living.slack.channel("#support", "archive")
    living.settle()
    known = {one.name: one.is_archived for one in living.rows(Channel)}
    assert known["selling"] is False
    assert known["support"] is True
    assert "sales" not in known


@pytest.mark.parametrize(("way", "owner"), [("I take it all", "ada"), ("Hand it over", "ben")])
def test_the_open_work_of_somebody_who_left_is_handed_over(living, way, owner):
    ana, ada = living.person("ana"), living.person("ada")
    ana.command("/deal", 'add "Northwind" "Big order" 12k', channel="#sales")
    ana.command("/followup", "tomorrow 9:00 call Jane", channel="#sales")
    living.settle()
    ana.change(deleted=True)
    living.settle()
    told = ada.last("dm")
    assert "leaves open work" in told.text
    assert ada.press(told, way).status == 200
    if owner == "ben":
        assert ada.submit({"heir": living.slack.person("ben").name}).errors == {}
    living.settle()
    (person,) = living.rows(User, User.handle == owner)
    assert {row.owner_id for row in (*living.rows(Deal), *living.rows(FollowUp))} == {person.id}
    ada.command("/crm", "undo", channel="#sales")
    living.settle()
    (gone,) = living.rows(User, User.handle == "ana")
    assert {row.owner_id for row in (*living.rows(Deal), *living.rows(FollowUp))} == {gone.id}


def test_somebody_who_was_renamed_is_called_so(living):
    living.person("ana").change(real_name="Ana Torres Vega")
    living.settle()
    assert living.rows(User, User.handle == "ana")[0].name == "Ana Torres Vega"


def test_feedback_is_not_posted_to_the_terminals_admin_who_is_not_in_slack(living):
    living.person("ana").command("/crm", "feedback Short and sweet", channel="#sales")
    living.settle()
    assert "Short and sweet" in living.person("ada").last("dm").text
    assert [c["error"] for c in living.slack.calls() if not c["ok"]] == []


def test_installed_again_home_is_published_with_the_token_that_was_given_then(living):
    living.parts.wiring.homes.pace = 0.0
    ana = living.person("ana")
    ana.open_home()
    living.settle()
    living.slack.installation("uninstall")
    living.settle()
    with living.parts.store.read(None) as session:
        assert session.scalars(select(Installation)).one().bot_token is None
    asked = len(living.slack.calls())
    living.slack.installation("install")
    token = living.parts.settings.slack_bot_token.get_secret_value()
    grant = Grant("T0HOME0001", "Northwind", "U0BOT00001", token)
    install(living.parts.store, living.parts.vault, grant, living.parts.clock())
    living.parts.installations.forget()
    welcome(living.parts.wiring, living.workspace_id)
    ana.open_home()
    living.settle()
    since = living.slack.calls()[asked:]
    assert "views.publish" in {call["method"] for call in since}
    assert [call["error"] for call in since if not call["ok"]] == []
    assert "My day" in ana.home().text
