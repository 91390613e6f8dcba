"""Free words of a text field: *with purchasing in their title*, 职位带主任."""

from __future__ import annotations

from crm.language.ask.draft import Draft
from crm.language.ask.spans import Span
from crm.language.query import kinds

# What may stand between a field and its words.
SAYS = (
    "is are was were contains contain containing has have mention mentions mentioning include "
    "includes including with named called says saying the a an word words like ' : = "
    "是 为 叫 含 包含 含有 带 带有 里 里面 中 有 写着 写了 提到 提及 了 着 "
    "写的是 填的是 标的是 挂的是 记的是 名 字"
)
BETWEEN = frozenset(SAYS.split())
# Behind these stands what a record is about, in its own words.
TOPIC = frozenset(
    ["about", "regarding", "concerning", "mentioning", "that mention", "mention", "关于", "提到"]
)
INSIDE = frozenset({"in", "inside", "within", "as"})
MOST_WORDS = 3


def read(draft: Draft) -> None:
    """Filters of text fields whose words stand beside them, and are nothing else here."""
    for place, span in enumerate(draft.spans):
        if span.is_used:
            continue
        name = draft.about.text if span.text.lower() in TOPIC else _text_field(draft, span)
        if name is None:
            continue
        run = _behind(draft, place) or _before(draft, place)
        if run is None:
            continue
        said = draft.spans[run[0]].get("quoted") or _written(draft.spans[run[0] : run[-1] + 1])
        denied = draft.before(min(place, run[0]), "neg", reach=1)
        draft.add(run[0], name, "contains" if denied is None else "not_contains", said)
        draft.use(place, denied, *range(min(place, run[0]), max(place, run[-1]) + 1))


def _text_field(draft: Draft, span: Span) -> str | None:
    for word in span.all("field"):
        name = draft.resolve(word)
        found = kinds.field(draft.kind, name) if name else None
        if found is not None and found.letter == "t":
            return name
    return None


def _behind(draft: Draft, place: int) -> list[int] | None:
    at = place + 1
    while at < len(draft.spans) and draft.spans[at].text.lower() in BETWEEN:
        at += 1
    return _run(draft, at, step=1)


def _before(draft: Draft, place: int) -> list[int] | None:
    """*purchasing in their title*: the words in front, tied by a word like *in*."""
    at, is_tied = place - 1, False
    while at >= 0 and draft.spans[at].has("stop") and not draft.spans[at].is_unknown:
        is_tied = is_tied or draft.spans[at].text.lower().split()[0] in INSIDE
        at -= 1
    return _run(draft, at, step=-1) if is_tied else None


def _run(draft: Draft, at: int, step: int) -> list[int] | None:
    """Neighbouring words that nothing is known about, or one quoted text."""
    found: list[int] = []
    while 0 <= at < len(draft.spans) and draft.spans[at].is_unknown and _is_word(draft.spans[at]):
        found.append(at)
        at += step
    if not found and 0 <= at < len(draft.spans) and draft.spans[at].has("quoted"):
        return [at]
    is_few = len(draft.spans[found[0]].text) == 1 or len(found) <= MOST_WORDS if found else False
    return sorted(found) if is_few else None


def _written(spans: list[Span]) -> str:
    """The words as they were written, with a space where there was one."""
    found, end = "", spans[0].start
    for span in spans:
        found, end = f"{found}{' ' * (span.start > end)}{span.text}", span.end
    return found


def _is_word(span: Span) -> bool:
    return any(letter.isalnum() for letter in span.text) and not span.is_used
