"""The assistant pane, and the ends of workflow steps."""

from sandbox.api.call import Call, method
from sandbox.values import Json, SlackError

MOST_PROMPTS = 4
_WRITE = ("assistant:write", "chat:write")


@method("assistant.threads.setStatus", *_WRITE)
def set_status(call: Call) -> Json:
    """Say what the app is doing."""
    call.channel("channel_id")
    call.text("thread_ts")
    return {}


@method("assistant.threads.setTitle", *_WRITE)
def set_title(call: Call) -> Json:
    """Name a conversation."""
    call.channel("channel_id")
    call.text("thread_ts")
    call.text("title")
    return {}


@method("assistant.threads.setSuggestedPrompts", *_WRITE)
def set_prompts(call: Call) -> Json:
    """Offer up to four things to say."""
    call.channel("channel_id")
    prompts = call.json("prompts")
    right = isinstance(prompts, list) and all(
        isinstance(p, dict) and p.get("title") and p.get("message") for p in prompts
    )
    if not isinstance(prompts, list) or not right or not 1 <= len(prompts) <= MOST_PROMPTS:
        sentence = "[ERROR] prompts: must be 1 to 4 objects with title and message"
        raise SlackError("invalid_arguments", [sentence])
    return {}


@method("functions.completeSuccess")
def complete_success(call: Call) -> Json:
    """End a workflow step well."""
    call.text("function_execution_id")
    if not isinstance(call.json("outputs"), dict):
        raise SlackError("invalid_arguments", ["[ERROR] outputs: must be an object"])
    return {}


@method("functions.completeError")
def complete_error(call: Call) -> Json:
    """End a workflow step badly."""
    call.text("function_execution_id")
    call.text("error")
    return {}
