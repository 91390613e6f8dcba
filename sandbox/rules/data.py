"""Blocks that show figures: table, data_table and data_visualization."""

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
    number,
    shape,
    string,
)
from sandbox.rules.objects import BLOCK, KIND
from sandbox.rules.richtext import RICH_TEXT
from sandbox.values import Json

RAW_TEXT = shape(KIND | {"text": string(limits.TABLE_TEXT)})
RAW_NUMBER = shape(KIND | {"value": number}, {"text": string(limits.TABLE_TEXT)})
RAW: dict[str, Check] = {"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER}
CELL = by_type(RAW | {"rich_text": RICH_TEXT}, "cell")
HEAD = by_type(RAW, "header cell")
COLUMN = shape({}, {"align": choice("left", "center", "right"), "is_wrapped": boolean})


def _column(value: object, path: Path) -> Problems:
    if value is not None:
        yield from COLUMN(value, path)


def _even(block: Json, path: Path) -> Problems:
    """Every row is as long as the header, whose cells are raw."""
    first, *others = block["rows"]
    for index, cell in enumerate(first):
        yield from HEAD(cell, (*path, "rows", 0, index))
    for index, row in enumerate(others, 1):
        if len(row) != len(first):
            yield Problem((*path, "rows", index), f"must have {len(first)} cells")
    if int(block.get("row_header_column_index", 0)) >= len(first):
        yield Problem((*path, "row_header_column_index"), "must be a column of the table")


_LABEL = string(limits.CHART_LABEL)
_POINT = shape({"label": _LABEL, "value": number})
_SERIES = shape({"name": _LABEL, "data": each(_POINT, limits.CHART_POINTS)})
_AXIS = shape(
    {"categories": each(_LABEL, limits.CHART_POINTS)},
    {"x_label": string(limits.CHART_TITLE), "y_label": string(limits.CHART_TITLE)},
)


def _whole(chart: Json, path: Path) -> Problems:
    """Series have different names and a value for every category."""
    names = [one["name"] for one in chart["series"]]
    if len(set(names)) < len(names):
        yield Problem((*path, "series"), "names must be unique")
    wanted = chart["axis_config"]["categories"]
    for index, one in enumerate(chart["series"]):
        if [point["label"] for point in one["data"]] != wanted:
            sentence = "must have a value for each category, in their order"
            yield Problem((*path, "series", index, "data"), sentence)


def _positive(chart: Json, path: Path) -> Problems:
    for index, one in enumerate(chart["segments"]):
        if one["value"] <= 0:
            yield Problem((*path, "segments", index, "value"), "must be more than 0")


_PLOT = shape(
    KIND | {"series": each(_SERIES, limits.CHART_SERIES), "axis_config": _AXIS}, {}, _whole
)
_PIE = shape(KIND | {"segments": each(_POINT, limits.CHART_SERIES)}, {}, _positive)
CHART = by_type({"pie": _PIE, "bar": _PLOT, "area": _PLOT, "line": _PLOT}, "chart")

DATA: dict[str, Check] = {
    "table": shape(
        KIND | {"rows": each(each(CELL, limits.TABLE_COLUMNS), limits.TABLE_ROWS)},
        BLOCK | {"column_settings": each(_column, limits.TABLE_COLUMNS)},
    ),
    "data_table": shape(
        KIND
        | {
            "caption": string(limits.SECTION_TEXT),
            "rows": each(each(CELL, limits.TABLE_COLUMNS), limits.DATA_ROWS, 2),
        },
        BLOCK
        | {
            "page_size": integer(1, limits.DATA_PAGE),
            "row_header_column_index": integer(0, limits.TABLE_COLUMNS - 1),
        },
        _even,
    ),
    "data_visualization": shape(
        KIND | {"title": string(limits.CHART_TITLE), "chart": CHART}, BLOCK
    ),
}
