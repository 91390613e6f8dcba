"""Which of very many customers a sentence may name: found by their words, a bounded few."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import BigInteger, String, bindparam, exists, select, true
from sqlalchemy.orm import Session

from crm.engine import arrays
from crm.engine.prepared import Prepared, connection_of
from crm.engine.search import index, lookup, words
from crm.language.ask.lexicon import lexicon
from crm.language.ask.tokens import plain
from crm.models import Contact
from crm.models.search import SEARCH_WORD

MOST_WORDS = 24
# So many records of one word, of two words that stand side by side, and of a mistyped word.
OF_WORD, OF_PAIR, OF_SLIP = 20, 20, 6
# Of a word that very many share, so many records are looked at for the word beside it.
BESIDE = 2_000
KINDS = ("contact", "company")

Held = dict[str, dict[str, list[int]]]
_WORD = SEARCH_WORD.c
_HERE = (
    _WORD.workspace_id == bindparam("here", type_=BigInteger()),
    _WORD.kind == bindparam("kind", type_=BigInteger()),
    _WORD.word == bindparam("word", type_=String()),
)
_HOLDING = Prepared(
    select(_WORD.record_id)
    .where(*_HERE)
    .order_by(_WORD.record_id.desc())
    .limit(bindparam("most", type_=BigInteger()))
)
# On PostgreSQL all words in one statement: two dozen, each for itself, took half of the reading.
_EACH = arrays.unnested("words", String()).table_valued("word", name="each").render_derived()
_OF = arrays.unnested("kinds", BigInteger()).table_valued("kind", name="of").render_derived()
_each_held = (
    select(_WORD.record_id)
    .where(
        _WORD.workspace_id == bindparam("here", type_=BigInteger()),
        _WORD.kind == _OF.c.kind,
        _WORD.word == _EACH.c.word,
    )
    .order_by(_WORD.record_id.desc())
    .limit(bindparam("most", type_=BigInteger()))
    .lateral("held")
)
_HOLDING_EACH = Prepared(
    select(_EACH.c.word, _OF.c.kind, _each_held.c.record_id).select_from(
        _EACH.join(_OF, true()).join(_each_held, true())
    )
)
_some = (
    select(_WORD.workspace_id, _WORD.kind, _WORD.record_id)
    .where(*_HERE)
    .order_by(_WORD.record_id.desc())
    .limit(BESIDE)
    .subquery()
)
_PEOPLE = Contact.__table__.c
_staff = (
    select(_PEOPLE.workspace_id, _PEOPLE.id)
    .where(
        _PEOPLE.workspace_id == bindparam("here", type_=BigInteger()),
        _PEOPLE.company_id == bindparam("company", type_=BigInteger()),
    )
    .limit(BESIDE)
    .subquery()
)


def _also(workspace_id: Any, kind: Any, record_id: Any) -> Any:
    """The condition that a record holds the word `beside`, too."""
    other = SEARCH_WORD.alias()
    return exists().where(
        other.c.workspace_id == workspace_id,
        other.c.word == bindparam("beside", type_=String()),
        other.c.kind == kind,
        other.c.record_id == record_id,
    )


_HOLDING_BOTH = Prepared(
    select(_some.c.record_id)
    .where(_also(_some.c.workspace_id, _some.c.kind, _some.c.record_id))
    .limit(bindparam("most", type_=BigInteger()))
)
_OF_COMPANY = Prepared(
    select(_staff.c.id)
    .where(_also(_staff.c.workspace_id, index.KINDS["contact"], _staff.c.id))
    .limit(bindparam("most", type_=BigInteger()))
)


def near(session: Session, text: str) -> dict[str, set[int]]:
    """The ids of contacts and companies whose names share words with a text, by kind.

    Of a word that very many share, those are taken that hold the word beside it, too, or are of a
    company that is named; a word that no name has stands for the names that a slip leads to.
    """
    said = words.asked(text, MOST_WORDS)
    if (read := plain(text)) != text:
        # Names are kept as they were written, in either kind of characters.
        said = list(dict.fromkeys((*said, *words.asked(read, MOST_WORDS))))
    found: dict[str, set[int]] = {kind: set() for kind in KINDS}
    common: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for word, held in _named(session, said).items():
        for kind, ids in held.items():
            found[kind].update(ids)
            if len(ids) == OF_WORD:
                common[kind].add(word)
    for kind in KINDS:
        both = (pair for pair in pairwise(said) if common[kind].issuperset(pair))
        found[kind].update(i for pair in both for i in _holding_both(session, kind, *pair))
    companies = sorted(found["company"])[:OF_WORD]
    for word in sorted(common["contact"]):
        found["contact"].update(i for one in companies for i in _of_company(session, one, word))
    return found


def _named(session: Session, said: Sequence[str]) -> Held:
    """Some of the records that hold each word; those of its slips where none does."""
    held = _holding(session, said, OF_WORD)
    for word in said:
        if not any(held[word].values()):
            held[word] = _by_a_slip(session, word)
    return held


def _by_a_slip(session: Session, word: str) -> dict[str, list[int]]:
    """The records whose names are one slip from a word, unless it is a word of the language."""
    if word in lexicon().words:
        return {}
    alike = lookup.near(session, int(session.info["workspace_id"]), word)
    held = _holding(session, alike, OF_SLIP).values()
    return {kind: [i for each in held for i in each[kind]] for kind in KINDS}


def _holding(session: Session, said: Sequence[str], most: int) -> Held:
    """Some of the records that hold each of some words, by kind."""
    held: Held = {word: {kind: [] for kind in KINDS} for word in said}
    if not said:
        return held
    if connection_of(session).dialect.name == "sqlite":
        for word, of_kind in held.items():
            for kind in KINDS:
                given = {"kind": index.KINDS[kind], "word": word, "most": most}
                of_kind[kind] = _ids(session, _HOLDING, given)
        return held
    kinds = {index.KINDS[kind]: kind for kind in KINDS}
    given = {"words": arrays.literal(said), "kinds": arrays.literal(list(kinds)), "most": most}
    for word, number, record_id in _rows(session, _HOLDING_EACH, given):
        held[word][kinds[number]].append(int(record_id))
    return held


def _holding_both(session: Session, kind: str, one: str, other: str) -> list[int]:
    """Records that hold both of two common words, looked for from either."""
    found: list[int] = []
    for word, beside in ((one, other), (other, one)):
        given = {"kind": index.KINDS[kind], "word": word, "beside": beside, "most": OF_PAIR}
        found = found or _ids(session, _HOLDING_BOTH, given)
    return found


def _of_company(session: Session, company: int, word: str) -> list[int]:
    return _ids(session, _OF_COMPANY, {"company": company, "beside": word, "most": OF_PAIR})


def _ids(session: Session, prepared: Prepared, given: dict[str, Any]) -> list[int]:
    return [int(row[0]) for row in _rows(session, prepared, given)]


def _rows(session: Session, prepared: Prepared, given: dict[str, Any]) -> list[Any]:
    here = {"here": int(session.info["workspace_id"])}
    return prepared.rows(connection_of(session), here | given)
