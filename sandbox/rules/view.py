"""What Slack refuses about a modal or a Home tab."""

import json
from itertools import chain

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.views import View

from sandbox.rules import limits
from sandbox.rules.blocks import HOME_BLOCK, MODAL_BLOCK
from sandbox.rules.check import (
    Path,
    Problem,
    Problems,
    anything,
    boolean,
    by_type,
    each,
    shape,
    string,
)
from sandbox.rules.message import refuse
from sandbox.rules.objects import KIND, plain
from sandbox.rules.whole import sdk_problems, single_focus, unique_ids
from sandbox.values import Json, SlackError

_BOTH = {
    "private_metadata": string(limits.VIEW_METADATA, 0),
    "callback_id": string(limits.CALLBACK_ID, 0),
    "external_id": string(limits.EXTERNAL_ID, 0),
}


def _submit(view: Json, path: Path) -> Problems:
    blocks = view.get("blocks")
    kinds = [b.get("type") for b in blocks if isinstance(b, dict)] if blocks else []
    if "input" in kinds and not view.get("submit"):
        yield Problem((*path, "submit"), "must be defined when an input block is in the blocks")


_VIEW = by_type(
    {
        "modal": shape(
            KIND
            | {
                "blocks": each(MODAL_BLOCK, limits.VIEW_BLOCKS),
                "title": plain(limits.VIEW_TITLE),
            },
            {
                **_BOTH,
                "submit": plain(limits.VIEW_TITLE),
                "close": plain(limits.VIEW_TITLE),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
                "type": anything,
            },
            _submit,
        ),
        "home": shape(KIND | {"blocks": each(HOME_BLOCK, limits.VIEW_BLOCKS)}, dict(_BOTH)),
    },
    "view",
)


def check_view(view: object, *kinds: str) -> Json:
    """A view that Slack accepts, of one of `kinds`; raises SlackError.

    Words: invalid_arguments with a message for each problem, view_too_large.
    """
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", ["[ERROR] view: must be an object"])
    given = {key: value for key, value in view.items() if value is not None}
    if len(json.dumps(given, ensure_ascii=False).encode()) > limits.VIEW_BYTES:
        raise SlackError("view_too_large")
    if str(given.get("type")) in ("modal", "home") and given["type"] not in kinds:
        wrong = Problem(("view", "type"), f"must be {' or '.join(kinds)}")
        raise SlackError("invalid_arguments", [str(wrong)])
    refuse(_VIEW(given, ("view",)), "invalid_arguments")
    refuse(chain(_whole(given), _sdk(given)), "invalid_arguments")
    return given


def _sdk(view: Json) -> Problems:
    blocks = _dicts(view.get("blocks"))
    yield from sdk_problems(blocks, ("view", "blocks"))
    try:
        View(
            **{k: v for k, v in view.items() if k != "submit_disabled"} | {"blocks": blocks}
        ).to_dict()
    except (SlackObjectFormationError, TypeError, AttributeError) as error:
        yield Problem(("view",), str(error))


def _whole(view: Json) -> Problems:
    blocks = _dicts(view.get("blocks"))
    yield from unique_ids(blocks, ("view", "blocks"))
    yield from single_focus(blocks, ("view", "blocks"))


def _dicts(blocks: object) -> list[Json]:
    return [b for b in blocks if isinstance(b, dict)] if isinstance(blocks, list) else []
