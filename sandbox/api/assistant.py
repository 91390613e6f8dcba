"""The assistant pane, and the ends of workflow steps."""

from sandbox.api.call import Call, method
from sandbox.values import Json, SlackError
from sandbox.workspace.assistants import AssistantThread, Execution

MOST_PROMPTS = 4
MOST_LOADING = 10


@method("assistant.threads.setStatus", "assistant:write", "chat:write")
def set_status(call: Call) -> Json:
    """Say what the app is doing, until it posts or two minutes have passed."""
    thread = _thread(call)
    loading = call.json("loading_messages")
    if loading is not None and not _few_words(loading):
        sentence = f"[ERROR] loading_messages: must be 1 to {MOST_LOADING} strings"
        raise SlackError("invalid_arguments", [sentence])
    if "status" not in call.args:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: status"])
    thread.status = call.maybe("status") or ""
    thread.status_at = call.core.clock.now()
    call.workspace.touch("assistant", thread.key, thread.user)
    return {}


@method("assistant.threads.setTitle", "assistant:write")
def set_title(call: Call) -> Json:
    """Name a conversation."""
    thread = _thread(call)
    thread.title = call.text("title")
    call.workspace.touch("assistant", thread.key, thread.user)
    return {}


@method("assistant.threads.setSuggestedPrompts", "assistant:write")
def set_prompts(call: Call) -> Json:
    """Offer up to four things to say."""
    thread = _thread(call)
    prompts = call.json("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= MOST_PROMPTS:
        sentence = f"[ERROR] prompts: must be 1 to {MOST_PROMPTS} items"
        raise SlackError("invalid_arguments", [sentence])
    if not all(_is_prompt(p) for p in prompts):
        sentence = "[ERROR] prompts: every item needs title and message"
        raise SlackError("invalid_arguments", [sentence])
    thread.prompts, thread.prompts_title = prompts, call.maybe("title") or ""
    call.workspace.touch("assistant", thread.key, thread.user)
    return {}


@method("functions.completeSuccess")
def complete_success(call: Call) -> Json:
    """End a workflow step well, with every output that the manifest calls required."""
    execution = _execution(call)
    outputs = call.json("outputs")
    if not isinstance(outputs, dict):
        raise SlackError("invalid_arguments", ["[ERROR] outputs: must be an object"])
    missing = _missing(call, execution, outputs)
    if missing:
        raise SlackError("parameter_validation_failed", missing)
    execution.state, execution.outputs = "completed", outputs
    call.workspace.touch("execution", execution.id, execution.user)
    return {}


@method("functions.completeError")
def complete_error(call: Call) -> Json:
    """End a workflow step badly."""
    execution, error = _execution(call), call.text("error")
    execution.state, execution.error = "failed", error
    call.workspace.touch("execution", execution.id, execution.user)
    return {}


def _thread(call: Call) -> AssistantThread:
    channel = call.channel("channel_id")
    found = call.workspace.assistants.get((channel.id, call.text("thread_ts")))
    if found is None:
        raise SlackError("invalid_thread_ts")
    return found


def _few_words(value: object) -> bool:
    right = isinstance(value, list) and all(isinstance(v, str) and v for v in value)
    return right and isinstance(value, list) and 1 <= len(value) <= MOST_LOADING


def _is_prompt(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    return all(isinstance(value.get(k), str) and value[k] for k in ("title", "message"))


def _execution(call: Call) -> Execution:
    found = call.workspace.executions.get(call.text("function_execution_id"))
    if found is None:
        raise SlackError("function_execution_not_found")
    if found.state != "running":
        raise SlackError("execution_not_in_running_state")
    return found


def _missing(call: Call, execution: Execution, outputs: Json) -> list[str]:
    declared = call.core.options.functions.get(execution.callback_id) or {}
    wanted: Json = declared.get("output_parameters") or {}
    needed = [k for k, about in wanted.items() if about.get("is_required", False)]
    strange = sorted(set(outputs) - set(wanted)) if wanted else []
    return [f"[ERROR] missing required output: {k}" for k in needed if k not in outputs] + [
        f"[ERROR] unknown output: {k}" for k in strange
    ]
