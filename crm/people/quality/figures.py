"""The counts of a kind of record in one statement, and those of the weeks before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, select, true

from crm.engine import permission
from crm.engine.call import Call
from crm.models import QualityFigure
from crm.people.quality import conditions

KINDS = ("contact", "company")


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of a kind: `complete` have all needed fields, `filled` of `needed` fields are there.

    `missing` says, by needed field, how many records lack it.
    """

    kind: str
    total: int
    complete: int
    needed: int
    filled: int
    invalid: int
    stale: int
    missing: dict[str, int]

    @property
    def completeness(self) -> float | None:
        """The share of needed fields that are filled and valid; None without any."""
        return self.filled / self.needed if self.needed else None


def measure(call: Call, kind: str) -> Figures:
    """The counts of a kind among the records that the caller sees, put aside ones left out."""
    model = conditions.MODELS[kind]
    needed = conditions.needed(call.session, kind, call.settings)
    there = [one.is_there for one in needed]
    stale = conditions.stale(kind, call.now, call.settings.old_days)
    statement = select(
        func.count(model.id),
        _sum(and_(true(), *there)),
        _sum(conditions.invalid(kind)),
        _sum(stale),
        *(_sum(one) for one in there),
    ).where(model.archived_at.is_(None))
    row: Any = call.session.execute(permission.visible(statement, call.caller, model)).one()
    total, complete, invalid, old, *filled = (int(value or 0) for value in row)
    missing = {one.name: total - n for one, n in zip(needed, filled, strict=True)}
    return Figures(kind, total, complete, total * len(needed), sum(filled), invalid, old, missing)


def earlier(call: Call, weeks: int) -> dict[tuple[str, date], QualityFigure]:
    """What was kept in the last weeks, by kind and Monday, this week left out."""
    monday = week_of(call)
    statement = select(QualityFigure).where(
        QualityFigure.week_on < monday, QualityFigure.week_on >= monday - timedelta(weeks=weeks)
    )
    return {(row.kind, row.week_on): row for row in call.session.scalars(statement)}


def keep(call: Call, found: list[Figures]) -> None:
    """Write this week's counts down, over those of an earlier day of it."""
    monday = week_of(call)
    statement = select(QualityFigure).where(QualityFigure.week_on == monday)
    kept = {row.kind: row for row in call.session.scalars(statement)}
    for one in found:
        row = kept.get(one.kind)
        if row is None:
            row = QualityFigure(kind=one.kind, week_on=monday)
            call.session.add(row)
        for name in ("total", "complete", "needed", "filled", "invalid", "stale"):
            setattr(row, name, getattr(one, name))
    call.session.flush()


def week_of(call: Call) -> date:
    """The Monday of this week in the workspace's zone."""
    today = call.now.astimezone(ZoneInfo(call.settings.zone)).date()
    return today - timedelta(days=today.weekday())


def _sum(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))
