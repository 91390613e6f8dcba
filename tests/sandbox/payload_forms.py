"""The short forms in `payloads/*.jsonl`, written out, and what slack_sdk's models say to them.

`{"*": [text, n]}` is a text n times; `{"#": [item, n]}` is a list of n items in which `{n}` becomes
the number. A row stands for one call: `message` for chat.postMessage (`blocks` for its blocks
alone), `view` and `published` for views.open and views.publish (`modal` and `home` are such views
with what they need besides), `options` for the answer of a type-ahead menu. `word` is the error
word that Slack documents on `page`; `let_through` says that slack_sdk's models do not refuse it.
"""

import json
from pathlib import Path
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Title"},
    "submit": {"type": "plain_text", "text": "Save"},
}
REFUSALS = (SlackObjectFormationError, TypeError, AttributeError, ValueError, KeyError)


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of `valid` or `invalid`, written out."""
    lines = (Path(__file__).parent / "payloads" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [expanded(json.loads(line)) for line in lines]


def expanded(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its short forms written out, as `{name, page, method, args …}`."""
    full: dict[str, Any] = _written(row)
    if "modal" in full:
        full["view"] = {**MODAL, **full.pop("modal")}
    if "home" in full:
        full["published"] = {"type": "home", **full.pop("home")}
    if "blocks" in full:
        full["message"] = {"text": "Words", "blocks": full.pop("blocks")}
    if "blocks_json" in full.get("message", {}):
        full["message"]["blocks"] = json.dumps(full["message"].pop("blocks_json"))
    return full


def models_refuse(row: dict[str, Any]) -> bool:
    """Whether slack_sdk's models refuse the blocks or the view of a written-out row."""
    view = row.get("view") or row.get("published") or {}
    blocks = view.get("blocks") or row.get("message", {}).get("blocks")
    try:
        for block in blocks if isinstance(blocks, list) else []:
            parsed = Block.parse(dict(block))
            if parsed is not None:
                parsed.to_dict()
        if view:
            given = {k: v for k, v in view.items() if k not in ("submit_disabled", "blocks")}
            View(**given, blocks=[{"type": "divider"}] * len(blocks or [])).to_dict()
    except REFUSALS:
        return True
    return False


def _written(node: Any) -> Any:
    if isinstance(node, list):
        return [_written(item) for item in node]
    if not isinstance(node, dict):
        return node
    if set(node) == {"*"}:
        text, times = node["*"]
        return text * times
    if set(node) == {"#"}:
        item, times = node["#"]
        full = json.dumps(_written(item))
        return [json.loads(full.replace("{n}", str(n))) for n in range(times)]
    return {key: _written(value) for key, value in node.items()}
