"""Looking words up: which records hold all that was asked for, typing slips forgiven in names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from crm.engine import permission
from crm.engine.call import Caller
from crm.engine.search import words
from crm.engine.search.index import KINDS
from crm.models import Numbered
from crm.models.search import SEARCH_STUB, SEARCH_WORD

# So many words stand for one that was asked for; so many rows are counted before it is "many".
MOST_WORDS = 12
COUNTED = 200
MOST_NEAR = 400
STEPS = (40, 400, 4_000, 16_000)


@dataclass(frozen=True, slots=True)
class Asked:
    """One word that was asked for, the stored words that it stands for, and whether by a slip."""

    word: str
    stored: tuple[str, ...]
    is_near: bool = False
    is_open: bool = False


def read(session: Session, workspace_id: int, text: str) -> list[Asked]:
    """The words of a text with what they stand for; the last may be the beginning of one."""
    said = words.asked(text)
    return [
        _asked(session, workspace_id, word, is_last=place == len(said) - 1)
        for place, word in enumerate(said)
    ]


def _asked(session: Session, workspace_id: int, word: str, *, is_last: bool) -> Asked:
    if word.startswith(words.PHONE_MARK):
        return Asked(word, (word,), is_open=True)
    is_there = session.connection().execute(_first(workspace_id, word)).first() is not None
    begun = _begun(session, workspace_id, word) if is_last and len(word) > 1 else ()
    stored = tuple(dict.fromkeys((*((word,) if is_there else ()), *begun)))
    if stored:
        return Asked(word, stored[:MOST_WORDS])
    near = _near(session, workspace_id, word)
    return Asked(word, near, is_near=bool(near))


def _first(workspace_id: int, word: str) -> Select[Any]:
    table = SEARCH_WORD.c
    return select(table.kind).where(table.workspace_id == workspace_id, table.word == word).limit(1)


def _begun(session: Session, workspace_id: int, word: str) -> tuple[str, ...]:
    """Words of names that begin so."""
    table = SEARCH_STUB.c
    statement = (
        select(table.word)
        .where(
            table.workspace_id == workspace_id,
            table.stub >= f"={word}",
            table.stub < f"={word}\U0010ffff",
        )
        .order_by(table.stub)
        .limit(MOST_WORDS)
    )
    return tuple(session.connection().execute(statement).scalars())


def _near(session: Session, workspace_id: int, word: str) -> tuple[str, ...]:
    """Words of names that one slip leads to, two in a long word, the nearest first."""
    if len(word) < 4 or not word.isalpha():
        return ()
    table = SEARCH_STUB.c
    slips = [stub for stub in words.stubs(word) if stub[0] != "="]
    statement = (
        select(table.word)
        .where(table.workspace_id == workspace_id, table.stub.in_(slips))
        .distinct()
        .limit(MOST_NEAR)
    )
    most = 2 if len(word) >= 8 else 1
    found = [
        (OSA.distance(word, stored, score_cutoff=most), stored)
        for stored in session.connection().execute(statement).scalars()
    ]
    return tuple(stored for far, stored in sorted(found) if far <= most)[:MOST_WORDS]


def find(
    session: Session, caller: Caller, model: type[Any], asked: Sequence[Asked], limit: int
) -> list[Any]:
    """The caller's visible records of a kind that hold all the words, the newest first.

    At most `limit`; archived ones are left out. The rarest word leads the search.
    """
    if not asked or any(not one.stored for one in asked):
        return []
    found: list[Any] = []
    for ids in _candidates(session, KINDS[model.__tablename__], asked):
        found += _visible(session, caller, model, ids)[: limit - len(found)]
        if len(found) >= limit:
            break
    return found


def _candidates(session: Session, kind: int, asked: Sequence[Asked]) -> Iterator[Sequence[int]]:
    """The ids of records that hold all the words, whoever may see them, in growing steps.

    Under one word they lie in order, so that the newest come at once however many there are; of
    several words the first thousands are taken as they come.
    """
    workspace_id = int(session.info["workspace_id"])
    lead, *rest = sorted(asked, key=lambda one: _rows(session, workspace_id, kind, one))
    hit = SEARCH_WORD.alias("hit")
    statement = (
        select(hit.c.record_id)
        .where(hit.c.workspace_id == workspace_id, _is(hit, lead), hit.c.kind == kind)
        .where(*(_also(hit, one) for one in rest))
    )
    if lead.is_open or len(lead.stored) > 1:
        ids = session.connection().execute(statement.distinct().limit(STEPS[-1])).scalars().all()
        yield sorted(ids, reverse=True)
        return
    below = None
    for size in STEPS:
        step = statement if below is None else statement.where(hit.c.record_id < below)
        ordered = step.order_by(hit.c.record_id.desc()).limit(size)
        ids = session.connection().execute(ordered).scalars().all()
        if ids:
            yield list(dict.fromkeys(ids))
        if len(ids) < size:
            return
        below = ids[-1]


def _visible(session: Session, caller: Caller, model: type[Any], ids: Sequence[int]) -> list[Any]:
    archived = getattr(model, "archived_at", None)
    statement = permission.visible(select(model), caller, model).where(model.id.in_(ids))
    if archived is not None:
        statement = statement.where(archived.is_(None))
    return list(session.scalars(statement.order_by(model.id.desc())))


def _is(table: Any, asked: Asked) -> ColumnElement[bool]:
    """A condition on the word; phones are found by their last digits."""
    if asked.is_open:
        return and_(table.c.word >= asked.word, table.c.word < asked.word + ":")
    if len(asked.stored) == 1:
        return table.c.word == asked.stored[0]  # type: ignore[no-any-return]  # a column
    return table.c.word.in_(asked.stored)  # type: ignore[no-any-return]  # a column


def _also(hit: Any, asked: Asked) -> ColumnElement[bool]:
    other = SEARCH_WORD.alias()
    return exists().where(
        other.c.workspace_id == hit.c.workspace_id,
        _is(other, asked),
        other.c.kind == hit.c.kind,
        other.c.record_id == hit.c.record_id,
    )


def _rows(session: Session, workspace_id: int, kind: int, asked: Asked) -> int:
    """How many rows a word has among a kind's, counted no further than needed."""
    table = SEARCH_WORD.c
    some = (
        select(table.record_id)
        .where(table.workspace_id == workspace_id, _is(SEARCH_WORD, asked), table.kind == kind)
        .limit(COUNTED)
        .subquery()
    )
    return session.connection().execute(select(func.count()).select_from(some)).scalar_one()


def sources(session: Session, record: Numbered, asked: Sequence[Asked]) -> Mapping[int, list[int]]:
    """In which rows of which sources a record holds the words: row ids by source number."""
    table = SEARCH_WORD.c
    statement = select(table.source, table.row_id).where(
        table.workspace_id == record.workspace_id,
        or_(*(_is(SEARCH_WORD, one) for one in asked)),
        table.kind == KINDS[record.__tablename__],
        table.record_id == record.id,
    )
    found: dict[int, list[int]] = {}
    for source, row_id in session.connection().execute(statement):
        found.setdefault(source, []).append(row_id)
    return found
