"""What is said to be absent: *without an email*, 没有手机号, *no purchases* (rule 9)."""

from __future__ import annotations

from crm.language.ask.draft import Draft
from crm.language.query import kinds

# Words of the world, by the field that they are values of.
WORDS = (
    "stage",
    "pipeline",
    "product",
    "source",
    "lost_reason",
    "tag",
    "category",
    "industry",
    "segment",
    "campaign",
    "city",
    "country",
)
COUNTED = frozenset(
    [
        "touches",
        "open_deals",
        "open_tickets",
        "purchases",
        "push_count",
        "reopened",
        "replies",
        "members",
        "leads",
        "snoozed",
        "spent",
    ]
)
AFTERWARDS = frozenset({"missing", "not", "none", "lacking"})


def read(draft: Draft) -> None:
    """*without an email*, 没有手机号: a field that is empty, a count that is nought."""
    for place in draft.free("neg"):
        near = draft.after(place, "field", reach=1)
        if near is None and draft.spans[place].text.lower() in AFTERWARDS:
            near = draft.before(place, "field", reach=1)
        if near is None and draft.is_chinese and draft.after(place, *WORDS, reach=1) is None:
            near = draft.before(place, "field", reach=1)
        if near is not None and _has_value(draft, near):
            continue
        name = draft.resolve(draft.spans[near].all("field")[0]) if near is not None else None
        found = kinds.field(draft.kind, name) if name else None
        if near is None or name is None or found is None:
            continue
        if found.name in COUNTED:
            draft.add(near, name, "=", 0)
        elif found.letter == "y":
            draft.add(near, name, "=", value=False)
        else:
            draft.add(near, name, "empty")
        draft.use(place, near)


def _has_value(draft: Draft, place: int) -> bool:
    """Whether a field word only announces its value (*not in stage Demo*)."""
    words = set(draft.spans[place].all("field"))
    then = draft.after(place, *words, reach=1)
    return then is not None
