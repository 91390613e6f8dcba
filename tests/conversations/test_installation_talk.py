"""A permission that is missing, an app that is taken away and comes back."""

from crm.models import Delivery, Workspace
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
