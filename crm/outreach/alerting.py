"""Alerts at work: what came to a list becomes one direct message to the person who asked for it."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from crm.engine import attention, journal, post, settings
from crm.engine.call import Call, Place
from crm.engine.errors import NotUnderstood
from crm.engine.reply import Actions, Button, Listing, Notice, Reply
from crm.engine.store import Store, workspace_of
from crm.engine.texts import T
from crm.insight import look
from crm.insight.look import WHOLE, News
from crm.language.answers import chosen, said
from crm.language.answers.answer import rows_of
from crm.language.ask import rolling
from crm.language.query.filter import from_json
from crm.language.query.scene import Scene
from crm.models import Alert, AlertLook, AlertSeen, Changeset, User
from crm.outreach import turn
from crm.people import user
from crm.rules.schedule import LATE_LIMITS

SHOWN = 5
# After a message the next one waits so long and gathers what comes meanwhile.
GATHER = timedelta(minutes=5)
MOST_AT_ONCE = 200
KEPT = timedelta(days=7)
NOTHING = News((), (), 0, 0, is_whole=True)


def owe(store: Store, workspace_id: int, now: datetime) -> int:
    """Tell what came to the lists of alerts by `now` (aware UTC); returns how many messages.

    A person is told with the rights of this moment; in their quiet hours nothing is looked at, so
    that the morning's message has all of it. An alert that fails never stops the others; its
    error is raised when they are through.
    """
    with store.read(workspace_id) as session:
        waiting = _waiting(session, now)
    told: list[int] = []
    with ExitStack() as each:
        for alert_id in reversed(waiting):
            each.callback(_one, store, workspace_id, alert_id, now, told)
    return len(told)


def tidy(session: Session, now: datetime) -> None:
    """Forget what alerts told that were removed long ago; those of yesterday may be put back."""
    is_gone = AlertLook.alert_id.not_in(select(Alert.id))
    old = session.scalars(
        select(AlertLook.alert_id).where(is_gone, AlertLook.whole_at < now - KEPT).limit(SHOWN)
    ).all()
    for table in (AlertSeen, AlertLook):
        if old:
            session.execute(delete(table).where(table.alert_id.in_(old)))


def _waiting(session: Session, now: datetime) -> list[int]:
    """Alerts of people who are here, of which a change or an hour has gone by since the look."""
    last = look.last_change(session)
    is_behind = or_(AlertLook.from_change < last, AlertLook.whole_at <= now - WHOLE)
    is_free = or_(AlertLook.told_at.is_(None), AlertLook.told_at <= now - GATHER)
    statement = (
        select(Alert.id)
        .join(User, User.id == Alert.user_id)
        .outerjoin(AlertLook, AlertLook.alert_id == Alert.id)
        .where(Alert.is_active.is_(True), User.is_active.is_(True))
        .where(or_(AlertLook.id.is_(None), is_behind & is_free))
        .order_by(AlertLook.whole_at)
        .limit(MOST_AT_ONCE)
    )
    return list(session.scalars(statement))


def _one(store: Store, workspace_id: int, alert_id: int, now: datetime, told: list[int]) -> None:
    with store.read(workspace_id) as session:
        found = _found(session, alert_id, now)
    if found is None:
        return
    with store.write(workspace_id) as session:
        turn.take(session)
        alert = session.get(Alert, (workspace_id, alert_id))
        if alert is None or not alert.is_active:
            return
        call = _call(session, alert, now)
        if isinstance(found, NotUnderstood):
            _stop(call, alert, found)
            return
        row = look.look_of(session, alert_id)
        if row is None:
            look.begin(session, alert, Scene.of(call))
        elif row.to_change == found.was:
            look.settle(session, alert, row, found, now)
            told += _tell(call, alert, found)


def _found(session: Session, alert_id: int, now: datetime) -> News | NotUnderstood | None:
    """What came to an alert's list; its error where it cannot be asked; None while nobody hears."""
    alert = session.get(Alert, (workspace_of(session), alert_id))
    if alert is None:
        return None
    call = _call(session, alert, now)
    person = session.get(User, (alert.workspace_id, alert.user_id))
    if person is None or call.caller.is_outsider:
        return None
    if attention.reach(session, person, "alerts", now).at > now:
        return None
    row = look.look_of(session, alert_id)
    try:
        return (
            look.news(session, alert, row, Scene.of(call))
            if row
            else News((), (), 0, 0, is_whole=True)
        )
    except NotUnderstood as error:
        return error


def _call(session: Session, alert: Alert, now: datetime) -> Call:
    """A call of the alert's person, with the rights of today."""
    person = session.get(User, (alert.workspace_id, alert.user_id))
    assert person is not None
    chosen_settings = settings.read(session)
    caller = user.caller_of(session, person, chosen_settings)
    call = Call(alert.workspace_id, caller, Place(), now, "clock", settings=chosen_settings)
    return call.bound(session, None)


def _tell(call: Call, alert: Alert, found: News) -> list[int]:
    """Queue the message of what came; nothing where nothing did."""
    if not found.come:
        return []
    question = rolling.anew(from_json(alert.question), Scene.of(call))
    title = T(
        "{what} new in “{name}”", what=said.many(question.kind, len(found.come)), name=alert.name
    )
    rows = rows_of(call, question.kind, found.come[:SHOWN])
    shown = Button(
        T("Show the list"), chosen.AGAIN, {"question": chosen.shut(question)}, is_reusable=True
    )
    stop = Button(T("Remove this alert"), "alert remove", {"name": alert.name})
    reply = Reply((Listing(title, rows, len(found.come)), Actions((shown, stop))))
    _post(call, alert, reply)
    return [alert.id]


def _post(call: Call, alert: Alert, reply: Reply) -> None:
    person = call.session.get(User, (alert.workspace_id, alert.user_id))
    assert person is not None
    limit = LATE_LIMITS["alert"] or timedelta.max
    name = (f"alert:{alert.id}", call.now.isoformat(timespec="seconds"))
    due = post.Due(at=call.now, expires_at=call.now + limit)
    post.to_person(call, person, name, "alert", reply, due)


def _stop(call: Call, alert: Alert, error: NotUnderstood) -> None:
    """Stop an alert whose list cannot be asked any more, and say so once."""
    journal.open_changeset(
        call.session, Changeset(command="alert stop", recorded_at=call.now, effective_at=call.now)
    )
    alert.is_active = False
    call.session.flush()
    told = T("Your alert “{name}” is stopped: {why}", name=alert.name, why=error.text)
    _post(call, alert, Reply((Notice(told, "warning"),)))
