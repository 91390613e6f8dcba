"""How many days a deal has been in its stage."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, not_, or_, select

from crm.language.query import match
from crm.language.query.derived import DAY, scalar
from crm.language.query.dialects import Seconds
from crm.language.query.scene import Scene
from crm.language.query.stored import Field
from crm.models import Deal, StageChange
from crm.models.base import Moment

# A hundred years: of more days no moment can be told.
LONGEST = 36_500


def days(scene: Scene) -> Any:
    """Whole days of 24 hours since the deal came to its stage, until now or until it closed."""
    moved = scalar(
        select(func.max(StageChange.at)).where(
            StageChange.workspace_id == Deal.workspace_id, StageChange.deal_id == Deal.id
        ),
        Deal,
    )
    until = func.coalesce(Deal.closed_at, literal(scene.now, Moment()))
    since = func.coalesce(moved, Deal.created_at)
    return Seconds(since, until) // DAY


class InStage(Field):
    """The days in the stage; those of open deals are compared as sets of deals, made once."""

    def where(self, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
        """The condition of a positive operator."""
        each = Field.where(self, op, value, scene)
        least = _least(op, value)
        if least is None or abs(least) > LONGEST:
            return each
        came = _came_before(scene.now.replace(microsecond=0) - timedelta(least, -1))
        still = came if op in {">", ">="} else not_(came)
        is_open = Deal.closed_at.is_(None)
        return or_(and_(is_open, still), and_(not_(is_open), each))


def _least(op: str, value: Any) -> int | None:
    """The fewest days that pass `>` and `>=`, or that do not pass `<` and `<=`."""
    if op in {">=", "<"}:
        return int(match.decimal(value).to_integral_value(ROUND_CEILING))
    if op in {">", "<="}:
        return int(match.decimal(value).to_integral_value(ROUND_FLOOR)) + 1
    return None


def _came_before(moment: datetime) -> ColumnElement[bool]:
    """Whether a deal came to its stage before a moment."""
    moved = select(StageChange.deal_id)
    later = moved.where(StageChange.at >= moment)
    return and_(
        Deal.id.not_in(later),
        or_(Deal.id.in_(moved), Deal.created_at < moment),
    )
