"""What the admins of a workspace are told about Rapport itself."""

from __future__ import annotations

from slack_sdk.errors import SlackClientError

from bot.slack.installations import Installed
from bot.slack.wiring import Wiring
from crm.engine import post
from crm.engine.call import CLOCK, Call, Place
from crm.engine.permission import ADMIN
from crm.engine.reply import Notice, Paragraph, Reply
from crm.engine.texts import T
from crm.models import User
from crm.people.user import holding

SOMEBODY_ELSE = T("Choose somebody else in the step, in Slack's Workflow Builder.")


def scope_is_missing(wiring: Wiring, workspace_id: int, scope: str, method: str) -> None:
    """Tell the admins once that Slack wants a scope for something, and where it is given."""
    key = (workspace_id, f"scope:{scope}")
    if key in wiring.looked_up:
        return
    wiring.looked_up.add(key)
    wiring.pool.submit("scope", lambda: _explain(wiring, workspace_id, scope, method))


def _explain(wiring: Wiring, workspace_id: int, scope: str, method: str) -> None:
    installed = wiring.installations.of_workspace(workspace_id)
    if installed is None:
        return
    views = (
        Notice(
            T(
                "Slack refuses {method}: Rapport lacks the permission {scope}.",
                **_said(scope, method),
            ),
            "warning",
        ),
        Paragraph(
            T(
                "Open {link}, paste what {command} prints, and install the app again.",
                link=_manifest(wiring, installed),
                command="rapport manifest",
            )
        ),
    )
    occurrence = f"{installed.team}:{scope}"
    to_admins(wiring, installed, ("missing_scope", occurrence), Reply(views))


def _said(scope: str, method: str) -> dict[str, str]:
    return {"scope": scope or "–", "method": method}


def _manifest(wiring: Wiring, installed: Installed) -> str:
    """Where the app's manifest is edited; all of one's apps where it is not known which."""
    client = wiring.installations.client(installed.workspace_id)
    try:
        bot = client.auth_test()["bot_id"] if client else None
        app = client.bots_info(bot=bot)["bot"]["app_id"] if client and bot else None
    except (SlackClientError, KeyError, OSError):
        app = None
    if not app:
        return "https://api.slack.com/apps"
    return f"https://app.slack.com/app-settings/{installed.team}/{app}/app-manifest"


def step_of_leaver(wiring: Wiring, installed: Installed, leaver: User, step: str) -> None:
    """Tell the admins once that a workflow runs a step on behalf of somebody who left."""
    said = T(
        "A workflow still runs “{step}” on behalf of {name}, who is not here any more; it fails.",
        step=step,
        name=leaver.name,
    )
    views = (Notice(said, "warning"), Paragraph(SOMEBODY_ELSE))
    to_admins(wiring, installed, ("step_of_leaver", f"{leaver.id}:{step}"), Reply(views))


def to_admins(wiring: Wiring, installed: Installed, name: tuple[str, str], reply: Reply) -> None:
    """Send a reply to every admin's DM; `name` is (rule, occurrence), by which it is sent once."""
    now = wiring.clock()
    call = Call(installed.workspace_id, CLOCK, Place(), now, "event")
    with wiring.store.write(installed.workspace_id) as session:
        for person in session.scalars(holding(ADMIN)):
            occurrence = (name[0], f"{name[1]}:{person.id}")
            post.to_person(call.bound(session, None), person, occurrence, "alert", reply)
    wiring.nudge()
