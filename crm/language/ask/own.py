"""Fields that the workspace added itself, in sentences: *EMEA companies*, *without a region*."""

from __future__ import annotations

from crm.language.ask.draft import Draft, Refused

SIGN = "custom:"


def read(draft: Draft) -> None:
    """Turn values and names of the workspace's own fields into filters.

    Raises `Refused` where a value belongs to several fields of the kind.
    """
    for place in draft.free("own_value"):
        _value(draft, place)
    for place in draft.free("own_field"):
        _field(draft, place)


def _path(draft: Draft, field: str) -> str | None:
    """The field on the kind itself, or one dot away on its company, contact or deal."""
    kind, _, name = field.partition("/")
    if kind == draft.kind:
        return f"{SIGN}{name}"
    return f"{kind}.{SIGN}{name}" if draft.has_field(kind) else None


def _value(draft: Draft, place: int) -> None:
    span = draft.spans[place]
    if span.has("stage", "product", "source", "tag", "category", "company", "contact", "user"):
        return
    found = []
    for one in span.all("own_value"):
        field, _, value = one.rpartition("/")
        path = _path(draft, field)
        if path:
            found.append((path, value))
    own = [pair for pair in found if pair[0].startswith(SIGN)] or found
    if len(own) > 1:
        raise Refused("ambiguous")
    for path, value in own:
        negative = draft.before(place, "neg", reach=1)
        draft.add(place, path, "!=" if negative is not None else "=", value)
        draft.use(place, negative)


def _field(draft: Draft, place: int) -> None:
    """A field's name announces its value, is what is counted by, or is missing."""
    span = draft.spans[place]
    path = next((p for one in span.all("own_field") if (p := _path(draft, one))), None)
    if path is None:
        return
    by, negative = draft.before(place, "by", reach=1), draft.before(place, "neg", reach=1)
    amount = draft.spans[place + 1].amount if place + 1 < len(draft.spans) else None
    if any(item.leaf.field == path for item in draft.items):
        draft.use(place)
    elif by is not None and draft.group_by is None:
        draft.group_by = path
        draft.use(place, by)
    elif negative is not None:
        draft.add(place, path, "empty")
        draft.use(place, negative)
    elif amount is not None and amount.high is None and amount.op != "about":
        draft.add(place, path, amount.op, amount.low)
        draft.use(place, place + 1)
