"""What Slack refuses about a whole message."""

import json
from collections.abc import Iterable
from itertools import chain

from sandbox.rules import limits
from sandbox.rules.blocks import MESSAGE_BLOCK
from sandbox.rules.check import Path, Problem, each
from sandbox.rules.whole import (
    markdown,
    sdk_problems,
    tables,
    text_length,
    unique_ids,
)
from sandbox.values import Json, SlackError

_BLOCKS = each(MESSAGE_BLOCK, limits.MESSAGE_BLOCKS, 0)


def check_message(body: Json) -> None:
    """Raise the SlackError that Slack would answer; `body` has text, blocks, attachments, metadata.

    Words: no_text, msg_too_long, invalid_blocks, invalid_blocks_format, msg_blocks_too_long,
    invalid_attachments, invalid_metadata_format, metadata_too_large.
    """
    _check_text(body)
    blocks = body.get("blocks")
    if blocks is not None:
        check_blocks(blocks, ("blocks",))
        if text_length(blocks) > limits.MESSAGE_BLOCK_TEXT:
            raise SlackError("msg_blocks_too_long")
    _check_attachments(body.get("attachments"))
    if body.get("metadata") is not None:
        _check_metadata(body["metadata"])


def check_blocks(blocks: object, path: Path, word: str = "invalid_blocks") -> None:
    """Raise `word` with every problem of a message's blocks."""
    if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
        raise SlackError("invalid_blocks_format" if word == "invalid_blocks" else word)
    refuse(_BLOCKS(blocks, path), word)
    whole = (unique_ids(blocks, path), tables(blocks, path), markdown(blocks, path))
    refuse(chain(*whole, sdk_problems(blocks, path)), word)


def refuse(problems: Iterable[Problem], word: str) -> None:
    """Raise `word` with one message for each problem, if there is any."""
    found = list(dict.fromkeys(str(p) for p in problems))
    if found:
        raise SlackError(word, found)


def _check_text(body: Json) -> None:
    text = body.get("text") or ""
    if not isinstance(text, str):
        raise SlackError("invalid_arguments", ["[ERROR] text: must be a string"])
    if len(text) > limits.MESSAGE_TEXT:
        raise SlackError("msg_too_long")
    there = any(body.get(key) for key in ("blocks", "attachments", "files"))
    if not text.strip() and not there:
        raise SlackError("no_text")


def _check_attachments(attachments: object) -> None:
    if attachments is None:
        return
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > limits.ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for index, attachment in enumerate(attachments):
        if "blocks" in attachment:
            place = ("attachments", index, "blocks")
            check_blocks(attachment["blocks"], place, "invalid_attachments")


def _check_metadata(metadata: object) -> None:
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata["event_type"], str) or not metadata["event_type"]:
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata["event_payload"], dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > limits.METADATA:
        raise SlackError("metadata_too_large")
