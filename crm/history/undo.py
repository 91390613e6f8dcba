"""Undo and redo: a changeset taken back as one, by its author or a manager of its author."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.engine import job, permission, post
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotAllowed, NotFound
from crm.engine.reply import Actions, Button, Fact, Facts, Notice, Paragraph, Reply, View
from crm.engine.texts import Joined, T, Text
from crm.history import inverse, merges, pointing
from crm.language import fields
from crm.language.form import Form
from crm.models import Change, Changeset, Delivery, Job, User

AT_ONCE = 2_000
TAKEN_BACK = ("undo",)
# What the machine works out from a change, and works out again: it goes back together with it.
DERIVED = ("ticket mood",)


class Undo(Form):
    """Which change; without one, my newest that was not yet undone."""

    changeset: Annotated[int | None, fields.Number(1, 2**62)] = None


@command("undo", effect="change")
def undo(call: Call, form: Undo) -> Reply:
    """Take back your newest change, or the one that a button names."""
    target = _target(call, form.changeset, is_redo=False)
    return _take_back(call, target, T("Undone."))


@command("redo", effect="change")
def redo(call: Call, form: Undo) -> Reply:
    """Bring back what you undid last."""
    target = _target(call, form.changeset, is_redo=True)
    return _take_back(call, target, T("Brought back."))


def _target(call: Call, changeset_id: int | None, *, is_redo: bool) -> Changeset:
    statement = select(Changeset).where(Changeset.id != call.changeset_id).with_for_update()
    if changeset_id is not None:
        found = call.session.scalars(statement.where(Changeset.id == changeset_id)).one_or_none()
    else:
        kind = Changeset.command.in_(TAKEN_BACK)
        mine = statement.where(
            Changeset.author_id == call.caller.user_id,
            Changeset.undone_by_id.is_(None),
            kind if is_redo else ~kind,
        )
        found = call.session.scalars(mine.order_by(Changeset.id.desc()).limit(1)).one_or_none()
    if found is None:
        raise NotFound(
            T("There is nothing to bring back.") if is_redo else T("There is nothing to undo.")
        )
    _check(call, found)
    return found


def _check(call: Call, target: Changeset) -> None:
    if not permission.leads(call.session, call.caller, target.author_id):
        raise NotAllowed(
            T("Only its author or a manager can undo this."),
            next_step=T("Ask the person who made the change."),
        )
    if target.undone_by_id is None:
        return
    undoing = call.session.get(Changeset, (target.workspace_id, target.undone_by_id))
    who = _name(call, undoing.author_id if undoing else None)
    at = undoing.recorded_at if undoing else None
    raise Conflict(T("{name} already undid this on {at}.", name=who, at=at))


def _take_back(call: Call, target: Changeset, done: Text) -> Reply:
    session = call.session
    mine = session.get(Changeset, (target.workspace_id, call.changeset_id))
    assert mine is not None
    mine.undoes_id = target.id
    merged = merges.take_back(call, target)
    if merged is not None:
        target.undone_by_id = mine.id
        _correct_messages(call, target)
        return Reply((Notice(done, "success"), *merged), is_public=False)
    count = session.scalar(select(func.count(Change.id)).where(Change.changeset_id == target.id))
    if (count or 0) > AT_ONCE:
        started = job.start(call, "undo", {"changeset": target.id}, total=count)
        target.undone_by_id = started.changeset_id
        return _started(started, count or 0)
    own = select(*pointing.READ).where(Change.changeset_id == target.id)
    changes = session.execute(own).all()
    outcome = inverse.take_back(session, [*changes, *_derived(session, changes)])
    if not outcome.rows:
        raise Conflict(_in_the_way(call, outcome), next_step=T("Undo those first, or leave it."))
    target.undone_by_id = mine.id
    _correct_messages(call, target)
    return Reply(_told(call, outcome, done), is_public=False)


def _derived(session: Session, changes: Sequence[Any]) -> list[Any]:
    """What was derived right behind these changes, up to the first thing that anybody else did."""
    last = {(change.table_name, change.row_id): change.id for change in changes}
    statement = (
        select(*pointing.READ, Changeset.command)
        .join(Changeset, Changeset.id == Change.changeset_id)
        .where(
            Change.id > min(last.values(), default=0),
            Change.table_name.in_({table for table, _ in last}),
            Change.row_id.in_({row_id for _, row_id in last}),
        )
        .order_by(Change.id)
    )
    found: list[Any] = []
    closed: set[tuple[str, int]] = set()
    for change in session.execute(statement):
        key = (change.table_name, change.row_id)
        if key not in last or change.id <= last[key] or key in closed:
            continue
        if change.command in DERIVED:
            found.append(change[: len(pointing.READ)])
        else:
            closed.add(key)
    return found


def _started(started: Job, count: int) -> Reply:
    notice = Notice(T("Undoing {n} changes; others can go on working meanwhile.", n=count))
    return Reply((notice, job.actions(started)))


def _told(call: Call, outcome: inverse.Outcome, done: Text) -> tuple[View, ...]:
    facts = [Fact(T("Undone"), Joined(tuple(outcome.undone)))]
    if outcome.kept:
        facts.append(Fact(T("Kept, changed later"), Joined(_kept(call, outcome))))
    if outcome.choice:
        facts.append(Fact(T("Kept, needs a choice"), Joined(_choices(outcome))))
    views: list[View] = [Notice(done, "success"), Facts(tuple(facts))]
    buttons = [
        Button(T("Undo the later change too"), "undo", {"changeset": str(changeset)})
        for _, changeset in outcome.kept[:3]
        if changeset is not None
    ]
    return (*views, Actions(tuple(buttons))) if buttons else tuple(views)


def _in_the_way(call: Call, outcome: inverse.Outcome) -> Text:
    ways = _kept(call, outcome) + _choices(outcome)
    return T("Nothing was undone; in the way: {ways}.", ways=Joined(ways, "; "))


def _kept(call: Call, outcome: inverse.Outcome) -> tuple[Text | str, ...]:
    return tuple(_changed_later(call, label, later) for label, later in outcome.kept[:20])


def _changed_later(call: Call, label: str, changeset_id: int | None) -> Text | str:
    later = changeset_id and call.session.get(Changeset, (call.workspace_id, changeset_id))
    if not later:
        return label
    return T(
        "{record}, changed by {name} on {at}",
        record=label,
        name=_name(call, later.author_id),
        at=later.recorded_at,
    )


def _choices(outcome: inverse.Outcome) -> tuple[Text, ...]:
    return tuple(
        T("{record}, on which {others} hang", record=label, others=Joined(tuple(others[:5])))
        for label, others in outcome.choice[:20]
    )


def _name(call: Call, user_id: int | None) -> str:
    name = call.session.scalar(select(User.name).where(User.id == user_id))
    return name or "Rapport"


def _correct_messages(call: Call, target: Changeset) -> None:
    """Cancel what the change would still have posted, and correct what it has."""
    statement = select(Delivery).where(Delivery.changeset_id == target.id)
    for delivery in call.session.scalars(statement):
        if delivery.state in {"due", "held"}:
            delivery.state = "cancelled"
        elif delivery.state in {"sending", "sent"} and delivery.kind != "edit":
            post.edit(call, delivery, Reply((Paragraph(_correction(call)),)))


def _correction(call: Call) -> Text:
    return T("Undone by {name} on {at}.", name=call.caller.name, at=call.now)
