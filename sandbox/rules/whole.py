"""Rules over all blocks of one message or view: ids, sums, tables."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from sandbox.rules import limits
from sandbox.rules.check import Path, Problem, Problems
from sandbox.values import Json

UNMODELLED = ("data_table", "data_visualization")  # documented, without a class in slack_sdk


def sdk_problems(blocks: list[Json], path: Path) -> Problems:
    """What slack_sdk's models refuse of blocks that the table accepts; they are Slack's own."""
    for index, block in enumerate(blocks):
        if block.get("type") in UNMODELLED:
            continue
        if sentence := _sdk_sentence(block):
            yield Problem((*path, index), sentence)


def _sdk_sentence(block: Json) -> str:
    try:
        parsed = Block.parse(dict(block))
        if parsed is not None:
            parsed.to_dict()
    except (SlackObjectFormationError, TypeError, AttributeError, ValueError, KeyError) as error:
        return str(error)
    return "" if parsed is not None else f"unsupported block type: {block.get('type')}"


def unique_ids(blocks: list[Json], path: Path) -> Problems:
    """block_ids are unique in the message or view, action_ids in their block."""
    yield from _doubled([(b.get("block_id"), (*path, i)) for i, b in enumerate(blocks)], "block_id")
    for index, block in enumerate(blocks):
        ids = [(e.get("action_id"), p) for e, p in _elements(block, (*path, index))]
        yield from _doubled(ids, "action_id")


def _doubled(ids: list[tuple[object, Path]], key: str) -> Problems:
    seen: set[str] = set()
    for name, path in ids:
        if isinstance(name, str) and name in seen:
            yield Problem((*path, key), f"must be unique, is used twice: {name}")
        elif isinstance(name, str):
            seen.add(name)


def _elements(block: Json, path: Path) -> Iterator[tuple[Json, Path]]:
    for key in ("element", "accessory"):
        if isinstance(block.get(key), dict):
            yield block[key], (*path, key)
    elements = block.get("elements")
    for index, element in enumerate(elements if isinstance(elements, list) else []):
        if isinstance(element, dict):
            yield element, (*path, "elements", index)


def tables(blocks: list[Json], path: Path) -> Problems:
    """At most one table and two charts in a message; a table of at most 10,000 characters."""
    yield from _at_most(blocks, path, "table", limits.TABLES)
    yield from _at_most(blocks, path, "data_visualization", limits.CHARTS)
    most = {"table": limits.TABLE_TEXT, "data_table": limits.DATA_TEXT}
    for index, block in enumerate(blocks):
        longest = most.get(str(block.get("type")))
        if longest and text_length(block) > longest:
            yield Problem((*path, index), f"must be less than {longest + 1} characters")


def _at_most(blocks: list[Json], path: Path, kind: str, most: int) -> Problems:
    found = [index for index, block in enumerate(blocks) if block.get("type") == kind]
    for index in found[most:]:
        yield Problem((*path, index), f"no more than {most} {kind} allowed in a message")


def markdown(blocks: list[Json], path: Path) -> Problems:
    """All markdown blocks together are at most 12,000 characters."""
    total = sum(len(str(b.get("text"))) for b in blocks if b.get("type") == "markdown")
    if total > limits.MARKDOWN:
        yield Problem(path, f"markdown text must be less than {limits.MARKDOWN + 1} characters")


def text_length(node: Any) -> int:
    """How many characters of text are in blocks, labels and options included."""
    if isinstance(node, list):
        return sum(text_length(item) for item in node)
    if not isinstance(node, dict):
        return 0
    own = node.get("text")
    length = len(own) if isinstance(own, str) else 0
    return length + sum(text_length(v) for v in node.values() if isinstance(v, (list, dict)))


def single_focus(blocks: list[Json], path: Path) -> Problems:
    """At most one element of a view takes the focus."""
    focused = Counter(
        bool(e.get("focus_on_load")) for i, b in enumerate(blocks) for e, _ in _elements(b, (i,))
    )
    if focused[True] > 1:
        yield Problem(path, "only one element can have focus_on_load")
