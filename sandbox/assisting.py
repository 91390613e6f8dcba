"""The assistant pane and workflow steps, as people use them."""

from secrets import token_hex

from sandbox.core import Core
from sandbox.deliveries.events import Sent
from sandbox.values import ControlError, Json
from sandbox.workspace import messages
from sandbox.workspace.assistants import AssistantThread, Execution
from sandbox.workspace.model import Channel, Message, Person

FIRST_WORDS = "New Assistant Thread"


def begin(core: Core, person: Person, looking_at: Channel | None) -> tuple[AssistantThread, Sent]:
    """Open the assistant pane on a new conversation; raises ControlError without an assistant."""
    if not core.options.assistant:
        raise ControlError("The app's manifest declares no assistant.", 409)
    workspace = core.workspace
    channel = workspace.im(workspace.bot.id, person.id)
    body: Json = {
        "type": "message",
        "subtype": "assistant_app_thread",
        "user": workspace.bot.id,
        "text": FIRST_WORDS,
        "ts": workspace.ids.ts(core.clock.now()),
        "bot_id": workspace.seed.app.bot_id,
        "app_id": workspace.seed.app.app_id,
        "team": workspace.team.id,
    }
    first = messages.add(workspace, Message(channel.id, body))
    body["thread_ts"] = first.ts
    channel.read[person.id] = first.ts
    thread = AssistantThread(channel.id, first.ts, person.id, _context(core, looking_at))
    workspace.assistants[channel.id, first.ts] = thread
    workspace.touch("assistant", thread.key, person.id)
    return thread, _tell(core, "assistant_thread_started", thread, channel)


def look(core: Core, person: Person, ts: str, at: Channel) -> tuple[AssistantThread, Sent]:
    """Go to another channel with the pane open; raises ControlError."""
    channel = core.workspace.im(core.workspace.bot.id, person.id)
    thread = core.workspace.assistants.get((channel.id, ts))
    if thread is None:
        raise ControlError(f"There is no assistant thread {ts!r}.", 404)
    thread.context = _context(core, at)
    core.workspace.touch("assistant", thread.key, person.id)
    return thread, _tell(core, "assistant_thread_context_changed", thread, channel)


def shown(core: Core, person: Person) -> list[Json]:
    """A person's assistant conversations, the newest last."""
    now = core.clock.now()
    own = [t for t in core.workspace.assistants.values() if t.user == person.id]
    return [
        {
            "channel": t.channel,
            "thread_ts": t.ts,
            "title": t.title,
            "status": t.says(now),
            "prompts": t.prompts,
            "prompts_title": t.prompts_title,
            "context": t.context,
        }
        for t in own
    ]


def run(core: Core, person: Person, callback_id: str, inputs: Json) -> tuple[Execution, Sent]:
    """Run a workflow's step that the app offers; raises ControlError."""
    declared = core.options.functions.get(callback_id)
    if declared is None:
        there = ", ".join(core.options.functions) or "none"
        raise ControlError(f"There is no step {callback_id!r}; there are: {there}.", 404)
    wanted: Json = declared.get("input_parameters") or {}
    needed = {k for k, about in wanted.items() if about.get("is_required", False)}
    if lacking := sorted(needed - set(inputs)):
        raise ControlError(f"The step needs {', '.join(lacking)}.")
    ids = core.workspace.ids
    execution = Execution(
        ids.new("Fx"), callback_id, inputs, person.id, f"xwfp-sandbox-{token_hex(12)}"
    )
    core.workspace.executions[execution.id] = execution
    core.workspace.touch("execution", execution.id, person.id)
    event = {
        "function": _function(core, callback_id, declared),
        "inputs": inputs,
        "function_execution_id": execution.id,
        "workflow_execution_id": ids.new("Wx"),
        "bot_access_token": execution.token,
    }
    return execution, core.events.tell("function_executed", event)


def _function(core: Core, callback_id: str, declared: Json) -> Json:
    return {
        "id": f"Fn{callback_id.upper()}",
        "callback_id": callback_id,
        "title": declared.get("title", callback_id),
        "description": declared.get("description", ""),
        "type": "app",
        "input_parameters": _parameters(declared.get("input_parameters") or {}),
        "output_parameters": _parameters(declared.get("output_parameters") or {}),
        "app_id": core.workspace.seed.app.app_id,
        "date_created": int(core.clock.now()),
        "date_updated": int(core.clock.now()),
        "date_deleted": 0,
    }


def _parameters(wanted: Json) -> list[Json]:
    return [
        {
            "name": name,
            "type": about.get("type", "string"),
            "title": about.get("title", name),
            "description": about.get("description", ""),
            "is_required": about.get("is_required", False),
        }
        for name, about in wanted.items()
    ]


def _context(core: Core, at: Channel | None) -> Json:
    if at is None:
        return {}
    return {"channel_id": at.id, "team_id": core.workspace.team.id, "enterprise_id": None}


def _tell(core: Core, kind: str, thread: AssistantThread, channel: Channel) -> Sent:
    event = {
        "assistant_thread": {
            "user_id": thread.user,
            "context": thread.context,
            "channel_id": channel.id,
            "thread_ts": thread.ts,
        }
    }
    return core.events.tell(kind, event, channel, thread.user)
