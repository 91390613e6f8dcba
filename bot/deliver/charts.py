"""Charts as PNG images, in the reader's language; drawn after the commit, never under a lock."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from crm.engine.reply import Chart
from crm.engine.texts import Reader, say

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

FONT = "NotoSansCJKsc-Regular.otf"
COLOURS = ("#1264a3", "#2eb67d", "#ecb22e", "#e01e5a")


def draw(chart: Chart, reader: Reader) -> bytes:
    """The chart as a PNG of 1,600 by 800 pixels."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - half a second that only charts need

    figure = Figure(figsize=(8, 4), dpi=200, layout="constrained")
    axes = figure.subplots()
    labels = [say(label, reader) for label in chart.labels]
    width = 0.8 / max(1, len(chart.series))
    for number, series in enumerate(chart.series):
        name, colour = say(series.name, reader), COLOURS[number % len(COLOURS)]
        if chart.kind == "line":
            axes.plot(labels, series.figures, label=name, color=colour, marker="o", linewidth=2)
        else:
            places = [
                i + (number - (len(chart.series) - 1) / 2) * width for i in range(len(labels))
            ]
            axes.bar(places, series.figures, width, label=name, color=colour)
    font = _font()
    axes.set_xticks(range(len(labels)), labels)
    axes.set_title(say(chart.title, reader), fontproperties=font, fontsize=13, loc="left")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    if len(chart.series) > 1:
        axes.legend(prop=font, frameon=False)
    for tick in axes.get_xticklabels():
        tick.set_fontproperties(font)
    buffer = BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


@cache
def _font() -> FontProperties:
    import mplfonts  # noqa: PLC0415 - only its font file is needed, found beside its code
    from matplotlib import font_manager  # noqa: PLC0415 - as above

    return font_manager.FontProperties(fname=Path(mplfonts.__file__).parent / "fonts" / FONT)
