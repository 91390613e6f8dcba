"""The figures of an answer: how many there are, what they are worth, and both by group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, literal, null, select
from sqlalchemy.orm import Session

from crm.engine.errors import NotUnderstood
from crm.engine.money import Money
from crm.engine.texts import T, Term
from crm.language.query import compile as compiled
from crm.language.query.dialects import Seconds
from crm.language.query.filter import Aggregate, Node, Question
from crm.language.query.scene import Scene
from crm.language.query.stored import Amount, Linked, Many, Person
from crm.models import Stage, User
from crm.models.base import Moment

# Zones are whole quarters of an hour apart from UTC.
QUARTER = 900
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_GROUPS = 1_000


@dataclass
class Tally:
    """What was added up in one currency: rows, those with a value, their sum and extremes."""

    rows: int = 0
    n: int = 0
    total: Any = 0
    low: Any = None
    high: Any = None

    def add(self, found: Sequence[Any]) -> None:
        """Take in a row of the database's own sums."""
        rows, n, total, low, high = found
        self.rows += rows
        self.n += n
        self.total += total or 0
        self.low = min((x for x in (self.low, low) if x is not None), default=None)
        self.high = max((x for x in (self.high, high) if x is not None), default=None)

    def figure(self, function: str) -> Any:
        """The aggregate; None where nothing has a value."""
        if function == "count":
            return self.rows
        if not self.n:
            return None
        figures = {"sum": self.total, "min": self.low, "max": self.high}
        return self.total / self.n if function == "avg" else figures[function]


@dataclass
class Group:
    """One group: its key, how it is called, and its tallies by currency (None: no money)."""

    key: Any
    label: Any = None
    tallies: dict[str | None, Tally] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many records the group has."""
        return sum(tally.rows for tally in self.tallies.values())

    def figures(self, aggregate: Aggregate) -> list[Any]:
        """Its figure, one for each currency where it is money."""
        if aggregate.function == "count":
            return [self.rows]
        found = []
        for currency, tally in sorted(self.tallies.items(), key=lambda one: str(one[0])):
            value = tally.figure(aggregate.function)
            if value is not None:
                found.append(value if currency is None else Money(round(value), currency))
        return found


def groups(session: Session, question: Question, aggregate: Aggregate, scene: Scene) -> list[Group]:
    """The groups of a question, or its only one, in their order; empty keys are a group, too.

    Raises `NotUnderstood` where a field cannot be added up or grouped by.
    """
    name, grain = question.grouping
    found: dict[Any, Group] = {}
    fold = _fold(grain, scene)
    for key, currency, *sums in session.execute(_sums(question, aggregate, scene, name, grain)):
        place = fold(key)
        group = found.setdefault(place, Group(place))
        group.tallies.setdefault(currency, Tally()).add(sums)
        if len(found) > MOST_GROUPS:
            raise NotUnderstood(
                T("Those are more than {n} groups.", n=MOST_GROUPS),
                next_step=T("Group by something coarser, or filter first."),
            )
    _label(session, question.kind, name, found.values())
    return _ordered(session, question, aggregate, list(found.values()), scene)


def whole(found: Iterable[Group]) -> Group:
    """All groups taken together."""
    one = Group(0)
    for group in found:
        for currency, tally in group.tallies.items():
            sums = (tally.rows, tally.n, tally.total, tally.low, tally.high)
            one.tallies.setdefault(currency, Tally()).add(sums)
    return one


def count(session: Session, kind: str, nodes: Iterable[Node], scene: Scene) -> int:
    """How many visible rows keep the filters."""
    statement = compiled.rows(kind, nodes, scene, func.count())
    return session.scalar(statement) or 0


def _sums(question: Question, aggregate: Aggregate, scene: Scene, name: str, grain: str) -> Any:
    """A row for each group and currency; what is the same for all rows is not grouped by."""
    kind = question.kind
    key = _key(kind, name, grain, scene) if name else None
    value, currency = _value(kind, aggregate, scene)
    parts = {"key": key, "value": value, "currency": currency}
    given = [part.label(label) for label, part in parts.items() if part is not None]
    inner = compiled.rows(kind, question.filters, scene, *(given or [literal(1).label("one")]))
    rows = inner.subquery()
    by = [rows.c[label] for label in ("key", "currency") if parts[label] is not None]
    is_sum = aggregate.function in {"sum", "avg"}
    is_edge = aggregate.function in {"min", "max"}
    return (
        select(
            rows.c.key if key is not None else literal(0),
            rows.c.currency if currency is not None else null(),
            func.count(),
            func.count(rows.c.value) if value is not None else func.count(),
            func.sum(rows.c.value) if is_sum else null(),
            func.min(rows.c.value) if is_edge else null(),
            func.max(rows.c.value) if is_edge else null(),
        )
        .select_from(rows)
        .group_by(*by)
    )


def _key(kind: str, name: str, grain: str, scene: Scene) -> Any:
    found = compiled.field(kind, name)
    if isinstance(found, Many) or found.letter == "m" or (found.letter in "ad" and not grain):
        raise NotUnderstood(T("“{text}” is nothing to group by.", text=name[:60]))
    if found.letter == "a":
        return Seconds(literal(EPOCH, Moment()), found.group(scene)) // QUARTER
    return found.group(scene)


def _value(kind: str, aggregate: Aggregate, scene: Scene) -> tuple[Any, Any]:
    """What is added up, and its currency; None where there is none."""
    if aggregate.function == "count" or aggregate.field is None:
        return None, None
    found = compiled.field(kind, aggregate.field)
    if isinstance(found, Amount):
        return found.expression(scene), found.currency(scene)
    allowed = "nph" if aggregate.function in {"sum", "avg"} else "nphda"
    if found.letter not in allowed or isinstance(found, Many):
        raise NotUnderstood(T("{field} cannot be added up.", field=aggregate.field[:60]))
    return found.expression(scene), None


def _fold(grain: str, scene: Scene) -> Callable[[Any], Any]:
    """What makes a stored key the group's: days as their period's first day."""
    if not grain:
        return lambda key: key
    zone = ZoneInfo(scene.zone)

    def first(key: Any) -> date | None:
        if key is None:
            return None
        if not isinstance(key, date):
            moment = EPOCH + timedelta(seconds=int(key) * QUARTER)
            key = moment.astimezone(zone).date()
        return begin(key, grain)

    return first


def begin(day: date, grain: str) -> date:
    """The first day of a day's week (Monday), month, quarter or year; of a day, itself."""
    if grain == "week":
        return day - timedelta(days=day.weekday())
    if grain == "month":
        return day.replace(day=1)
    if grain == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1) if grain == "year" else day


def _label(session: Session, kind: str, name: str, found: Iterable[Group]) -> None:
    """Give links their names, in one statement."""
    link = compiled.field(kind, name) if name else None
    names: dict[int, str] = {}
    keys = [group.key for group in found if group.key is not None]
    if isinstance(link, Person):
        names = _names(session, User.id, User.name, keys)
    elif isinstance(link, Linked):
        column = getattr(link.target, "name", link.name)
        names = _names(session, link.target.id, column, keys)
    for group in found:
        group.label = names.get(group.key, group.key)
        if isinstance(link, Linked) and link.target is Stage:
            group.label = Term(str(group.label))


def _names(session: Session, key: Any, name: Any, keys: list[int]) -> dict[int, str]:
    found = session.execute(select(key, name).where(key.in_(keys)))
    return dict(found.all())


def _ordered(
    session: Session, question: Question, aggregate: Aggregate, found: list[Group], scene: Scene
) -> list[Group]:
    sorts = question.sort[0] if question.sort else None
    name, grain = question.grouping
    if sorts is not None and sorts.field == "aggregate":
        sign = -1 if sorts.direction == "desc" else 1
        found.sort(key=lambda group: (_size(group, aggregate, scene, sign), str(group.label)))
    elif grain:
        found.sort(key=lambda group: (group.key is None, group.key or date.min))
    elif name == "stage":
        places = dict(session.execute(select(Stage.id, Stage.position)).all())
        found.sort(key=lambda group: places.get(group.key, 0))
    else:
        found.sort(key=lambda group: (_size(group, aggregate, scene, -1), str(group.label)))
    return found[: question.limit] if question.limit else found


def _size(group: Group, aggregate: Aggregate, scene: Scene, sign: int) -> tuple[bool, float]:
    """What a group is sorted by: the figure in the base currency before any other's."""
    figures = group.figures(aggregate)
    own = [f for f in figures if not isinstance(f, Money) or f.currency == scene.currency]
    first = (own or figures or [None])[0]
    if first is None:
        return (True, 0.0)
    value = first.minor if isinstance(first, Money) else first
    if isinstance(value, datetime):
        return (False, sign * value.timestamp())
    return (False, sign * float(value.toordinal() if isinstance(value, date) else value))
