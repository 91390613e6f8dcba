"""Tasks of other systems that stand here as follow-ups: what a file says of them later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm.imports import vendors
from crm.imports.draft import Draft
from crm.imports.ids import external

STILL_OPEN = "still open there, kept as an activity"
COUNTED_HERE = frozenset({"status", "snoozed"})


def go_on(session: Session, drafts: Sequence[Draft]) -> None:
    """Turn the rows of tasks that an earlier import made follow-ups into rows of those.

    Done by now, or open and late, they read as activities. All others stay what they are.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    rows = [draft for draft in drafts if draft.kind == "activity"]
    for draft in rows:
        wanted[draft.key].add(draft.vendor)
    here = vendors.meant(external(session, "followup", wanted), wanted)
    for draft in rows:
        said = draft.values
        if (draft.vendor, draft.key) not in here:
            continue
        state = {"due_at": said["at"]} if draft.is_open else {"done_at": said["at"]}
        draft.kind, draft.values = "followup", {"subject": said["note"]} | state
        draft.warnings = [w for w in draft.warnings if not w.endswith(STILL_OPEN)]


def forward(draft: Draft, said: dict[str, Any]) -> dict[str, Any]:
    """What a row changes in a follow-up: it may close one, and never opens one again."""
    if draft.kind != "followup":
        return said
    left = {name: value for name, value in said.items() if name not in COUNTED_HERE}
    at = draft.values.get("done_at")
    return left | ({"status": "done", "done_at": at} if at else {})
