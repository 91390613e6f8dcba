"""users.*: people."""

from sandbox.api.call import Call, method
from sandbox.api.conversations import listed
from sandbox.values import Json, SlackError
from sandbox.workspace import shapes
from sandbox.workspace.model import Person


@method("users.list", "users:read")
def list_all(call: Call) -> Json:
    """Everybody of the workspace, deactivated people and the app included."""
    own = [p for p in call.workspace.people.values() if p.team == call.workspace.team.id]
    page, metadata = call.page(own, 1000)
    members = [_shown(call, p) for p in page]
    return {"members": members, "cache_ts": int(call.core.clock.now())} | {
        "response_metadata": metadata
    }


@method("users.info", "users:read")
def info(call: Call) -> Json:
    """One person, with zone; with `include_locale` also the language."""
    return {"user": _shown(call, call.person())}


@method("users.lookupByEmail", "users:read.email")
def by_email(call: Call) -> Json:
    """The person with an e-mail address."""
    wanted = call.text("email").lower()
    for person in call.workspace.people.values():
        address = (person.email or f"{person.name}@example.com").lower()
        if address == wanted and not person.deleted and not person.is_bot:
            return {"user": _shown(call, person)}
    raise SlackError("users_not_found")


@method("users.conversations", "channels:read", "groups:read", "im:read", "mpim:read")
def conversations(call: Call) -> Json:
    """The conversations of a person, without `user` those of the app."""
    user = call.maybe("user") or call.workspace.bot.id
    if user not in call.workspace.people:
        raise SlackError("user_not_found")
    page, metadata = call.page(listed(call, user), 100)
    found = [shapes.conversation(call.workspace, c) for c in page]
    return {"channels": found, "response_metadata": metadata}


def _shown(call: Call, person: Person) -> Json:
    email = "users:read.email" in call.core.options.scopes
    return shapes.user(call.workspace, person, email=email, locale=call.flag("include_locale"))
