"""Block Kit's blocks, and which of them stand in messages, modals and Home tabs."""

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
    not_both,
    only_one,
    shape,
    some_of,
    string,
)
from sandbox.rules.data import DATA
from sandbox.rules.elements import (
    ACCESSORY,
    ACTION,
    BUTTON,
    CONTEXT_ACTION,
    IMAGE,
    INPUT,
    MODAL_INPUT,
)
from sandbox.rules.objects import (
    BLOCK,
    IMAGE_URL,
    KIND,
    SLACK_FILE,
    URL,
    plain,
    text,
)
from sandbox.rules.richtext import RICH_TEXT
from sandbox.rules.tasks import TASKS
from sandbox.values import Json


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


def _input(element: Check) -> Check:
    """An input block around one of some elements."""
    return shape(
        KIND | {"label": plain(limits.INPUT_LABEL), "element": element},
        BLOCK | {"hint": plain(limits.INPUT_HINT), "optional": boolean, "dispatch_action": boolean},
        _hints,
    )


CARD = shape(
    KIND,
    BLOCK
    | {
        "title": text(limits.CARD_TITLE),
        "subtitle": text(limits.CARD_TITLE),
        "body": text(limits.CARD_BODY),
        "subtext": text(limits.CARD_BODY),
        "hero_image": IMAGE,
        "icon": IMAGE,
        "slack_icon": shape(KIND, {"name": string(100)}),
        "actions": each(BUTTON, limits.CARD_ACTIONS),
    },
    some_of("hero_image", "title", "actions", "body"),
    not_both("icon", "slack_icon"),
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
    "input": _input(INPUT),
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
    "context_actions": shape(
        KIND | {"elements": each(CONTEXT_ACTION, limits.CONTEXT_ACTIONS)}, BLOCK
    ),
    **DATA,
    **TASKS,
}

MODAL_ONLY: dict[str, Check] = {
    "alert": shape(
        KIND | {"text": text(limits.ALERT_TEXT)},
        BLOCK | {"level": choice("default", "info", "warning", "error", "success")},
    ),
}


def _collapsing(block: Json, path: Path) -> Problems:
    if block.get("is_collapsible") and block.get("has_header_divider"):
        yield Problem((*path, "has_header_divider"), "not allowed where is_collapsible is true")
    if block.get("default_collapsed") and not block.get("is_collapsible"):
        yield Problem((*path, "default_collapsed"), "needs is_collapsible")


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
    _collapsing,
)

MESSAGE_BLOCK = by_type(EVERYWHERE | MESSAGE_ONLY | {"container": CONTAINER}, "block")
MODAL_BLOCK = by_type(EVERYWHERE | MODAL_ONLY | {"input": _input(MODAL_INPUT)}, "block")
HOME_BLOCK = by_type(EVERYWHERE, "block")
