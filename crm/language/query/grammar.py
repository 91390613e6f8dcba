"""The typed form of a question: `stage=proposal amount>10k sort=-amount limit=5 group=stage`."""

from __future__ import annotations

import json
from collections.abc import Mapping

from crm.engine import refs
from crm.engine.errors import NotUnderstood
from crm.engine.texts import LANGUAGES, Reader, T, Term, say
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.fields.choice import Choice
from crm.language.fields.text import Phrase
from crm.language.query import compile as compiled
from crm.language.query import custom, records
from crm.language.query.filter import Node, Sort, node_from_json, node_to_json
from crm.language.query.typed import FILTER, leaf, named, own_field
from crm.language.words import Words

# The types of own fields that a list can be counted by.
WORDED = "tc"


class Filters(FieldType[tuple[Node, ...]]):
    """The filters of a list of one kind, as they are typed, or as JSON where a button has them."""

    rank = 5
    is_announced = False

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def parse(self, text: str, reading: Reading) -> tuple[Node, ...]:
        """The filters in the text; raises `NotUnderstood` for what is none."""
        if text.lstrip().startswith("["):
            return _from_json(text)
        found = tuple(leaf(self.kind, match, reading) for match in FILTER.finditer(text))
        if not found or FILTER.sub("", text).strip():
            raise NotUnderstood(
                T("“{text}” is no filter.", text=text[:60]),
                next_step=T("Write it like {example}.", example="amount>10k"),
            )
        return found

    def show(self, value: tuple[Node, ...]) -> str:
        """The filters as JSON."""
        return json.dumps([node_to_json(node) for node in value], ensure_ascii=False)

    def claim(self, words: Words, reading: Reading) -> Claim[tuple[Node, ...]] | None:
        """Every filter among the words."""
        found = []
        for match in FILTER.finditer(words.source):
            places = [
                i
                for i, word in enumerate(words.words)
                if word.start < match.end() and word.end > match.start()
            ]
            if any(i in words.claimed for i in places):
                continue
            found.append(leaf(self.kind, match, reading))
            words.claimed.update(places)
        return Claim(words.run(0, 0), tuple(found)) if found else None


class AnyFilters(Filters):
    """Filters of a list whose kind is named among the words: by itself, or by a reference."""

    def claim(self, words: Words, reading: Reading) -> Claim[tuple[Node, ...]] | None:
        """Every filter among the words, read for that kind; for the default where none is named."""
        said = [word.text for word in words.words if not word.is_quoted]
        kinds_said = filter(None, (_kind_said(word) for word in said))
        typed = Filters(next(kinds_said, self.kind))
        return typed.claim(words, reading)


def _kind_said(word: str) -> str | None:
    """The kind that a reference or a kind's own name stands for, in any language."""
    named = refs.read(word)
    if named is not None:
        kind = named[0].__tablename__
        return kind if kind in records.MODELS else None
    return kind_called(word)


def kind_called(word: str) -> str | None:
    """The kind of a name in any language, English plurals included."""
    wanted = word.casefold()
    for kind in records.MODELS:
        said = {say(Term(kind), Reader(language)).casefold() for language in LANGUAGES}
        plural = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
        if wanted in said | {kind, plural}:
            return kind
    return None


class KindName(Choice):
    """A kind of record that has a list."""

    def __init__(self) -> None:
        super().__init__(*records.MODELS)

    def _find(self, text: str) -> str | None:
        return kind_called(text.strip())


class SortBy(Choice):
    """The order of a list: words of its own, or a field, the largest first behind a minus."""

    def __init__(self, kind: str, **orders: tuple[Sort, ...]) -> None:
        super().__init__(*orders)
        self.kind = kind
        self.orders: Mapping[str, tuple[Sort, ...]] = orders

    def parse(self, text: str, reading: Reading) -> str:
        """The word or the field with its sign; raises `NotUnderstood` where there is none."""
        token = self._find(text)
        if token is not None:
            return token
        word = text.strip().lstrip("-+")
        own = own_field(self.kind, word, reading)
        name = own[0] if own else named(self.kind, word)
        return f"-{name}" if text.strip().startswith("-") else name

    def sorts(self, value: str | None) -> tuple[Sort, ...]:
        """The order that a parsed value stands for."""
        if value is None:
            return ()
        if value in self.orders:
            return self.orders[value]
        return (Sort(value.removeprefix("-"), "desc" if value.startswith("-") else "asc"),)


class GroupBy(Phrase):
    """The field that a list is counted by, dates with a grain: `closed_at:month`."""

    grains = ("day", "week", "month", "quarter", "year")

    def __init__(self, kind: str) -> None:
        super().__init__(80, keyed=True)
        self.kind = kind

    def parse(self, text: str, reading: Reading) -> str:
        """The field, with its grain; raises `NotUnderstood` where there is none."""
        own = own_field(self.kind, text.strip().removeprefix(custom.SIGN), reading)
        if own and custom.LETTERS[own[1].type] in WORDED:
            return own[0]
        word, _, grain = text.strip().partition(":")
        name = named(self.kind, word)
        is_time = compiled.field(self.kind, name).letter in "ad"
        if grain and (grain not in self.grains or not is_time):
            raise NotUnderstood(T("“{text}” is nothing to group by.", text=text[:60]))
        return f"{name}:{grain or 'month'}" if is_time else name


def _from_json(text: str) -> tuple[Node, ...]:
    try:
        found = tuple(node_from_json(node) for node in json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotUnderstood(T("“{text}” is no filter.", text=text[:60])) from error
    compiled.check_size(list(found))
    return found
