"""What one can do as a person: `POST people/<who>/<act>`."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from sandbox import assisting, interacting, picking, screens, submitting
from sandbox.control import showing
from sandbox.deliveries.events import Sent
from sandbox.people import Act
from sandbox.values import ControlError, Json
from sandbox.workspace import inputs
from sandbox.workspace.model import Message, View

Run = Callable[[Act, Json], Awaitable[Json]]
ACTS: dict[str, Run] = {}


def act(name: str) -> Callable[[Run], Run]:
    """Register what one can do."""

    def register(run: Run) -> Run:
        ACTS[name] = run
        return run

    return register


@act("say")
async def say(me: Act, wish: Json) -> Json:
    """Write {channel, text, thread_ts?, broadcast?, raw?}; `wait` false does not await the app.

    A text that begins with `/` is a command, as in Slack's composer.
    """
    text = str(wish.get("text", ""))
    if text.startswith("/") and not wish.get("raw"):
        name, _, rest = text.partition(" ")
        return await command(me, {**wish, "command": name, "text": rest.strip()})
    message, sent = me.say(str(wish["channel"]), text, wish)
    deliveries = await _deliveries(sent, wish)
    return {"message": showing.message(me.core, me.person, message), "deliveries": deliveries}


@act("command")
async def command(me: Act, wish: Json) -> Json:
    """Send {command, text, channel} as a slash command; refused inside threads."""
    name = "/" + str(wish["command"]).removeprefix("/")
    channel = me.channel(str(wish["channel"]))
    if wish.get("thread_ts"):
        sentence = f"{name} is not supported in threads. Sorry!"
        outcome = interacting.Outcome(error=sentence)
        return showing.outcome(me.core, me.person, outcome)
    line = (name, str(wish.get("text", "")))
    outcome = await interacting.command(me.core, me.person, channel, line)
    return showing.outcome(me.core, me.person, outcome)


@act("edit")
async def edit(me: Act, wish: Json) -> Json:
    """Change one's own message: {channel, ts, text}."""
    message = me.message(str(wish["channel"]), str(wish["ts"]))
    return {"deliveries": await _deliveries(me.edit(message, str(wish["text"])), wish)}


@act("delete")
async def delete(me: Act, wish: Json) -> Json:
    """Delete one's own message, or dismiss an ephemeral one: {channel, ts}."""
    message = me.message(str(wish["channel"]), str(wish["ts"]))
    return {"deliveries": await _deliveries(me.delete(message), wish)}


@act("react")
async def react(me: Act, wish: Json) -> Json:
    """Put an emoji on a message, or take it off: {channel, ts, name, remove?}."""
    message = me.message(str(wish["channel"]), str(wish["ts"]))
    sent = me.react(message, str(wish["name"]), remove=bool(wish.get("remove")))
    return {"deliveries": await _deliveries(sent, wish)}


@act("press")
async def press(me: Act, wish: Json) -> Json:
    """Press or choose: {action_id, block_id?, value?} in {channel, ts}, {home: true} or the modal.

    `action_id` may also be the label.
    """
    outcome = await interacting.press(me.core, me.person, _where(me, wish), wish)
    return showing.outcome(me.core, me.person, outcome)


@act("suggest")
async def suggest(me: Act, wish: Json) -> Json:
    """What a type-ahead menu offers for {action_id, value} at the same places as `press`."""
    where = _where(me, wish)
    found = inputs.find(where.body.get("blocks") or [], str(wish["action_id"]))
    typed = (found, str(wish.get("value", "")))
    least = int(found.element.get("min_query_length", 3))
    if len(typed[1]) < least:
        raise ControlError(f"Slack asks the app from {least} letters on.", 409)
    options, groups = await interacting.suggest(me.core, me.person, where, typed)
    return {"options": options, "option_groups": groups}


@act("fill")
async def fill(me: Act, wish: Json) -> Json:
    """Put {values} into the open modal, by label, action_id or block_id."""
    await submitting.fill(me.core, me.person, _modal(me), wish["values"])
    return {"modal": showing.top(me.core, me.person)}


@act("submit")
async def submit(me: Act, wish: Json) -> Json:
    """Fill in {values?}, then press the modal's submit button."""
    modal = _modal(me)
    await submitting.fill(me.core, me.person, modal, wish.get("values") or {})
    outcome = await submitting.submit(me.core, me.person, modal)
    return showing.outcome(me.core, me.person, outcome)


@act("close")
async def close(me: Act, wish: Json) -> Json:
    """Close the uppermost modal, or with {all: true} every one."""
    everything = bool(wish.get("all"))
    outcomes = await submitting.close(me.core, me.person, everything=everything)
    return {
        "deliveries": showing.told([o.delivery for o in outcomes if o.delivery]),
        "modal": showing.top(me.core, me.person),
    }


@act("shortcut")
async def shortcut(me: Act, wish: Json) -> Json:
    """Run the shortcut {callback_id}, with {channel, ts} on a message."""
    message = me.message(str(wish["channel"]), str(wish["ts"])) if wish.get("ts") else None
    callback_id = str(wish["callback_id"])
    outcome = await interacting.shortcut(me.core, me.person, callback_id, message)
    return showing.outcome(me.core, me.person, outcome)


@act("file")
async def file(me: Act, wish: Json) -> Json:
    """Share a file: {channel, name, text or content (base64), thread_ts?, comment?}."""
    found = picking.uploaded(me.core, me.person, wish)
    message, sent = me.upload(str(wish["channel"]), found, wish)
    deliveries = await _deliveries(sent, wish)
    return {"message": showing.message(me.core, me.person, message), "deliveries": deliveries}


@act("home")
async def home(me: Act, wish: Json) -> Json:
    """Open the app's Home tab, or with {tab: "messages"} its messages."""
    deliveries = await _deliveries(me.open_home(str(wish.get("tab", "home"))), wish)
    return {"deliveries": deliveries, "home": current_home(me)}


@act("read")
async def read(me: Act, wish: Json) -> Json:
    """Mark {channel} as read."""
    me.read(me.channel(str(wish["channel"])))
    return {}


@act("assistant")
async def assistant(me: Act, wish: Json) -> Json:
    """Open the assistant, looking at {channel?}; with {thread_ts} go to {channel} beside it."""
    at = me.channel(str(wish["channel"])) if wish.get("channel") else None
    if wish.get("thread_ts") and at:
        thread, sent = assisting.look(me.core, me.person, str(wish["thread_ts"]), at)
    else:
        thread, sent = assisting.begin(me.core, me.person, at)
    deliveries = await _deliveries(sent, wish)
    place = {"channel": thread.channel, "thread_ts": thread.ts}
    return {**place, "deliveries": deliveries, "threads": assisting.shown(me.core, me.person)}


@act("step")
async def step(me: Act, wish: Json) -> Json:
    """Run a workflow's step {callback_id} with {inputs}."""
    inputs = wish.get("inputs") or {}
    execution, sent = assisting.run(me.core, me.person, str(wish["callback_id"]), inputs)
    return {"deliveries": await _deliveries(sent, wish), "execution": vars(execution)}


def current_home(me: Act) -> Json | None:
    """A person's Home tab, None before the app published one."""
    views = me.core.workspace.views
    found = views.get(me.core.workspace.homes.get(me.person.id, ""))
    return showing.view(me.core, found) if found else None


def _where(me: Act, wish: Json) -> Message | View:
    if wish.get("ts"):
        return me.message(str(wish["channel"]), str(wish["ts"]))
    if wish.get("home"):
        views, homes = me.core.workspace.views, me.core.workspace.homes
        found = views.get(homes.get(me.person.id, ""))
        if found is None:
            raise ControlError("The app has published no Home tab for this person.", 404)
        return found
    return _modal(me)


def _modal(me: Act) -> View:
    found = screens.top(me.core, me.person.id)
    if found is None:
        raise ControlError(f"No modal is open for {me.person.name}.", 404)
    return found


async def _deliveries(sent: Sent, wish: Json) -> list[Json]:
    """The events of an act after the app's first answer to each; their retries go on."""
    if wish.get("wait") is False or not sent:
        return []
    waited = asyncio.gather(*(d.answered.wait() for d in sent))
    with suppress(TimeoutError):
        await asyncio.wait_for(waited, float(wish.get("patience", 4.0)))
    return showing.told(sent)
