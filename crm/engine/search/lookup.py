"""Looking words up: which records hold all that was asked for, typing slips forgiven in names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, and_, exists, func, literal, not_, or_, select, union_all
from sqlalchemy.orm import Session

from crm.engine import permission
from crm.engine.call import Caller
from crm.engine.fixed import Fixed
from crm.engine.search import words
from crm.engine.search.index import KIND_NAMES, KINDS, SOURCES
from crm.models import CustomField, CustomValue, Numbered
from crm.models.search import SEARCH_STUB, SEARCH_WORD

# So many words stand for one that was asked for; so many rows are counted before it is "many".
MOST_WORDS = 12
COUNTED = 200
MOST_NEAR = 400
# A word that long is hardly the beginning of one.
BEGUN = 16
STEPS = (40, 400, 4_000, 16_000)
ASIDE: Fixed[CustomField] = Fixed(
    select(CustomField.id).where(CustomField.archived_at.is_not(None)), CustomField
)
Aside = Sequence[int]


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
    there = _there(session, workspace_id, said, aside(session))
    # Beside others a whole word is taken as it is: its continuations would be looked up for each.
    begins = {said[-1]} - (there if len(said) > 1 else set()) if said else set()
    return [
        _asked(session, workspace_id, word, word in there, is_last=word in begins) for word in said
    ]


def aside(session: Session) -> Aside:
    """The own fields that were put aside: what stands in them is not found."""
    return tuple(row.id for row in ASIDE.rows(session))


def _there(session: Session, workspace_id: int, said: Sequence[str], gone: Aside) -> set[str]:
    """Which words stand somewhere as they were typed: one statement."""
    if not said:
        return set()
    table = SEARCH_WORD.c
    each = [
        select(
            literal(word).label("word"),
            exists()
            .where(table.workspace_id == workspace_id, table.word == word)
            .where(*_kept(SEARCH_WORD, gone))
            .label("is_there"),
        )
        for word in said
    ]
    rows = session.connection().execute(union_all(*each))
    return {word for word, is_there in rows if is_there}


def _asked(
    session: Session, workspace_id: int, word: str, is_there: bool, *, is_last: bool
) -> Asked:
    if word.startswith(words.PHONE_MARK):
        return Asked(word, (word,), is_open=True)
    begun = _begun(session, workspace_id, word) if is_last and 1 < len(word) < BEGUN else ()
    stored = tuple(dict.fromkeys((*((word,) if is_there else ()), *begun)))
    if stored:
        return Asked(word, stored[:MOST_WORDS])
    alike = near(session, workspace_id, word)
    return Asked(word, alike, is_near=bool(alike))


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


def near(session: Session, workspace_id: int, word: str) -> tuple[str, ...]:
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
    session: Session,
    caller: Caller,
    models: Mapping[str, type[Any]],
    asked: Sequence[Asked],
    limit: int,
) -> dict[str, list[Any]]:
    """The caller's visible records that hold all the words, by kind, the newest first.

    At most `limit` of each of `models` (by kind); archived ones are left out.
    """
    if not asked or any(not one.stored for one in asked):
        return {}
    workspace_id = int(session.info["workspace_id"])
    gone = aside(session)
    lead, *rest = _rarest_first(session, workspace_id, asked, gone)
    found: dict[str, list[Any]] = {}
    todo: dict[str, int | None] = dict.fromkeys(models)
    for size in STEPS:
        ids = _candidates(session, todo, (lead, *rest), size, gone)
        for kind, some in ids.items():
            held = found.setdefault(kind, [])
            held += _visible(session, caller, models[kind], set(some), limit - len(held))
        is_ordered = not lead.is_open and len(lead.stored) == 1
        todo = {
            kind: min(some)
            for kind, some in ids.items()
            if is_ordered and len(some) >= size and len(found[kind]) < limit
        }
        if not todo:
            break
    return {kind: rows for kind, rows in found.items() if rows}


def _rarest_first(
    session: Session, workspace_id: int, asked: Sequence[Asked], gone: Aside
) -> list[Asked]:
    """The words by how many rows they have, counted no further than needed: one statement."""
    if len(asked) == 1:
        return list(asked)
    table = SEARCH_WORD.c
    counts = []
    for place, one in enumerate(asked):
        some = (
            select(table.record_id)
            .where(table.workspace_id == workspace_id, _is(SEARCH_WORD, one))
            .where(*_kept(SEARCH_WORD, gone))
            .limit(COUNTED)
            .subquery()
        )
        counts.append(
            select(literal(place).label("place"), func.count().label("n")).select_from(some)
        )
    rows = session.connection().execute(union_all(*counts)).all()
    return [asked[place] for place, _ in sorted(rows, key=lambda row: (row.n, row.place))]


def _candidates(
    session: Session,
    below: Mapping[str, int | None],
    asked: Sequence[Asked],
    size: int,
    gone: Aside,
) -> dict[str, list[int]]:
    """Ids of records that hold all the words, whoever may see them, by kind: one statement.

    `below`: the kinds, each with the id that the last step ended at. Under one word they lie in
    order, so that the newest come at once however many there are; of several words the first
    thousands are taken as they come.
    """
    lead, *rest = asked
    workspace_id = int(session.info["workspace_id"])
    is_ordered = not lead.is_open and len(lead.stored) == 1
    parts = []
    for kind, last in below.items():
        hit = SEARCH_WORD.alias()
        statement = select(hit.c.kind, hit.c.record_id).where(
            hit.c.workspace_id == workspace_id, _is(hit, lead), hit.c.kind == KINDS[kind]
        )
        statement = statement.where(*_kept(hit, gone), *(_also(hit, one, gone) for one in rest))
        if last is not None:
            statement = statement.where(hit.c.record_id < last)
        if is_ordered:
            statement = statement.order_by(hit.c.record_id.desc()).limit(size)
        else:
            statement = statement.distinct().limit(STEPS[-2])
        parts.append(select(statement.subquery()))
    found: dict[str, list[int]] = {}
    for number, record_id in session.connection().execute(union_all(*parts)):
        found.setdefault(KIND_NAMES[number], []).append(record_id)
    return found


def _visible(
    session: Session, caller: Caller, model: type[Any], ids: set[int], most: int
) -> list[Any]:
    archived = getattr(model, "archived_at", None)
    statement = permission.visible(select(model), caller, model).where(model.id.in_(ids))
    if archived is not None:
        statement = statement.where(archived.is_(None))
    return list(session.scalars(statement.order_by(model.id.desc()).limit(most)))


def _is(table: Any, asked: Asked) -> ColumnElement[bool]:
    """A condition on the word; phones are found by their last digits."""
    if asked.is_open:
        return and_(table.c.word >= asked.word, table.c.word < asked.word + ":")
    if len(asked.stored) == 1:
        return table.c.word == asked.stored[0]  # type: ignore[no-any-return]  # a column
    return table.c.word.in_(asked.stored)  # type: ignore[no-any-return]  # a column


def _kept(hit: Any, gone: Aside) -> tuple[ColumnElement[bool], ...]:
    """The condition that a word does not stand in an own field that was put aside, if any was."""
    if not gone:
        return ()
    stands = exists().where(
        CustomValue.workspace_id == hit.c.workspace_id,
        CustomValue.id == hit.c.row_id,
        CustomValue.field_id.in_(gone),
    )
    return (or_(hit.c.source != SOURCES["custom_value"].number, not_(stands)),)


def _also(hit: Any, asked: Asked, gone: Aside) -> ColumnElement[bool]:
    other = SEARCH_WORD.alias()
    return exists().where(
        other.c.workspace_id == hit.c.workspace_id,
        _is(other, asked),
        other.c.kind == hit.c.kind,
        other.c.record_id == hit.c.record_id,
        *_kept(other, gone),
    )


def sources(
    session: Session, records: Sequence[Numbered], asked: Sequence[Asked]
) -> dict[int, dict[int, list[int]]]:
    """In which rows records of one kind hold the words: row ids by record and source number."""
    table = SEARCH_WORD.c
    first = records[0]
    statement = select(table.record_id, table.source, table.row_id).where(
        table.workspace_id == first.workspace_id,
        or_(*(_is(SEARCH_WORD, one) for one in asked)),
        table.kind == KINDS[first.__tablename__],
        table.record_id.in_([record.id for record in records]),
        *_kept(SEARCH_WORD, aside(session)),
    )
    found: dict[int, dict[int, list[int]]] = {}
    for record_id, source, row_id in session.connection().execute(statement):
        rows = found.setdefault(record_id, {}).setdefault(source, [])
        if row_id not in rows:
            rows.append(row_id)
    return found
