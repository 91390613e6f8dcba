"""Block Kit's composition objects: texts, options, confirmations, files, filters."""

from collections.abc import Callable

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
    pattern,
    shape,
    string,
)
from sandbox.values import Json

KIND = {"type": anything}


def plain(most: int, least: int = 1) -> Check:
    """A plain_text object."""
    shaped = shape(KIND | {"text": string(most, least)}, {"emoji": boolean})
    return by_type({"plain_text": shaped}, "text (plain_text wanted)")


def text(most: int, least: int = 1) -> Check:
    """A plain_text or mrkdwn object."""
    inner = string(most, least)
    kinds = {
        "plain_text": shape(KIND | {"text": inner}, {"emoji": boolean}),
        "mrkdwn": shape(KIND | {"text": inner}, {"verbatim": boolean}),
    }
    return by_type(kinds, "text")


def mrkdwn(most: int) -> Check:
    """A mrkdwn object."""
    return by_type({"mrkdwn": shape(KIND | {"text": string(most)}, {"verbatim": boolean})}, "text")


URL = pattern(r"(https?|slack|mailto|tel):\S+", "must be a valid URL", limits.URL)
IMAGE_URL = pattern(r"https?://\S+", "must be a valid image URL", limits.URL)
ACTION_ID = string(limits.ACTION_ID)
BLOCK: dict[str, Check] = {"block_id": string(limits.BLOCK_ID)}
STYLE = choice("primary", "danger")
PLACEHOLDER = plain(limits.PLACEHOLDER)
DATE = pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "must be a date, YYYY-MM-DD")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "must be a time, HH:mm")

SLACK_FILE = shape(
    {}, {"id": pattern(r"F[A-Z0-9]+", "must be a file id"), "url": URL}, only_one("id", "url")
)
CONFIRM = shape(
    {
        "title": plain(limits.CONFIRM_TITLE),
        "text": text(limits.CONFIRM_TEXT),
        "confirm": plain(limits.CONFIRM_BUTTON),
        "deny": plain(limits.CONFIRM_BUTTON),
    },
    {"style": STYLE},
)
FILTER = shape(
    {},
    {
        "include": each(choice("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)


def option(label: Check, more: dict[str, Check] | None = None) -> Check:
    """An option with a label of a given kind."""
    return shape(
        {"text": label, "value": string(limits.OPTION_VALUE)},
        {"description": plain(limits.OPTION_DESCRIPTION), **(more or {})},
    )


SELECT_OPTION = option(plain(limits.OPTION_TEXT))
CHECK_OPTION = shape(
    {"text": text(limits.OPTION_TEXT), "value": string(limits.OPTION_VALUE)},
    {"description": text(limits.OPTION_DESCRIPTION)},
)
OVERFLOW_OPTION = option(plain(limits.OPTION_TEXT), {"url": URL})
OPTION_GROUP = shape(
    {"label": plain(limits.OPTION_TEXT), "options": each(SELECT_OPTION, limits.OPTIONS)}
)


def all_options(element: Json) -> list[Json]:
    """The options of a select, those inside groups included."""
    groups = [g for g in element.get("option_groups") or [] if isinstance(g, dict)]
    lists = [element.get("options") or [], *(g.get("options") or [] for g in groups)]
    return [o for options in lists for o in options if isinstance(o, dict)]


def distinct_options(element: Json, path: Path) -> Problems:
    """A rule: no two options have the same value."""
    values = [str(o.get("value")) for o in all_options(element)]
    doubled = sorted({v for v in values if values.count(v) > 1}) if values else []
    if doubled:
        yield Problem((*path, "options"), f"option values must be unique: {', '.join(doubled)}")


def initial_among(key: str) -> Callable[[Json, Path], Problems]:
    """A rule: what is chosen at first is among the options, to the letter."""

    def rule(element: Json, path: Path) -> Problems:
        start = element.get(key)
        chosen = start if isinstance(start, list) else [] if start is None else [start]
        options = all_options(element)
        for one in chosen:
            if not any(_same(one, option) for option in options):
                yield Problem((*path, key), "must be one of the options")

    return rule


def _same(one: object, other: Json) -> bool:
    if not isinstance(one, dict) or not isinstance(one.get("text"), dict):
        return False
    label, labelled = one["text"].get("text"), (other.get("text") or {}).get("text")
    return one.get("value") == other.get("value") and label == labelled
