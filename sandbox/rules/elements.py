"""Block Kit's elements: buttons, menus, pickers and inputs, and where each may stand."""

from itertools import pairwise

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
    integer,
    only_one,
    pattern,
    shape,
    string,
)
from sandbox.rules.objects import (
    ACTION_ID,
    CHECK_OPTION,
    CONFIRM,
    DATE,
    FILTER,
    IMAGE_URL,
    KIND,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    SELECT_OPTION,
    SLACK_FILE,
    STYLE,
    TIME,
    URL,
    distinct_options,
    initial_among,
    plain,
)
from sandbox.rules.richtext import RICH_TEXT
from sandbox.values import Json

ID = {"action_id": ACTION_ID}
CONFIRMED: dict[str, Check] = ID | {"confirm": CONFIRM, "focus_on_load": boolean}
MENU: dict[str, Check] = CONFIRMED | {"placeholder": PLACEHOLDER}
TYPED: dict[str, Check] = ID | {
    "placeholder": PLACEHOLDER,
    "focus_on_load": boolean,
    "dispatch_action_config": shape(
        {}, {"trigger_actions_on": each(choice("on_enter_pressed", "on_character_entered"), 2)}
    ),
}
CHOICES: dict[str, Check] = {
    "options": each(SELECT_OPTION, limits.OPTIONS),
    "option_groups": each(OPTION_GROUP, limits.OPTION_GROUPS),
}
MANY: dict[str, Check] = {"max_selected_items": integer(1, 100_000)}
CHECKS = each(CHECK_OPTION, limits.CHECK_OPTIONS)
EXTERNAL: dict[str, Check] = MENU | {"min_query_length": integer(0, 100)}
CONVERSATION: dict[str, Check] = MENU | {
    "default_to_current_conversation": boolean,
    "filter": FILTER,
}
ONE_ANSWER: dict[str, Check] = {"response_url_enabled": boolean}
NUMBER = pattern(r"-?\d+(\.\d+)?", "must be a number")


def _lengths(element: Json, path: Path) -> Problems:
    low, high = element.get("min_length", 0), element.get("max_length", limits.INPUT_LENGTH)
    start = element.get("initial_value")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield Problem((*path, "min_length"), "must not be more than max_length")
    if isinstance(start, str) and isinstance(high, int) and len(start) > high:
        yield Problem((*path, "initial_value"), "must not be longer than max_length")


def _button(element: Json, path: Path) -> Problems:
    if element.get("style") == "default":
        yield Problem((*path, "style"), "must be primary or danger, or left out")


def _bounds(element: Json, path: Path) -> Problems:
    """A number's lowest, first and highest value have to be in that order."""
    named = ("min_value", "initial_value", "max_value")
    given = [(key, float(element[key])) for key in named if key in element]
    for (_, low), (key, high) in pairwise(given):
        if low > high:
            yield Problem((*path, key), "must be between min_value and max_value")


PARAMETER = shape({"name": string(255), "value": string(3_000, 0)})
WORKFLOW = shape(
    {"trigger": shape({"url": URL}, {"customizable_input_parameters": each(PARAMETER, 100)})}
)
FEEDBACK = shape(
    {"text": plain(limits.BUTTON_TEXT), "value": string(limits.BUTTON_VALUE)},
    {"accessibility_label": string(limits.BUTTON_TEXT)},
)


def _ids(key: str) -> dict[str, Check]:
    return {key: each(string(30), 100)}


ELEMENTS: dict[str, Check] = {
    "button": shape(
        KIND | {"text": plain(limits.BUTTON_TEXT)},
        ID
        | {
            "url": URL,
            "value": string(limits.BUTTON_VALUE),
            "style": STYLE,
            "confirm": CONFIRM,
            "accessibility_label": string(limits.BUTTON_TEXT),
            "agent_prompt": string(limits.AGENT_PROMPT),
            "agent_prompt_display": string(limits.AGENT_PROMPT),
            "visible_to_user_ids": each(string(30), limits.VISIBLE_TO),
        },
        _button,
    ),
    "checkboxes": shape(
        KIND | {"options": CHECKS},
        CONFIRMED | {"initial_options": CHECKS},
        distinct_options,
        initial_among("initial_options"),
    ),
    "radio_buttons": shape(
        KIND | {"options": CHECKS},
        CONFIRMED | {"initial_option": CHECK_OPTION},
        distinct_options,
        initial_among("initial_option"),
    ),
    "overflow": shape(
        KIND | {"options": each(OVERFLOW_OPTION, limits.OVERFLOW_OPTIONS)},
        ID | {"confirm": CONFIRM},
        distinct_options,
    ),
    "static_select": shape(
        KIND,
        MENU | CHOICES | {"initial_option": SELECT_OPTION},
        only_one("options", "option_groups"),
        distinct_options,
        initial_among("initial_option"),
    ),
    "multi_static_select": shape(
        KIND,
        MENU | CHOICES | MANY | {"initial_options": each(SELECT_OPTION, limits.OPTIONS)},
        only_one("options", "option_groups"),
        distinct_options,
        initial_among("initial_options"),
    ),
    "external_select": shape(KIND, EXTERNAL | {"initial_option": SELECT_OPTION}),
    "multi_external_select": shape(
        KIND, EXTERNAL | MANY | {"initial_options": each(SELECT_OPTION, limits.OPTIONS)}
    ),
    "users_select": shape(KIND, MENU | {"initial_user": string(30)}),
    "multi_users_select": shape(KIND, MENU | MANY | _ids("initial_users")),
    "conversations_select": shape(
        KIND, CONVERSATION | ONE_ANSWER | {"initial_conversation": string(30)}
    ),
    "multi_conversations_select": shape(KIND, CONVERSATION | MANY | _ids("initial_conversations")),
    "channels_select": shape(KIND, MENU | ONE_ANSWER | {"initial_channel": string(30)}),
    "multi_channels_select": shape(KIND, MENU | MANY | _ids("initial_channels")),
    "datepicker": shape(KIND, MENU | {"initial_date": DATE}),
    "timepicker": shape(KIND, MENU | {"initial_time": TIME, "timezone": string(100)}),
    "datetimepicker": shape(
        KIND, CONFIRMED | {"initial_date_time": integer(1_000_000_000, 9_999_999_999)}
    ),
    "plain_text_input": shape(
        KIND,
        TYPED
        | {
            "initial_value": string(limits.INPUT_LENGTH, 0),
            "multiline": boolean,
            "min_length": integer(0, limits.INPUT_LENGTH),
            "max_length": integer(1, limits.INPUT_LENGTH),
        },
        _lengths,
    ),
    "email_text_input": shape(KIND, TYPED | {"initial_value": string(limits.INPUT_LENGTH)}),
    "url_text_input": shape(KIND, TYPED | {"initial_value": URL}),
    "number_input": shape(
        KIND | {"is_decimal_allowed": boolean},
        TYPED | {"initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
        _bounds,
    ),
    "rich_text_input": shape(
        KIND,
        TYPED
        | {"initial_value": RICH_TEXT, "min_lines": integer(1, 100), "max_lines": integer(1, 100)},
    ),
    "file_input": shape(
        KIND, ID | {"filetypes": each(string(20), 100), "max_files": integer(1, limits.INPUT_FILES)}
    ),
    "workflow_button": shape(
        KIND | {"text": plain(limits.BUTTON_TEXT), "workflow": WORKFLOW},
        ID | {"style": STYLE, "accessibility_label": string(limits.BUTTON_TEXT)},
    ),
    "image": shape(
        KIND | {"alt_text": string(limits.ALT_TEXT)},
        {"image_url": IMAGE_URL, "slack_file": SLACK_FILE},
        only_one("image_url", "slack_file"),
    ),
    "feedback_buttons": shape(
        KIND | {"positive_button": FEEDBACK, "negative_button": FEEDBACK}, ID
    ),
    "icon_button": shape(
        KIND | {"icon": choice("trash"), "text": plain(limits.BUTTON_TEXT)},
        ID
        | {
            "value": string(limits.BUTTON_VALUE),
            "confirm": CONFIRM,
            "accessibility_label": string(limits.BUTTON_TEXT),
            "visible_to_user_ids": each(string(30), limits.VISIBLE_TO),
        },
    ),
}

_SELECTS = [
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
]
_MULTI = [f"multi_{name}" for name in _SELECTS]
_PICKS = ["checkboxes", "radio_buttons", "datepicker", "timepicker"]
_TYPED = ["plain_text_input", "email_text_input", "url_text_input", "number_input"]
_BUTTONS = ["button", "overflow", "workflow_button"]


def _some(*names: str) -> dict[str, Check]:
    return {name: ELEMENTS[name] for name in names}


ACCESSORY = by_type(_some("image", *_BUTTONS, *_SELECTS, *_MULTI, *_PICKS), "accessory")
ACTION = by_type(
    _some(*_BUTTONS, *_SELECTS, *_MULTI, *_PICKS, "datetimepicker", "rich_text_input"), "element"
)
_INPUTS = _some(*_TYPED, *_SELECTS, *_MULTI, *_PICKS, "datetimepicker", "rich_text_input")
INPUT = by_type(_INPUTS, "input element")
MODAL_INPUT = by_type(_INPUTS | _some("file_input"), "input element")
IMAGE = ELEMENTS["image"]
BUTTON = by_type(_some("button"), "element")
CONTEXT_ACTION = by_type(_some("feedback_buttons", "icon_button"), "element")
