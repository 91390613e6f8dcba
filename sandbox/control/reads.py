"""What a person sees: `GET people/<who>/<what>`."""

from collections.abc import Callable

from sandbox import assisting
from sandbox.control import showing
from sandbox.control.acts import current_home
from sandbox.people import Act
from sandbox.values import Json
from sandbox.workspace import messages, shapes

Read = Callable[[Act, Json], Json]


def sees(me: Act, wish: Json) -> Json:
    """The messages of {channel}, or of its thread {thread_ts}, oldest first; ephemerals too.

    With {since}, a message's `ts`: all that was written or edited after it, threads included.
    """
    channel = me.channel(str(wish["channel"]))
    if "since" in wish:
        found = messages.written_since(channel, me.person.id, str(wish["since"]))
    else:
        limit = int(wish.get("limit", 200))
        found = messages.visible(channel, me.person.id, wish.get("thread_ts"), limit)
    return {
        "channel": showing.channel(me.core, me.person, channel),
        "messages": [showing.message(me.core, me.person, m) for m in found],
    }


def channels(me: Act, _wish: Json) -> Json:
    """Every conversation of the sidebar."""
    found = me.core.workspace.channels_of(me.person.id)
    return {"channels": [showing.channel(me.core, me.person, c) for c in found]}


def modal(me: Act, _wish: Json) -> Json:
    """The modal that is open, null without one."""
    return {"modal": showing.top(me.core, me.person)}


def home(me: Act, _wish: Json) -> Json:
    """The Home tab as it was last published, without telling the app."""
    return {"home": current_home(me)}


def profile(me: Act, _wish: Json) -> Json:
    """The person as `users.info` shows them."""
    return {"user": shapes.user(me.core.workspace, me.person, email=True, locale=True)}


def assistant(me: Act, _wish: Json) -> Json:
    """The conversations of the assistant pane: title, status, prompts."""
    return {"threads": assisting.shown(me.core, me.person)}


def steps(me: Act, _wish: Json) -> Json:
    """The workflow steps that the person ran, and how they ended."""
    found = me.core.workspace.executions.values()
    return {"executions": [vars(e) for e in found if e.user == me.person.id]}


READS: dict[str, Read] = {
    "sees": sees,
    "channels": channels,
    "modal": modal,
    "home": home,
    "profile": profile,
    "assistant": assistant,
    "steps": steps,
}
