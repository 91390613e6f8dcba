"""Texts that a spreadsheet would run: marked on their way out, plain again on their way in."""

from __future__ import annotations

import json
import re
from typing import Any

FORMULA = frozenset("=+-@＝＋－＠")
SIGNED = re.compile(r"[+-]\d+(\.\d+)?")


def safe(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula; lists are written as JSON, empty ones not.

    Full-width signs count too, and what stands behind blanks: some programs trim and fold first.
    """
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    text = "" if value is None else str(value)
    return f"'{text}" if _is_run(text) else text


def plain(cell: str) -> str:
    """The text that `safe` made a cell of."""
    return cell[1:] if cell[:1] == "'" and _is_run(cell[1:]) else cell


def _is_run(text: str) -> bool:
    """Whether a spreadsheet might run a text, quotes before it aside: they are marks themselves."""
    bare = text.lstrip("'")
    is_run = bare.lstrip()[:1] in FORMULA or bare[:1] in {"\t", "\r", "\n"}
    return is_run and not SIGNED.fullmatch(bare)
