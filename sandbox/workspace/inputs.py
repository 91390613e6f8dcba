"""Interactive elements: finding them in blocks, and what a person's choice becomes."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.values import ControlError, Json

# type → (key of the value in state and actions, key of the initial value)
VALUES = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}
STATELESS = {"button", "overflow", "workflow_button", "icon_button", "feedback_buttons"}
LISTS = {"checkboxes", "file_input"}


@dataclass(frozen=True)
class Input:
    """An interactive element with the block that holds it."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """The id of its block."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """Its own id."""
        return str(self.element["action_id"])

    @property
    def path(self) -> str:
        """Both ids, which no other element of the view shares."""
        return f"{self.block_id}/{self.action_id}"

    @property
    def type(self) -> str:
        """Its type, such as `button`."""
        return str(self.element["type"])

    @property
    def is_list(self) -> bool:
        """Whether several values can be chosen."""
        return self.type in LISTS or self.type.startswith("multi_")

    @property
    def acts(self) -> bool:
        """Whether choosing is told to the app at once."""
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action"))

    @property
    def label(self) -> str:
        """The words beside it, or on it."""
        element = self.element
        text = self.block.get("label") or element.get("text") or element.get("placeholder") or {}
        return str(text.get("text", ""))


def inputs(blocks: list[Json]) -> Iterator[Input]:
    """Every interactive element, in reading order."""
    for block in blocks:
        for element in _elements(block):
            if "action_id" in element:
                yield Input(block, element)


def _elements(block: Json) -> Iterator[Json]:
    for key in ("element", "accessory"):
        if block.get(key):
            yield block[key]
    for key in ("elements", "actions"):
        for element in block.get(key) or []:
            yield from _elements(element) if element.get("type") == "card" else (element,)
    for child in block.get("child_blocks") or []:
        yield from _elements(child)


def find(blocks: list[Json], ref: str, block_id: str | None = None) -> Input:
    """The element with this path, action_id, block_id or label; raises ControlError."""
    every = [i for i in inputs(blocks) if block_id in (None, i.block_id)]
    for attribute in ("path", "action_id", "block_id", "label"):
        for candidate in every:
            if getattr(candidate, attribute) == ref:
                return candidate
    there = ", ".join(f"{i.action_id} ({i.label})" for i in every) or "none"
    raise ControlError(f"No element {ref!r} here; there are: {there}.", 404)


def initial(field: Input) -> Json:
    """The state of an element nobody has touched."""
    key, start = VALUES.get(field.type, ("value", ""))
    empty: object = [] if field.is_list else None
    return {"type": field.type, key: field.element.get(start, empty)}


def state(blocks: list[Json], values: Json) -> Json:
    """`state.values` as Slack sends it: what was chosen, or else the initial values."""
    result: Json = {}
    for field in inputs(blocks):
        if field.type not in STATELESS:
            chosen = values.get(field.block_id, {}).get(field.action_id)
            result.setdefault(field.block_id, {})[field.action_id] = chosen or initial(field)
    return result


def choose(field: Input, value: object) -> Json:
    """What choosing or typing `value` makes of the state; options by value or by label."""
    key, _ = VALUES.get(field.type, ("value", ""))
    if key in ("selected_option", "selected_options"):
        return {"type": field.type, key: _options(field, value)}
    if field.is_list and not isinstance(value, list):
        value = [] if value in (None, "") else [value]
    if key == "value" and value is not None:
        value = str(value) or None
    return {"type": field.type, key: value}


def _options(field: Input, value: object) -> object:
    if field.is_list:
        many = value if isinstance(value, list) else [] if value in (None, "") else [value]
        return [_option(field, one) for one in many]
    return None if value in (None, "") else _option(field, value)


def _option(field: Input, value: object) -> Json:
    if isinstance(value, dict):
        return value
    groups = field.element.get("option_groups") or []
    options = [*(field.element.get("options") or []), *(o for g in groups for o in g["options"])]
    for option in options:
        if value in (option["value"], option["text"]["text"]):
            return dict(option)
    there = ", ".join(str(o["value"]) for o in options)
    raise ControlError(f"{field.action_id} has no option {value!r}; there are: {there}.", 404)
