"""Receipts: predictions written down before their outcome, never changed, and exported as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.store import workspace_of
from crm.insight import outcome
from crm.models import Base, Deal, ModelVersion, Prediction

WIN = "win"
HORIZON = timedelta(days=90)
# A digest writes so many receipts at once: more would hold the store's lock for too long.
MOST_AT_ONCE = 2_000
CHUNK = 500
BASE_RATE = "base-rate"
LETTER = refs.LETTERS["deal"]
PREDICTIONS = Base.metadata.tables[Prediction.__tablename__]
HEADER = (
    *("id", "kind", "subject", "model", "made_at", "horizon_at", "prediction", "low", "high"),
    *("base", "settled_at", "outcome"),
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was predicted of a record (`D-42`) for a moment; chances from 0 to 1."""

    kind: str
    subject: str
    horizon_at: datetime
    value: float
    low: float
    high: float
    base: float


def rows(session: Session) -> Iterator[tuple[str, ...]]:
    """The header, then every receipt of the workspace in the order of making."""
    yield HEADER
    statement = (
        select(Prediction, ModelVersion)
        .outerjoin(ModelVersion, ModelVersion.id == Prediction.model_id)
        .order_by(Prediction.id)
    )
    for prediction, model in session.execute(statement).yield_per(1_000):
        yield _row(prediction, model)


def _row(made: Prediction, model: ModelVersion | None) -> tuple[str, ...]:
    name = f"{model.algorithm}:{model.sha256[:12]}" if model else BASE_RATE
    moments = (made.made_at, made.horizon_at)
    figures = (made.value, made.low, made.high, made.base)
    return (
        *(str(made.id), made.kind, made.subject, name),
        *(_moment(at) for at in moments),
        *(_figure(value) for value in figures),
        _moment(made.settled_at),
        _figure(made.outcome),
    )


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _figure(value: float | None) -> str:
    return "" if value is None else repr(float(value))


def due(call: Call) -> list[Receipt]:
    """The win chances to be written down now: base rates of open deals without one today.

    Those of the caller's deals that close first, 2,000 at most; none below the floors.
    """
    chances = outcome.chances(call)
    overall = chances.overall.rate()
    if overall is None:
        return []
    rates = {stage_id: chances.rate(stage_id) or overall for stage_id in chances.stages}
    known = _known(call.session, call.now)
    statement = (
        select(Deal.number, Deal.stage_id, Deal.close_on)
        .where(Deal.status == "open")
        .order_by(Deal.close_on.is_(None), Deal.close_on, Deal.id)
        .limit(MOST_AT_ONCE + len(known))
    )
    found: Any = call.session.execute(permission.visible(statement, call.caller, Deal))
    made = []
    for number, stage_id, close_on in found:
        subject = f"{LETTER}-{number}"
        if (WIN, subject) in known:
            continue
        rate = rates.get(stage_id, overall)
        horizon = datetime.combine(close_on, time(), UTC) if close_on else call.now + HORIZON
        horizon = max(horizon, call.now)
        made.append(Receipt(WIN, subject, horizon, rate.rate, rate.low, rate.high, overall.rate))
    return made[:MOST_AT_ONCE]


def _known(session: Session, now: datetime) -> set[tuple[str, str]]:
    """The kinds and subjects with a receipt of this UTC day."""
    first = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    statement = select(Prediction.kind, Prediction.subject).where(
        Prediction.made_at >= first, Prediction.made_at < first + timedelta(days=1)
    )
    return {(kind, subject) for kind, subject in session.execute(statement)}


def keep(session: Session, receipts: Sequence[Receipt], now: datetime) -> int:
    """Write receipts down, one of a kind for each subject and day; returns how many were new.

    Call it in the workspace's turn, so that no two writers miss each other's.
    """
    known = _known(session, now)
    fresh = [one for one in receipts if (one.kind, one.subject) not in known]
    if fresh:
        workspace_id = workspace_of(session)
        session.connection().execute(
            insert(PREDICTIONS), [_values(one, workspace_id, now) for one in fresh]
        )
    return len(fresh)


def _values(one: Receipt, workspace_id: int, now: datetime) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "kind": one.kind,
        "subject": one.subject,
        "made_at": now,
        "horizon_at": one.horizon_at,
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "base": one.base,
    }


def settle(session: Session) -> int:
    """Write beside the open win receipts how their deals ended; returns how many deals.

    The prediction itself stays as it was. A deal that is opened again keeps its first outcome.
    """
    statement = (
        select(Prediction.subject)
        .distinct()
        .where(Prediction.kind == WIN, Prediction.settled_at.is_(None))
    )
    numbers = [int(subject.partition("-")[2]) for subject in session.scalars(statement)]
    ended: list[Any] = []
    for first in range(0, len(numbers), CHUNK):
        closed = select(Deal.number, Deal.status, Deal.closed_at).where(
            Deal.number.in_(numbers[first : first + CHUNK]), Deal.closed_at.is_not(None)
        )
        ended += session.execute(closed)
    for number, status, closed_at in ended[:MOST_AT_ONCE]:
        session.execute(
            update(Prediction)
            .where(
                Prediction.workspace_id == workspace_of(session),
                Prediction.kind == WIN,
                Prediction.subject == f"{LETTER}-{number}",
                Prediction.settled_at.is_(None),
                Prediction.made_at <= closed_at,
            )
            .values(settled_at=closed_at, outcome=1.0 if status == "won" else 0.0)
        )
    return len(ended)
