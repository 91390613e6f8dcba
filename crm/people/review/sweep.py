"""The nightly sweep: contacts changed since the last one are compared with those they may be.

What the team decided before teaches the scores; nothing is merged here. Companies follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import job, settings
from crm.engine.call import CLOCK, Call, Place
from crm.engine.store import Store
from crm.models import DuplicateCandidate, Job, ScheduleMark
from crm.people.duplicates import model, reasons
from crm.people.duplicates.compare import compare, features
from crm.people.duplicates.entry import Entry
from crm.people.review import automatic, companies, keys, records

RULE = "duplicates"
SWEPT = "contact swept"
NIGHT = range(1, 6)
A_NIGHT = timedelta(hours=20)
LESSONS = 2_000


def owe(store: Store, workspace_id: int, now: datetime) -> Mapping[str, int]:
    """What the night owes: the sweep, the merges of a rule that is turned on, their report."""
    merged = automatic.merge_sure(store, workspace_id, now)
    told = automatic.report(store, workspace_id, now)
    return {**_begin(store, workspace_id, now), **merged, **told}


def _begin(store: Store, workspace_id: int, now: datetime) -> Mapping[str, int]:
    """Start the sweep once a night, by the workspace's own clock."""
    with store.read(workspace_id) as session:
        chosen = settings.read(session)
        until = session.scalar(select(ScheduleMark.until).where(ScheduleMark.rule == RULE))
        is_over = until is not None and now - until < A_NIGHT
    if is_over or now.astimezone(ZoneInfo(chosen.zone)).hour not in NIGHT:
        return {}
    with store.read(workspace_id) as session:
        _learned(tuple(lessons(session)))  # seconds of work, while no lock is held
    with store.write(workspace_id) as session:
        row = session.scalars(select(ScheduleMark).where(ScheduleMark.rule == RULE)).one_or_none()
        if row is not None and row.until != until:
            return {}
        row = row or ScheduleMark(rule=RULE, until=now)
        row.until = now
        session.add(row)
        keys.step_back(session)
        call = Call(workspace_id, CLOCK, Place(), now, "clock", settings=chosen)
        job.start(call.bound(session, None), "duplicate sweep", {})
    return {"sweeps": 1}


@job.kind("duplicate sweep", rows=200)
def sweep_window(call: Call, running: Job, rows: int) -> int:
    """Work out the keys of some more contacts; once all are, compare some more of them."""
    del running
    return _step(call.session, call.now, rows)


def sweep_all(session: Session, now: datetime) -> None:
    """Sweep at once, in the open unit of work."""
    while _step(session, now, 200):
        pass


def _step(session: Session, now: datetime, rows: int) -> int:
    fresh = keys.refresh(session, rows)
    if fresh:
        return fresh
    ids, upto = keys.changed(session, SWEPT, rows)
    if upto is None:
        return companies.step(session, now, rows)
    compare_with_others(session, now, ids)
    keys.mark(session, SWEPT, upto)
    return max(1, len(ids))


def compare_with_others(session: Session, now: datetime, ids: list[int]) -> int:
    """Queue the pairs that some contacts may be; returns how many are new."""
    weights = _learned(tuple(lessons(session)))
    mine = records.contacts(session, ids)
    meeting = {id_: keys.meeting(session, entry, "ephnsca") for id_, entry in mine.items()}
    others = records.contacts(session, {other for found in meeting.values() for other in found})
    known = _known(session, set(mine))
    count = 0
    for id_, entry in mine.items():
        for other_id in meeting[id_]:
            pair = min(id_, other_id), max(id_, other_id)
            if other_id != id_ and other_id in others and pair not in known:
                known.add(pair)
                made = _judged(weights, pair, (entry, others[other_id]), now)
                if made is not None:
                    session.add(made)
                    count += 1
    session.flush()
    return count


def lessons(session: Session) -> list[model.Lesson]:
    """What the team decided last, as lessons for the model."""
    statement = (
        select(DuplicateCandidate)
        .where(DuplicateCandidate.state != "open")
        .order_by(DuplicateCandidate.decided_at.desc())
        .limit(LESSONS)
    )
    return [
        model.Lesson(tuple(row.features), row.state == "merged")
        for row in session.scalars(statement)
        if row.features
    ]


@lru_cache(maxsize=16)
def _learned(said: tuple[model.Lesson, ...]) -> model.Model:
    """The model after lessons, worked out once for all the windows of a sweep."""
    return model.learn(model.shipped(), said)


def _known(session: Session, ids: set[int]) -> set[tuple[int, int]]:
    pair = DuplicateCandidate.one_id, DuplicateCandidate.other_id
    here = DuplicateCandidate.one_id.in_(ids) | DuplicateCandidate.other_id.in_(ids)
    statement = select(*pair).where(DuplicateCandidate.kind == keys.KIND, here)
    return {(one, other) for one, other in session.execute(statement)}


def _judged(
    weights: model.Model, ids: tuple[int, int], entries: tuple[Entry, Entry], now: datetime
) -> DuplicateCandidate | None:
    pair = compare(*entries)
    chance = weights.chance(pair)
    tier = weights.tier(pair, chance)
    if tier is None:
        return None
    return DuplicateCandidate(
        kind=keys.KIND,
        one_id=ids[0],
        other_id=ids[1],
        score=round(chance, 4),
        tier=tier,
        reasons=reasons.codes(pair),
        features=features(pair),
        found_at=now,
    )
