"""Filters joined by *or*, and what is added where nothing was said (ask.md, rule 3)."""

from __future__ import annotations

from crm.language.ask.draft import Draft, Item
from crm.language.ask.event_days import ASKED_EVENTS
from crm.language.ask.spans import Span
from crm.language.query.filter import All, Any_, Leaf, Node

LIFTING = ASKED_EVENTS | {
    "lost_reason",
    "csat",
    "response_hours",
    "resolution_hours",
    "reopened",
}
SINGLE = frozenset(
    [
        "stage",
        "status",
        "type",
        "priority",
        "source",
        "channel",
        "category",
        "industry",
        "city",
        "country",
        "company",
        "contact",
        "owner",
        "assignee",
        "user",
        "team",
        "pipeline",
        "product",
        "lost_reason",
        "forecast",
        "campaign",
        "segment",
        "mood",
        "sla",
    ]
)


def filters(draft: Draft) -> tuple[Node, ...]:
    """The filters with their *or*s, and open records where no status was asked for."""
    groups = _groups(draft)
    nodes = [node for group in groups for node in _node(group)]
    if _is_open(draft):
        nodes.append(Leaf("status", "=", draft.about.default_status))
    return tuple(nodes)


def _is_open(draft: Draft) -> bool:
    if draft.about.default_status is None or draft.is_any_status:
        return False
    fields = {item.leaf.field for item in draft.items}
    asked = {
        (draft.group_by or "").partition(":")[0],
        *(sort.field for sort in draft.sort),
    }
    if draft.aggregate:
        asked.add(draft.aggregate.field or "")
    return not ("status" in fields | asked or LIFTING & (fields | asked))


def _groups(draft: Draft) -> list[list[list[Leaf]]]:
    """Alternatives of filters; a group of one alternative is no choice."""
    items = sorted(draft.items, key=lambda item: item.place)
    groups: list[list[list[Leaf]]] = []
    last: Item | None = None
    for item in items:
        link = _link(draft, last, item) if last else None
        if link == "or":
            groups[-1].append([item.leaf])
        elif link == "both":
            groups[-1][-1].append(item.leaf)
        elif link == "same" and last and _joins(last.leaf, item.leaf):
            groups[-1].append([item.leaf])
        else:
            groups.append([[item.leaf]])
        last = item
    _account(draft)
    return groups


def _link(draft: Draft, first: Item, second: Item) -> str | None:
    between = draft.spans[first.place : second.place + 1]
    words = [word for span in between for word in span.all("or") if _is_free(draft, span)]
    if "or" in words:
        return "or"
    opened = [word for span in draft.spans[: second.place] for word in span.all("or")]
    if "and" in words and "both" in opened and "or" in opened:
        return "both"
    return "same"


def _is_free(draft: Draft, span: object) -> bool:
    del draft
    return isinstance(span, Span) and not span.is_used


def _joins(first: Leaf, second: Leaf) -> bool:
    """Whether two values of one field can only be meant as a choice."""
    return (
        first.field == second.field
        and first.op == second.op == "="
        and first.field.rpartition(".")[2] in SINGLE
    )


def _node(group: list[list[Leaf]]) -> list[Node]:
    if len(group) == 1:
        return list(group[0])
    singles = [leaves[0] for leaves in group if len(leaves) == 1]
    fields = {leaf.field for leaf in singles}
    if len(singles) == len(group) and len(fields) == 1:
        ops = {leaf.op for leaf in singles}
        if ops <= {"=", "in"}:
            values: list[object] = []
            for leaf in singles:
                values.extend(leaf.value if leaf.op == "in" else [leaf.value])
            return [Leaf(singles[0].field, "in", values)]
        if ops == {"!="}:
            return [Leaf(singles[0].field, "not_in", [leaf.value for leaf in singles])]
    return [Any_(tuple(leaves[0] if len(leaves) == 1 else All(tuple(leaves)) for leaves in group))]


def _account(draft: Draft) -> None:
    draft.use(*draft.free("or"))
