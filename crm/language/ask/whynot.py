"""Why a record is not in a list: the record, and the list where it is said again."""

from __future__ import annotations

from typing import Any

from crm.language.ask import question
from crm.language.ask.draft import Refused
from crm.language.ask.spans import Sentence, Span
from crm.language.ask.world import World
from crm.language.query.filter import to_json

NAMES = ("company", "contact")
NEGATIVE = (
    "n't",
    "nt ",
    "not",
    "不",
    "没",
    "missing",
    "excluded",
    "left out",
    "keep",
    "no ",
    "排除",
)


def read(sentence: Sentence, world: World) -> dict[str, Any] | None:
    """The why-not of a sentence; None where it asks nothing of the kind."""
    spans = sentence.spans
    low = sentence.text.lower()
    if not any(span.has("why") for span in spans[:6]) or not any(w in low for w in NEGATIVE):
        return None
    place = next((i for i, span in enumerate(spans) if span.has(*NAMES, "ref")), None)
    if place is None:
        return None
    name = _name(spans[place], spans)
    left = [span for i, span in enumerate(spans) if i != place and not span.has("why")]
    left = _without_link(left)
    if all(span.has("whylist", "stop", "neg") or not span.text.strip("?,.'!") for span in left):
        return {"command": "why_not", "fields": {"name": name, "of": None}, "filters": []}
    asked = to_json(question.read(Sentence(sentence.text, left), world))
    return {**asked, "command": "why_not", "fields": {"name": name, "of": asked["command"]}}


def _name(span: Span, spans: list[Span]) -> str:
    if span.has("ref"):
        return str(span.get("ref")).upper()
    names = list(dict.fromkeys(span.all("company") or span.all("contact")))
    if len(names) > 1:
        raise Refused("ambiguous")
    del spans
    return names[0]


def _without_link(spans: list[Span]) -> list[Span]:
    """The spans of the list alone: the words that link it to the record are dropped."""
    found = []
    is_before = True
    for span in spans:
        is_link = (
            span.has("whylist") or (span.has("neg") and is_before) or span.text in {"里面", "里"}
        )
        if span.has("kind", "leafkind", "field", "event", "me") or span.amount or span.period:
            is_before = is_before and not (span.period or span.amount or span.has("kind", "me"))
            is_link = False
        if is_link and (is_before or span.has("stop") or span.get("whylist")):
            continue
        found.append(span)
    return found
