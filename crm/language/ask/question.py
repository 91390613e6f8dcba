"""A sentence read as a question: one rule of ask.md after the other, then what is left over."""

from __future__ import annotations

from crm.language.ask import counted, days, figures, joined, own, quiet, subject, valued, worded
from crm.language.ask.draft import Draft, Refused
from crm.language.ask.spans import Sentence, Span
from crm.language.ask.tokens import CHINESE
from crm.language.ask.world import World
from crm.language.query import kinds
from crm.language.query.filter import Aggregate, Question

SIGNS = frozenset(",.?!;:'-()")


def read(sentence: Sentence, world: World) -> Question:
    """The question of a sentence; raises `Refused` where it has none."""
    spans = sentence.spans
    _refuse_strange(spans)
    is_chinese = len(CHINESE.findall(sentence.text)) * 2 > len(sentence.text.split())
    kind, place = subject.choose(spans, is_chinese=is_chinese)
    draft = Draft(kind, spans, world, is_chinese=is_chinese)
    _take_kind(draft, place)
    for rule in (
        _ever,
        own.read,
        counted.read,
        quiet.read,
        days.last_hours,
        figures.read,
        days.read,
        worded.read,
        valued.read,
    ):
        rule(draft)
    _take_others(draft)
    _take_hints(draft)
    _asker(draft, spans, place)
    nodes = joined.filters(draft)
    _refuse_left(draft)
    return Question(
        f"{kind} list", nodes, tuple(draft.sort), draft.limit, draft.aggregate, draft.group_by
    )


def _refuse_strange(spans: list[Span]) -> None:
    """Refuse talk of other things, unless the words are names here."""
    for span in spans:
        if span.has("out") and {sense.type for sense in span.senses} <= {"out", "vague"}:
            raise Refused("out_of_scope")


def _take_kind(draft: Draft, place: int | None) -> None:
    if place is None:
        _take_counted(draft)
        return
    span = draft.spans[place]
    leaf = span.get("leafkind")
    said = leaf if leaf and leaf.startswith(f"{draft.kind}:") and not span.has("kind") else None
    if leaf and said is None and draft.kind in {"followup", "activity"} and not span.has("kind"):
        said = f"{draft.kind}:{leaf.partition(':')[2]}"
    if said:
        name, _, value = said.partition(":")[2].partition("=")
        found = kinds.field(draft.kind, name)
        if found and value in found.choices:
            draft.add(place, name, "=", value)
    draft.use(place)
    _take_weak(draft)


def _take_counted(draft: Draft) -> None:
    """*open deals* is a count of a company's, or the open deals themselves; 线索数 counts leads."""
    if draft.kind == "lead":
        for near in draft.free("field"):
            if draft.spans[near].get("field") == "leads":
                draft.aggregate = Aggregate("count")
                draft.use(near)
    if draft.kind not in {"deal", "ticket"}:
        return
    for near in draft.free("field"):
        if draft.spans[near].get("field") in {"open_deals", "open_tickets"}:
            draft.add(near, "status", "=", "open")
            draft.use(near)


def _take_weak(draft: Draft) -> None:
    """Calls among follow-ups or activities are a type: *calls due*, *follow-up calls*."""
    if draft.kind not in {"activity", "followup"}:
        return
    for near in draft.free("leafkind"):
        name, _, value = (draft.spans[near].get("leafkind") or "").partition(":")[2].partition("=")
        found = kinds.field(draft.kind, name)
        if found and value in found.choices:
            draft.add(near, name, "=", value)
            draft.use(near)


def _ever(draft: Draft) -> None:
    for place in draft.free("ever"):
        draft.is_any_status = True
        draft.use(place)


def _asker(draft: Draft, spans: list[Span], place: int | None) -> None:
    """今天要跟进的 is about the person who asks, where nobody else is named."""
    is_open_ended = place is not None and spans[place].text.startswith(
        ("要跟进", "要做的", "要办的", "我要", "我该", "我得")
    )
    if (
        draft.kind == "followup"
        and is_open_ended
        and not (draft.filtered("owner") or draft.filtered("team") or draft.group_by)
    ):
        draft.add(len(spans), "owner", "=", "me")


def _take_others(draft: Draft) -> None:
    """Other kinds that only repeat what a filter says (*customers' tickets*)."""
    for place in draft.free("leafkind", "kind"):
        span = draft.spans[place]
        leaf = span.get("leafkind") or ""
        if draft.kind == "company" and leaf.startswith("company:"):
            draft.add(place, "type", "=", leaf.partition("=")[2])
            draft.use(place)
        elif leaf == "company:type=customer" or span.get("kind") == draft.kind:
            draft.use(place)
        elif leaf.startswith("company:") and draft.has_field("company"):
            draft.add(place, "company.type", "=", leaf.partition("=")[2])
            draft.use(place)
        elif (span.get("kind") == "contract" and draft.filtered("contract_ends_on")) or (
            span.get("kind") in {"company", "contact"} and draft.has_field(str(span.get("kind")))
        ):
            draft.use(place)


def _take_hints(draft: Draft) -> None:
    """Field words that only announce what a filter, the order or the group says already."""
    said = {item.leaf.field.rpartition(".")[2] for item in draft.items}
    said |= {sort.field for sort in draft.sort} | {(draft.group_by or "").partition(":")[0]}
    for place in draft.free("field"):
        words = {part for word in draft.spans[place].all("field") for part in word.split("|")}
        if words & said or ("mood" in words and "mood_trend" in said):
            draft.use(place)
    if draft.group_by:
        # 按负责人分开, 每周…按周看: the group is said twice.
        grain = draft.group_by.partition(":")[2]
        draft.use(
            *draft.free("by"), *(p for p in draft.free("grain") if _is_grain(draft, p, grain))
        )
    if "lost" in [item.leaf.value for item in draft.items]:
        draft.use(*draft.free("why"))


def _is_grain(draft: Draft, place: int, grain: str) -> bool:
    return grain in draft.spans[place].all("grain")


def _refuse_left(draft: Draft) -> None:
    left = [span for span in draft.spans if not span.is_used and not _says_nothing(span)]
    if not left:
        return
    raise Refused("out_of_scope" if any(span.has("out") for span in left) else "ambiguous")


def _says_nothing(span: Span) -> bool:
    return span.has("stop") or all(sign in SIGNS for sign in span.text)
