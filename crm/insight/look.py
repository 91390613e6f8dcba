"""What came to an alert's list since its last look: by the journal's changes, or all of it anew.

Every tick looks at the records that changed; what days and linked records bring in is found by
the whole list, once an hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from crm.engine.errors import NotUnderstood
from crm.engine.store import workspace_of
from crm.engine.texts import T
from crm.language.ask import rolling
from crm.language.query import compile as compiled
from crm.language.query.filter import Leaf, Node, Question, from_json
from crm.language.query.scene import Scene
from crm.models import Alert, AlertLook, AlertSeen, Change

# An alert on more than these would tell of everything.
MOST_KNOWN = 10_000
MOST_CHANGES = 2_000
AT_ONCE = 1_000
WHOLE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class News:
    """Ids of records that came to a list, the newest first, and of those that left it.

    `was` is how far the look had come before, `upto` how far it came now.
    """

    come: tuple[int, ...]
    gone: tuple[int, ...]
    was: int
    upto: int
    is_whole: bool


def last_change(session: Session) -> int:
    """The journal's last change."""
    return session.scalar(select(func.max(Change.id))) or 0


def look_of(session: Session, alert_id: int) -> AlertLook | None:
    """How far an alert has looked; None where it never did."""
    return session.scalars(select(AlertLook).where(AlertLook.alert_id == alert_id)).one_or_none()


def begin(session: Session, alert: Alert, scene: Scene) -> None:
    """Take all that is in the list by now as told; raises `NotUnderstood` where it is too much."""
    session.execute(delete(AlertSeen).where(AlertSeen.alert_id == alert.id))
    last = last_change(session)
    ids = _listed(session, rolling.anew(from_json(alert.question), scene), scene)
    see(session, alert, ids)
    look = look_of(session, alert.id) or AlertLook(alert_id=alert.id)
    look.from_change, look.to_change, look.whole_at = last, last, scene.now
    session.add(look)
    session.flush()


def news(session: Session, alert: Alert, look: AlertLook, scene: Scene) -> News:
    """What came and went since a look; raises `NotUnderstood` where too much came at once."""
    question = rolling.anew(from_json(alert.question), scene)
    was, upto = look.to_change, last_change(session)
    is_whole = scene.now - look.whole_at >= WHOLE
    ids = None if is_whole else touched(session, question, look.from_change, scene)
    if ids is None:
        come = _listed(session, question, scene, besides=alert.id)
        seen = session.scalars(_seen(alert.id)).all()
        gone = set(seen) - _matching(session, question, seen, scene)
        return News(tuple(come), tuple(gone), was, upto, is_whole=True)
    among = session.scalars(_seen(alert.id).where(AlertSeen.record_id.in_(ids)))
    known, matching = set(among), _matching(session, question, ids, scene)
    come = sorted(matching - known, reverse=True)
    return News(tuple(come), tuple(known - matching), was, upto, is_whole=False)


def settle(session: Session, alert: Alert, look: AlertLook, found: News, now: datetime) -> None:
    """Keep what an alert has seen, and how far it looked."""
    see(session, alert, found.come)
    for some in _parts(found.gone):
        gone = AlertSeen.record_id.in_(some)
        session.execute(delete(AlertSeen).where(AlertSeen.alert_id == alert.id, gone))
    look.from_change, look.to_change = look.to_change, found.upto
    if found.is_whole:
        look.whole_at = now
    if found.come:
        look.told_at = now
    session.flush()


def see(session: Session, alert: Alert, ids: Iterable[int]) -> None:
    """Keep records as known to an alert."""
    here = workspace_of(session)
    rows = [{"workspace_id": here, "alert_id": alert.id, "record_id": one} for one in ids]
    if rows:
        session.execute(insert(AlertSeen), rows)


def touched(session: Session, question: Question, after: int, scene: Scene) -> list[int] | None:
    """The records of a list's kind that changes behind one may have moved; None for too many."""
    statement = select(Change.record_kind, Change.record_id, Change.before, Change.after)
    found = session.execute(
        statement.where(Change.id > after).order_by(Change.id).limit(MOST_CHANGES + 1)
    ).all()
    if len(found) > MOST_CHANGES:
        return None
    ids = {change.record_id for change in found if change.record_kind == question.kind}
    column = f"{question.kind}_id"
    for change in found:
        sides = (change.before or {}, change.after or {})
        ids |= {side[column] for side in sides if isinstance(side.get(column), int)}
    ids |= _behind_links(session, question, found, scene)
    return sorted(ids) if len(ids) <= MOST_CHANGES else None


def _behind_links(
    session: Session, question: Question, found: Sequence[Any], scene: Scene
) -> set[int]:
    """The records that point at a changed one of whose fields the filters ask."""
    model, ids = compiled.model_of(question.kind), set[int]()
    for head in {leaf.field.partition(".")[0] for leaf in leaves(question.filters) if _dot(leaf)}:
        link: Any = compiled.field(question.kind, head)
        changed = {c.record_id for c in found if c.record_kind == link.target.__tablename__}
        statement = select(model.id).where(link.expression(scene).in_(changed))
        ids |= set(session.scalars(statement.limit(MOST_CHANGES + 1))) if changed else set()
    return ids


def leaves(nodes: Iterable[Node]) -> Iterable[Leaf]:
    """Every filter of a list, however deep it stands."""
    todo = list(nodes)
    while todo:
        node = todo.pop()
        if isinstance(node, Leaf):
            yield node
        else:
            todo += node.items


def _dot(leaf: Leaf) -> bool:
    return "." in leaf.field and ":" not in leaf.field.partition(".")[0]


def _listed(
    session: Session, question: Question, scene: Scene, besides: int | None = None
) -> Sequence[int]:
    """The ids of a list, the newest first, besides those that an alert has seen."""
    model = compiled.model_of(question.kind)
    statement = compiled.rows(question.kind, question.filters, scene, model.id)
    if besides is not None:
        statement = statement.where(model.id.not_in(_seen(besides)))
    ids = session.scalars(statement.order_by(model.id.desc()).limit(MOST_KNOWN + 1)).all()
    if len(ids) > MOST_KNOWN:
        raise NotUnderstood(
            T("More than {n} records are in that list.", n=MOST_KNOWN),
            next_step=T("Add a filter, so that an alert tells what matters."),
        )
    return ids


def _matching(session: Session, question: Question, ids: Sequence[int], scene: Scene) -> set[int]:
    """Which of some records are in the list."""
    model, found = compiled.model_of(question.kind), set[int]()
    statement = compiled.rows(question.kind, question.filters, scene, model.id)
    for some in _parts(ids):
        found |= set(session.scalars(statement.where(model.id.in_(some))))
    return found


def _seen(alert_id: int) -> Any:
    return select(AlertSeen.record_id).where(AlertSeen.alert_id == alert_id)


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[i : i + AT_ONCE] for i in range(0, len(ids), AT_ONCE))
