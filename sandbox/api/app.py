"""Methods about the app itself, its team and its tokens."""

from sandbox import posting
from sandbox.api.call import Call, method
from sandbox.deliveries.sockets import MOST_CONNECTIONS
from sandbox.values import Json, SlackError


@method("api.test", bearer="anyone")
def api_test(call: Call) -> Json:
    """Echo the arguments; `error` is answered as an error."""
    if word := call.maybe("error"):
        raise SlackError(word, (), {"args": call.args})
    return {"args": call.args}


@method("auth.test")
def auth_test(call: Call) -> Json:
    """Who the token belongs to."""
    team, app = call.workspace.team, call.workspace.seed.app
    return {
        "url": f"{call.core.base}/",
        "team": team.name,
        "user": app.handle,
        "team_id": team.id,
        "user_id": app.user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", bearer="app")
def connections_open(call: Call) -> Json:
    """A websocket address for Socket Mode, at most ten connections."""
    sockets = call.core.courier.sockets
    if len(sockets.connections) >= MOST_CONNECTIONS:
        raise SlackError("too_many_websockets")
    address = call.core.base.replace("http", "ws", 1)
    return {"url": f"{address}/link?ticket={sockets.ticket()}&app_id={sockets.app_id}"}


@method("team.info", "team:read")
def team_info(call: Call) -> Json:
    """The workspace, or another team that shares a channel with it."""
    wanted = call.maybe("team")
    team = call.workspace.team_named(wanted) if wanted else call.workspace.team
    if team is None:
        raise SlackError("team_not_found")
    names = {"id": team.id, "name": team.name, "domain": team.domain}
    return {"team": names | {"email_domain": "", "icon": {"image_default": True}}}


@method("bots.info", "users:read")
def bots_info(call: Call) -> Json:
    """The app's bot."""
    bot = call.maybe("bot")
    if bot not in (None, call.workspace.seed.app.bot_id):
        raise SlackError("bot_not_found")
    return {"bot": posting.bot_profile(call.core)}


@method("auth.revoke")
def revoke(call: Call) -> Json:
    """Make the token useless; with `test` only say so."""
    if call.flag("test"):
        return {"revoked": False}
    call.workspace.standing = "token_revoked"
    return {"revoked": True}


@method("oauth.v2.access", bearer="anyone")
def oauth_access(call: Call) -> Json:
    """The bot token for any code that is not empty, as at the end of an installation.

    It is a new one where the app was taken away before.
    """
    if not call.maybe("code"):
        raise SlackError("invalid_code")
    team, app = call.workspace.team, call.workspace.seed.app
    if call.workspace.standing:
        call.core.keys.renew(call.workspace.standing)
    call.workspace.standing = ""
    installer = next((p for p in call.workspace.people.values() if p.is_owner), call.workspace.bot)
    return {
        "access_token": call.core.keys.bot_token,
        "token_type": "bot",
        "scope": ",".join(call.core.options.scopes),
        "bot_user_id": app.user_id,
        "app_id": app.app_id,
        "team": {"name": team.name, "id": team.id},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": installer.id},
    }
