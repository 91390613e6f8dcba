"""`payloads`: right and wrong payloads after Slack's documentation, and slack_sdk's models.

They are those of `tests/sandbox/payloads/`. Each wrong one names its page and the word that Slack
documents; whatever the models refuse, the sandbox has to refuse as well.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.figure import Figure, exactly
from bench.from_tests import load

SHARE = 0.975  # of the wrong ones: 195 of 200
Row = dict[str, Any]


def measure(*, short: bool) -> list[Figure]:
    """What the sandbox said to all of them, and how the models and it agree."""
    forms, judge = load("sandbox/payload_forms.py"), load("sandbox/payload_judge.py")
    valid, invalid = forms.rows("valid"), forms.rows("invalid")
    spoilt = list(judge.spoilt(valid, times=2 if short else 24))
    slack = judge.slack()
    said = {kind: judge.words(slack, rows) for kind, rows in _kinds(valid, invalid, spoilt)}
    refused = [name for name, word in said["right"].items() if word]
    other = [row["name"] for row in invalid if said["wrong"][row["name"]] != row["word"]]
    unlike = _beside_the_models(_kinds(valid, invalid, spoilt), said, forms)
    sys.stderr.write("".join(f"{name}\n" for name in (*refused, *other, *unlike)))
    worded, wanted = len(invalid) - len(other), round(SHARE * len(invalid))
    return [
        exactly(f"payloads: of {len(valid)} valid, refused", len(refused), "payloads", 0),
        Figure(
            f"payloads: of {len(invalid)} invalid, refused with the documented word",
            *(worded, "payloads", f"≥ {wanted}", worded >= wanted),
            command="make bench FIGURES=payloads",
        ),
        exactly("payloads: refused by slack_sdk's models alone", len(unlike), "payloads", 0),
    ]


def _kinds(
    valid: list[Row], invalid: list[Row], spoilt: list[Row]
) -> tuple[tuple[str, list[Row]], ...]:
    return ("right", valid), ("wrong", invalid), ("spoilt at random", spoilt)


def _beside_the_models(
    kinds: tuple[tuple[str, list[Row]], ...], said: dict[str, dict[str, str]], forms: Any
) -> list[str]:
    """Print who refuses what; the names of those that the models alone refuse."""
    table = Table("payloads", "both refuse", "sandbox alone", "slack_sdk alone", "both accept")
    unlike = []
    for kind, rows in kinds:
        seen = [(r["name"], bool(said[kind][r["name"]]), forms.models_refuse(r)) for r in rows]
        count = Counter(pair[1:] for pair in seen)
        order = ((True, True), (True, False), (False, True), (False, False))
        table.add_row(f"{kind} ({len(rows)})", *(str(count[one]) for one in order))
        unlike += [name for name, ours, theirs in seen if theirs and not ours]
    Console(file=sys.stderr, width=110).print(table)
    return unlike
