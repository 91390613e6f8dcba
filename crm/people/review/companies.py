"""Companies by night: those changed since the last sweep beside those of the same name or site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.engine import sql
from crm.models import Change, Company, DuplicateCandidate
from crm.people.identity import company as companies
from crm.people.review import keys

KIND = "company"
SWEPT = "company swept"
# Shares of pairs that are one, by what agrees beside the name without its legal form.
SCORES = {3: 0.99, 2: 0.97, 1: 0.9}
MOST = keys.MOST * 5


def step(session: Session, now: datetime, rows: int) -> int:
    """Compare some of the companies that were changed since the last sweep; 0 at the end."""
    ids, upto = _changed(session, rows)
    if upto is None:
        return 0
    mine = session.scalars(
        select(Company).where(Company.id.in_(ids), sql.unindexed(Company.archived_at).is_(None))
    )
    for row in mine.all():
        _queue(session, row, now)
    keys.mark(session, SWEPT, upto)
    return max(1, len(ids))


def _changed(session: Session, limit: int) -> tuple[list[int], int | None]:
    since = keys.marked(session, SWEPT)
    behind = select(Change.id, Change.record_id).where(
        Change.id > since, Change.record_kind == KIND
    )
    rows = session.execute(behind.order_by(Change.id).limit(limit)).all()
    if rows:
        return sorted({row.record_id for row in rows}), rows[-1].id
    newest = session.scalar(select(func.max(Change.id))) or 0
    return [], newest if newest > since + limit else None


def _queue(session: Session, row: Company, now: datetime) -> None:
    key = companies.key(row.name)
    known = _known(session, row.id)
    for other in _alike(session, row, key):
        ids = min(row.id, other.id), max(row.id, other.id)
        if ids in known:
            continue
        known.add(ids)
        reasons = _agrees(row, other)
        session.add(
            DuplicateCandidate(
                kind=KIND,
                one_id=ids[0],
                other_id=ids[1],
                score=SCORES[len(reasons)],
                tier="suggest",
                reasons=reasons,
                features=[],
                found_at=now,
            )
        )
    session.flush()


def _alike(session: Session, row: Company, key: str) -> Iterable[Company]:
    """The companies of the same name but for the legal form, case and width."""
    if not key:
        return []
    first = key.split(maxsplit=1)[0] if key.isascii() else key[:2]
    statement = select(Company).where(
        Company.name_key >= first,
        Company.name_key < first + "\U0010ffff",
        sql.unindexed(Company.archived_at).is_(None),
        Company.id != row.id,
    )
    return [c for c in session.scalars(statement.limit(MOST)) if companies.key(c.name) == key]


def _agrees(one: Company, other: Company) -> list[str]:
    """What agrees, as codes of reasons; the name always does."""
    found = ["name"]
    if one.phone and one.phone == other.phone:
        found.append("phone")
    sites = {_site(each) for each in (one.website, other.website)}
    if len(sites) == 1 and sites != {""}:
        found.append("handle")
    return found


def _site(website: str | None) -> str:
    plain = (website or "").casefold().removeprefix("https://").removeprefix("http://")
    return plain.removeprefix("www.").split("/")[0]


def _known(session: Session, record_id: int) -> set[tuple[int, int]]:
    pair = DuplicateCandidate.one_id, DuplicateCandidate.other_id
    here = (pair[0] == record_id) | (pair[1] == record_id)
    statement = select(*pair).where(DuplicateCandidate.kind == KIND, here)
    return {(one, other) for one, other in session.execute(statement)}
