"""A sentence cut into spans: the fewest known phrases, periods and figures that cover it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from crm.language.ask import amounts, periods
from crm.language.ask.amounts import Amount
from crm.language.ask.lexicon import Sense, lexicon
from crm.language.ask.period import Period
from crm.language.ask.shorthand import written_out
from crm.language.ask.tokens import Token, lower, plain, tokens
from crm.language.ask.typos import repaired
from crm.language.ask.world import World

STRICT_REF = re.compile(r"(?:co|[cldqkpftmgoa])-\d{1,9}(?![a-z0-9_-])")
EMAIL = re.compile(r"[A-Za-z0-9_.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
HANDLE = re.compile(r"@([a-z][\w.-]{0,40})")
QUOTED = re.compile(r'"([^"]{1,200})"')
KINDS_OF_REF = {
    "d": "deal",
    "l": "lead",
    "c": "contact",
    "co": "company",
    "q": "quote",
    "k": "contract",
    "f": "followup",
    "t": "ticket",
    "m": "campaign",
    "o": "purchase",
    "a": "activity",
    "p": "product",
    "g": "digest",
}
SMALL = frozenset(
    {
        "a",
        "an",
        "the",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "got",
        "it",
        "its",
        "our",
        "of",
        "too",
    }
)
# In front of *us* typed small where the country is meant: *in us*, *the us*.
THERE = frozenset({"in", "the", "across", "within", "throughout"})
INTO = frozenset({"到", "进", "进入", "移到", "推进到", "处于", "->"})
LOOSE = frozenset({"lost_reason", "category", "source"})
UNKNOWN = 4.0
MOST_TOKENS = 120
APART = re.compile(
    r"(至少|最少|超过|不止|多于|不到|少于|最多|不超过)((?!有)[\u3400-\u9fff]{1,3}[过了])"
    r"(\d+|[一二两三四五六七八九十]+)(?=[次遍回天周个])"
)
# 谁的工单最多 counts somebody's tickets; 工单最多的公司 is a company's figure.
WHOSE_MOST = re.compile(r"((?:谁|哪[个位名])[^,.?家公客]{0,6}?(?:客服)?的?)(工单|商机)最多")


@dataclass(slots=True)
class Span:
    """Tokens that belong together: `text[start:end]`, and everything that they may mean."""

    start: int
    end: int
    text: str
    senses: tuple[Sense, ...] = ()
    period: Period | None = None
    amount: Amount | None = None
    is_used: bool = False

    def get(self, type_: str) -> str | None:
        """The value of the sense of a type, or None."""
        return next((sense.value for sense in self.senses if sense.type == type_), None)

    def all(self, type_: str) -> list[str]:
        """Every value of a type."""
        return [sense.value for sense in self.senses if sense.type == type_]

    def has(self, *types: str) -> bool:
        """Whether it may mean one of some types."""
        return any(sense.type in types for sense in self.senses)

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known about it."""
        return not self.senses and self.period is None and self.amount is None


@dataclass(slots=True)
class Sentence:
    """A plain text and its spans."""

    text: str
    spans: list[Span] = field(default_factory=list)


def cut(text: str, world: World, *, is_repaired: bool = True) -> Sentence | None:
    """A text as spans, with slips of the keyboard made good; None where it is too long."""
    words = ordered(written_out(plain(text)))
    found = tokens(words)
    if len(found) > MOST_TOKENS:
        return None
    spans = _cut(words, found, world)
    if is_repaired and any(span.is_unknown for span in spans):
        better = repaired(found, _unknown(found, spans), world)
        if better:
            spans = _cut(words, better, world)
    for place, span in enumerate(spans):
        if span.has("outcome_stage"):
            span.senses = _stage_or_outcome(spans, place)
    return Sentence(words, spans)


def _stage_or_outcome(spans: list[Span], place: int) -> tuple[Sense, ...]:
    """A stage called like an outcome is meant where it is called a stage: 到签约, 签约阶段."""
    before, behind = spans[max(place - 1, 0) : place], spans[place + 1 : place + 2]
    is_stage = any(span.text in INTO for span in before) or any(
        span.has("field") and span.get("field") == "stage" for span in (*before, *behind)
    )
    senses = spans[place].senses
    if is_stage:
        return tuple(Sense("stage", one.value) for one in senses if one.type == "outcome_stage")
    return tuple(one for one in senses if one.type != "outcome_stage")


def ordered(text: str) -> str:
    """至少推迟过3次 as 推迟过至少3次, the bound beside its figure; a count is called one."""
    return WHOSE_MOST.sub(r"\1\2数最多", APART.sub(r"\2\1\3", text))


def _unknown(found: list[Token], spans: list[Span]) -> set[int]:
    places = {span.start for span in spans if span.is_unknown}
    return {index for index, token in enumerate(found) if token.start in places}


def _cut(text: str, found: list[Token], world: World) -> list[Span]:
    low = lower(text)
    count = len(found)
    best: list[tuple[float, int, Span | None]] = [(0.0, count, None)] * (count + 1)
    for index in range(count - 1, -1, -1):
        options = [
            (cost + best[end][0], end, span)
            for cost, end, span in _options((low, text), found, index, world)
        ]
        best[index] = min(options, key=lambda option: (option[0], -option[1]))
    return list(_path(best, text))


def _path(best: list[tuple[float, int, Span | None]], text: str) -> Iterator[Span]:
    place = 0
    while place < len(best) - 1:
        _, end, span = best[place]
        if span is not None:
            span.text = text[span.start : span.end]
            yield span
        place = end


Option = tuple[float, int, Span]


def _options(
    both: tuple[str, str], found: list[Token], index: int, world: World
) -> Iterator[Option]:
    """The spans that may begin at a token of a text, given in lower case and as written."""
    low = both[0]
    token = found[index]
    yield UNKNOWN, index + 1, Span(token.start, token.end, token.text)
    yield from _phrases(both, found, index, world)
    yield from _loose(found, index, world)
    written = _written(low, token.start)
    if written:
        end = _token_at(found, index, written.end)
        yield 0.5, end, written
    period = periods.find(low, token.start, world.now.date())
    if period:
        end = _token_at(found, index, period[0])
        said = replace(period[1], words=low[token.start : period[0]])
        yield 0.95, end, Span(token.start, period[0], "", period=said)
    amount = amounts.find(low, token.start)
    if amount:
        end = _token_at(found, index, amount[0])
        yield 0.98, end, Span(token.start, amount[0], "", amount=amount[1])


def _token_at(found: list[Token], index: int, place: int) -> int:
    while index < len(found) and found[index].start < place:
        index += 1
    return index


def _loose(found: list[Token], index: int, world: World) -> Iterator[Option]:
    """Words of a name with small ones between: *the project was frozen*, *chose a rival*."""
    first, names = found[index].text, world.phrases
    if names.longest.get(first, 0) < 2 or found[index].is_chinese:
        return
    parts, skipped = [first], 0
    for place in range(index + 1, min(index + 7, len(found))):
        word = found[place].text
        if word in SMALL:
            skipped += 1
            continue
        parts.append(word)
        senses = names.senses.get(" ".join(parts), ())
        if skipped and any(sense.type in LOOSE for sense in senses):
            span = Span(found[index].start, found[place].end, " ".join(parts), senses)
            yield 0.92, place + 1, span


def _phrases(
    both: tuple[str, str], found: list[Token], index: int, world: World
) -> Iterator[Option]:
    first, known, names = found[index].text, lexicon(), world.phrases
    longest = max(known.longest.get(first, 0), names.longest.get(first, 0))
    parts: list[str] = []
    for token in found[index : index + longest]:
        parts.append(token.text)
        name = " ".join(parts)
        here = names.senses.get(name, ())
        if here and any(sense.type == "company" for sense in here):
            here = _if_meant(here, both, (found[index].start, token.end), name, world)
        if name == "us" and here and _is_pronoun(both[1], found, index):
            here = ()
        senses = here + known.senses.get(name, ())
        if senses:
            is_name = bool(here)
            span = Span(found[index].start, token.end, name, senses)
            yield (0.9 if is_name else 1.0), index + len(parts), span


def _is_pronoun(text: str, found: list[Token], index: int) -> bool:
    """Whether *us* is we, not the country: small, and no *in* or *the* in front."""
    token, before = found[index], found[index - 1].text if index else ""
    return text[token.start : token.end] == "us" and before not in THERE


def _if_meant(
    senses: tuple[Sense, ...],
    both: tuple[str, str],
    place: tuple[int, int],
    name: str,
    world: World,
) -> tuple[Sense, ...]:
    """Senses without a company that is called like a word or a period, unless it is written so.

    A company *Open* or *Next Week* is meant by its capitals inside a sentence; 我的 has none.
    """
    low, text = both
    start, end = place
    period = periods.find(low, start, world.now.date())
    is_word = name in lexicon().senses or (period is not None and period[0] == end)
    said = text[start:end]
    is_cased = said != said.lower() and (start > 0 or said.isupper())
    if not is_word or (is_cased and any(sense.value == said for sense in senses)):
        return senses
    return tuple(sense for sense in senses if sense.type != "company")


def _written(low: str, place: int) -> Span | None:
    """Refs, addresses, handles and quoted texts, which mean themselves."""
    for pattern, type_ in (
        (STRICT_REF, "ref"),
        (EMAIL, "email"),
        (HANDLE, "handle"),
        (QUOTED, "quoted"),
    ):
        match = pattern.match(low, place)
        if match:
            value = match[1] if type_ in {"handle", "quoted"} else match[0]
            return Span(place, match.end(), match[0], (Sense(type_, value),))
    return None
