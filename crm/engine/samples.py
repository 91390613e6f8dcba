"""What SQLite's statistics miss where it looked at the first rows of an index alone.

With an analysis limit SQLite visits so many rows of each first column's value, and writes down what
it saw: a workspace of a million rows counts as one of a thousand, and walking it as cheap. Values
of which it saw the end are counted rightly, since an index has them together.
See https://sqlite.org/fileformat2.html#stat1tab: an application may set these figures itself.
"""

from __future__ import annotations

from math import isqrt

LOOKED_AT = 1_000  # rows: the analysis limit


def averages(stat: str, workspaces: int) -> str:
    """The line of an index: its rows, then how many share the first column's value, the first two.

    Of a column whose one value filled all that was looked at only the least and the most are known:
    the mean of both in size (geometric) is taken.
    """
    words = stat.split()
    figures = [int(word) for word in words if word.isdigit()]
    if len(figures) < 2 or figures[1] < LOOKED_AT:
        return stat
    own = max(figures[1], figures[0] // max(1, workspaces))
    rest = [isqrt(figure * own) if figure >= LOOKED_AT else figure for figure in figures[2:]]
    return " ".join([str(figures[0]), *map(str, [own, *rest]), *words[len(figures) :]])
