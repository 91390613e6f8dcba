"""What a piece of a change names: records, people, words, figures and times, and the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from crm.language.ask.amounts import Amount
from crm.language.ask.draft import Refused
from crm.language.ask.spans import KINDS_OF_REF, Span, cut
from crm.language.ask.world import World
from nlp import when

PHONE = re.compile(r"(?<![A-Za-z0-9_-])\+?\d[\d\s().-]{5,18}\d(?![A-Za-z0-9_-])")
EDGE = re.compile(
    r"^(?:(?:and|on|for|with|to|at|by|in|of|about|as|from|re|regarding|"
    r"because|because of|due to|since|per|then|so|please|now|deal|'s|around|via|up|back)(?=\s|$)|"
    r"[\s,:;.\-的了在给和跟与把将为是到由:,]|关于|因为|一下|由于|原因|理由是?|内容|说是)+",
    re.IGNORECASE,
)
TAIL = re.compile(
    (
        r"(?:\s(?:and|on|for|with|to|at|by|in|of|the|a|an|about|is|please|"
        r"from|the deal|deal|via|around)|[\s,:;.\-的了在给和跟与,]|一下|吧|"
        r"哦|啊)+$"
    ),
    re.IGNORECASE,
)


@dataclass(slots=True)
class Parts:
    """What was found in a piece of text; `rest` is what nothing claimed, as it was written."""

    refs: list[str] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=dict)
    leaves: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    rest: str = ""
    spans: list[Span] = field(default_factory=list)

    def one(self, type_: str) -> str | None:
        """The only name of a type; raises `Refused` where there are several."""
        names = list(dict.fromkeys(self.names.get(type_, ())))
        if len(names) > 1:
            raise Refused("ambiguous")
        return names[0] if names else None


def moment(found: when.When) -> str:
    """A time as `ask.md` writes it: a day, or a local time without an offset."""
    if found.whole_day:
        return found.at.date().isoformat()
    return found.at.replace(tzinfo=None).isoformat(timespec="minutes")


def times(text: str, world: World) -> list[tuple[int, int, str]]:
    """The times in a text with their places, read as `rapport when` reads them."""
    zone = ZoneInfo(world.zone)
    found = when.find(text, world.now.replace(tzinfo=zone), zone)
    return [(one.start, one.end, moment(one.when)) for one in found]


def find(text: str, world: World, *, has_times: bool = True) -> Parts:
    """Everything that a piece of text names."""
    parts = Parts()
    masked = text
    if has_times:
        for start, end, value in times(text, world):
            parts.times.append(value)
            masked = masked[:start] + " " * (end - start) + masked[end:]
    sentence = cut(masked, world)
    if sentence is None:
        raise Refused("out_of_scope")
    parts.spans = sentence.spans
    taken = [_take(span, parts) for span in sentence.spans]
    parts.rest = _rest(sentence.text, sentence.spans, taken)
    return parts


def settle(parts: Parts, world: World) -> None:
    """Settle first names by the companies said; raises `Refused` where that does not."""
    people = list(dict.fromkeys(parts.names.get("contact", ())))
    companies = set(parts.names.get("company", ()))
    if not people:
        return
    if companies:
        kept = [name for name in people if companies & set(world.companies_of(name))]
        people = kept or people
    owners = [company for name in people for company in world.companies_of(name)]
    is_settled = len(people) == 1 and (len(owners) <= 1 or len(companies & set(owners)) == 1)
    if not is_settled:
        raise Refused("ambiguous")
    parts.names["contact"] = people


def _take(span: Span, parts: Parts) -> bool:
    if span.has("ref"):
        parts.refs.append(str(span.get("ref")).upper())
        return True
    if span.has("email"):
        parts.emails.append(span.text)
        return True
    if span.amount is not None:
        parts.amounts.append(span.amount)
        return True
    return _take_name(span, parts)


def _take_name(span: Span, parts: Parts) -> bool:
    if span.has("handle"):
        parts.names.setdefault("user", []).append(str(span.get("handle")))
        return True
    types = (
        "company",
        "contact",
        "user",
        "product",
        "stage",
        "pipeline",
        "source",
        "tag",
        "category",
        "lost_reason",
        "team",
        "industry",
        "city",
        "country",
        "campaign",
        "segment",
        "title",
    )
    named = [sense for sense in span.senses if sense.type in types]
    if span.has("company"):
        # A family name that is a company's too means the company, a full name the person.
        full = span.text.casefold()
        named = [s for s in named if s.type != "contact" or s.value.casefold() == full]
    for sense in named:
        parts.names.setdefault(sense.type, []).append(sense.value)
    parts.leaves.extend(span.all("leaf"))
    parts.events.extend(span.all("event"))
    parts.fields.extend(span.all("field"))
    return bool(named)


def _rest(text: str, spans: list[Span], taken: list[bool]) -> str:
    pieces: list[str] = []
    last_taken = True
    for span, is_taken in zip(spans, taken, strict=True):
        if not is_taken:
            if last_taken or not pieces:
                pieces.append(text[span.start : span.end])
            else:
                start = text.rfind(pieces[-1], 0, span.start)
                pieces[-1] = text[start : span.end]
        last_taken = is_taken
    return " ".join(trimmed for piece in pieces if (trimmed := trim(piece)))


def trim(text: str) -> str:
    """A text without the small words at its edges."""
    return TAIL.sub("", EDGE.sub("", text.strip())).strip()


def kind_of(ref: str) -> str:
    """The kind of a ref; raises `Refused` for letters that name none that can be changed."""
    kind = KINDS_OF_REF.get(ref.partition("-")[0].lower(), "")
    if kind in {"", "product", "digest"}:
        raise Refused("ambiguous")
    return kind


def number(value: float) -> Any:
    """A figure, whole where it is."""
    return int(value) if value == int(value) else round(value, 4)


def money(amount: Amount, world: World) -> Any:
    """An amount as `ask.md` writes it."""
    plain = number(amount.low)
    if amount.currency and amount.currency != world.currency:
        return {"amount": plain, "currency": amount.currency}
    return plain
