"""The shapes inside a rich_text block."""

from sandbox.rules import limits
from sandbox.rules.check import (
    Check,
    Path,
    Problems,
    anything,
    boolean,
    by_type,
    choice,
    each,
    integer,
    shape,
    string,
)
from sandbox.rules.objects import KIND, URL

_MARKS = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight")
STYLE = shape({}, dict.fromkeys((*_MARKS, "unlink"), boolean))
STYLED: dict[str, Check] = {"style": STYLE}
_MANY = 1_000

PARTS: dict[str, Check] = {
    "text": shape(KIND | {"text": string(limits.MESSAGE_TEXT, 0)}, STYLED),
    "link": shape(
        KIND | {"url": URL}, STYLED | {"text": string(limits.SECTION_TEXT), "unsafe": boolean}
    ),
    "emoji": shape(
        KIND | {"name": string(100)},
        STYLED | {"unicode": string(100), "skin_tone": integer(1, 6), "url": URL},
    ),
    "user": shape(KIND | {"user_id": string(30)}, STYLED),
    "channel": shape(KIND | {"channel_id": string(30)}, STYLED),
    "usergroup": shape(KIND | {"usergroup_id": string(30)}, STYLED),
    "team": shape(KIND | {"team_id": string(30)}, STYLED),
    "broadcast": shape(KIND | {"range": choice("here", "channel", "everyone")}, STYLED),
    "color": shape(KIND | {"value": string(30)}, STYLED),
    "date": shape(
        KIND | {"timestamp": integer(0, 9_999_999_999), "format": string(200)},
        STYLED | {"url": URL, "fallback": string(500)},
    ),
}
PART = by_type(PARTS, "rich text element")
SECTION = shape(KIND | {"elements": each(PART, _MANY, 0)})
BORDER: dict[str, Check] = {"border": integer(0, 1)}

_TOP: dict[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_list": shape(
        KIND
        | {
            "style": choice("bullet", "ordered"),
            "elements": each(by_type({"rich_text_section": SECTION}, "list item"), _MANY),
        },
        BORDER | {"indent": integer(0, 8), "offset": integer(0, 100_000)},
    ),
    "rich_text_preformatted": shape(
        KIND | {"elements": each(by_type({k: PARTS[k] for k in ("text", "link")}, "part"), _MANY)},
        BORDER | {"language": string(50)},
    ),
    "rich_text_quote": shape(KIND | {"elements": each(PART, _MANY)}, BORDER),
}

RICH_TEXT = shape(
    KIND | {"elements": each(by_type(_TOP, "rich text"), _MANY)}, {"block_id": anything}
)


def rich_cell(value: object, path: Path) -> Problems:
    """A rich_text block as a table's cell."""
    yield from RICH_TEXT(value, path)
