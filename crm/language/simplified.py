"""Traditional Chinese characters and the simplified ones (from OpenCC, Apache-2.0)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

PAIRS = Path(__file__).with_name("simplified.json")


@cache
def table() -> dict[int, str]:
    """The table for `str.translate`, from traditional to simplified, character by character."""
    pairs = json.loads(PAIRS.read_text(encoding="utf-8"))
    return dict(zip(map(ord, pairs["traditional"]), pairs["simplified"], strict=True))
