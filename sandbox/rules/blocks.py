"""Block Kit's blocks, and which of them stand in messages, modals and Home tabs."""

from sandbox.rules import limits
from sandbox.rules.check import (
    Check,
    Path,
    Problem,
    Problems,
    anything,
    boolean,
    by_type,
    choice,
    each,
    only_one,
    shape,
    some_of,
    string,
)
from sandbox.rules.elements import ACCESSORY, ACTION, BUTTON, CONTEXT_ACTION, IMAGE, INPUT
from sandbox.rules.objects import (
    BLOCK_ID,
    IMAGE_URL,
    KIND,
    SLACK_FILE,
    URL,
    plain,
    text,
)
from sandbox.rules.richtext import RICH_TEXT
from sandbox.values import Json

BLOCK: dict[str, Check] = {"block_id": BLOCK_ID}


def _context_element(value: object, path: Path) -> Problems:
    if isinstance(value, dict) and value.get("type") == "image":
        yield from IMAGE(value, path)
    else:
        yield from text(limits.SECTION_TEXT)(value, path)


def _hints(block: Json, path: Path) -> Problems:
    element = block.get("element")
    kind = element.get("type") if isinstance(element, dict) else None
    if block.get("dispatch_action") and kind == "file_input":
        yield Problem((*path, "dispatch_action"), "not allowed for file_input")


RAW_TEXT = shape(KIND | {"text": string(limits.TABLE_TEXT)})
RAW_NUMBER = shape(KIND | {"value": anything}, {"text": string(limits.TABLE_TEXT)})
CELL = by_type({"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER, "rich_text": RICH_TEXT}, "cell")
COLUMN = shape({}, {"align": choice("left", "center", "right"), "is_wrapped": boolean})


def _column(value: object, path: Path) -> Problems:
    if value is not None:
        yield from COLUMN(value, path)


CARD = shape(
    KIND,
    BLOCK
    | {
        "title": text(limits.CARD_TITLE),
        "subtitle": text(limits.CARD_TITLE),
        "body": text(limits.CARD_BODY),
        "subtext": text(limits.CARD_TITLE),
        "hero_image": IMAGE,
        "icon": IMAGE,
        "slack_icon": anything,
        "actions": each(BUTTON, limits.CONTEXT_ACTIONS),
    },
    some_of("hero_image", "title", "actions", "body"),
)

EVERYWHERE: dict[str, Check] = {
    "section": shape(
        KIND,
        BLOCK
        | {
            "text": text(limits.SECTION_TEXT),
            "fields": each(text(limits.FIELD_TEXT), limits.SECTION_FIELDS),
            "accessory": ACCESSORY,
            "expand": boolean,
        },
        some_of("text", "fields"),
    ),
    "divider": shape(KIND, BLOCK),
    "header": shape(KIND | {"text": plain(limits.HEADER)}, BLOCK),
    "context": shape(KIND | {"elements": each(_context_element, limits.CONTEXT_ELEMENTS)}, BLOCK),
    "actions": shape(KIND | {"elements": each(ACTION, limits.ACTIONS_ELEMENTS)}, BLOCK),
    "image": shape(
        KIND | {"alt_text": string(limits.ALT_TEXT)},
        BLOCK
        | {
            "image_url": IMAGE_URL,
            "slack_file": SLACK_FILE,
            "title": plain(limits.IMAGE_TITLE),
        },
        only_one("image_url", "slack_file"),
    ),
    "input": shape(
        KIND | {"label": plain(limits.INPUT_LABEL), "element": INPUT},
        BLOCK | {"hint": plain(limits.INPUT_HINT), "optional": boolean, "dispatch_action": boolean},
        _hints,
    ),
    "rich_text": RICH_TEXT,
    "video": shape(
        KIND
        | {
            "alt_text": string(limits.ALT_TEXT),
            "title": plain(limits.VIDEO_TITLE),
            "thumbnail_url": IMAGE_URL,
            "video_url": URL,
        },
        BLOCK
        | {
            "author_name": string(limits.VIDEO_AUTHOR - 1),
            "description": plain(limits.VIDEO_TITLE),
            "provider_name": string(limits.VIDEO_TITLE),
            "provider_icon_url": URL,
            "title_url": URL,
        },
    ),
    "alert": shape(
        KIND | {"text": text(limits.SECTION_TEXT)},
        BLOCK | {"level": choice("default", "info", "warning", "error", "success")},
    ),
    "card": CARD,
    "carousel": shape(
        KIND | {"elements": each(by_type({"card": CARD}, "element"), limits.CAROUSEL)}, BLOCK
    ),
}

MESSAGE_ONLY: dict[str, Check] = {
    "markdown": shape(KIND | {"text": string(limits.MARKDOWN)}, BLOCK),
    "file": shape(
        KIND | {"external_id": string(limits.EXTERNAL_ID), "source": choice("remote")}, BLOCK
    ),
    "table": shape(
        KIND
        | {
            "rows": each(each(CELL, limits.TABLE_COLUMNS), limits.TABLE_ROWS),
        },
        BLOCK | {"column_settings": each(_column, limits.TABLE_COLUMNS)},
    ),
    "context_actions": shape(
        KIND | {"elements": each(CONTEXT_ACTION, limits.CONTEXT_ACTIONS)}, BLOCK
    ),
}

_CHILD = by_type(EVERYWHERE | MESSAGE_ONLY, "block")
CONTAINER = shape(
    KIND | {"child_blocks": each(_CHILD, limits.CONTAINER_BLOCKS)},
    BLOCK
    | {
        "title": plain(limits.CARD_TITLE),
        "rich_text_title": RICH_TEXT,
        "subtitle": text(limits.CARD_TITLE),
        "icon": IMAGE,
        "width": choice("narrow", "standard", "wide", "full"),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    some_of("title", "rich_text_title"),
)

MESSAGE_BLOCK = by_type(EVERYWHERE | MESSAGE_ONLY | {"container": CONTAINER}, "block")
VIEW_BLOCK = by_type(EVERYWHERE, "block")
