"""A permission that is missing, an app that is taken away and comes back."""

from datetime import timedelta

from sqlalchemy import select

from bot.slack.connecting import welcome
from bot.slack.installing import Grant, install
from crm.models import Channel, Deal, Delivery, Installation, Workspace
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


def test_a_renamed_and_an_archived_channel_are_known_at_once(living):
    living.slack.channel("#sales", "rename", name="selling")
    living.slack.channel("#support", "archive")
    living.settle()
    known = {one.name: one.is_archived for one in living.rows(Channel)}
    assert known["selling"] is False
    assert known["support"] is True
    assert "sales" not in known


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
