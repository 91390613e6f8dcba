"""Blocks about an app's own doings: task_card, plan and auth_provider."""

from sandbox.rules import limits
from sandbox.rules.check import (
    Check,
    Path,
    Problem,
    Problems,
    boolean,
    by_type,
    choice,
    each,
    shape,
    string,
)
from sandbox.rules.elements import ELEMENTS
from sandbox.rules.objects import BLOCK, KIND, URL, plain
from sandbox.rules.richtext import RICH_TEXT
from sandbox.values import Json

_TITLE = string(limits.SECTION_TEXT)
_SOURCE = by_type({"url": shape(KIND | {"url": URL, "text": _TITLE})}, "source")


def _one_entity(block: Json, path: Path) -> Problems:
    for key in ("details", "output"):
        if len(block.get(key, {}).get("elements", [None])) != 1:
            yield Problem((*path, key), "must have exactly one element")


# The reference calls `status` optional; slack_sdk's model demands it.
TASK = shape(
    KIND
    | {
        "task_id": string(limits.BLOCK_ID),
        "title": _TITLE,
        "status": choice("pending", "in_progress", "complete", "error"),
    },
    BLOCK | {"details": RICH_TEXT, "output": RICH_TEXT, "sources": each(_SOURCE, 100)},
    _one_entity,
)

TASKS: dict[str, Check] = {
    "task_card": TASK,
    "plan": shape(
        KIND | {"title": _TITLE}, BLOCK | {"tasks": each(by_type({"task_card": TASK}, "task"), 50)}
    ),
    "auth_provider": shape(
        KIND
        | {
            "value": string(limits.PROVIDER_VALUE),
            "name": plain(limits.PROVIDER_NAME),
            "is_connected": boolean,
        },
        BLOCK
        | {
            "description": plain(limits.PROVIDER_VALUE),
            "icon_url": URL,
            "auth_url": URL,
            "disconnect_url": URL,
            "connected_identity": plain(limits.PROVIDER_NAME),
            "connected_context": plain(limits.PROVIDER_NAME),
            "accessory": by_type({"overflow": ELEMENTS["overflow"]}, "accessory"),
        },
    ),
}
