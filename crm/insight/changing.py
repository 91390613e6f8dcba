"""Changing many records as a job: small steps, a message that says how far, one undo for all.

The records are those of the look, by their ids: new values may take them out of the list. Each is
changed with the rights that its person has then; one that cannot be is named and left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from crm.engine import job, journal, post
from crm.engine.call import Call
from crm.engine.errors import RapportError
from crm.engine.reply import Actions, Button, Listing, Notice, Reply, Row
from crm.engine.texts import T, say
from crm.insight import new_values
from crm.language.answers import said
from crm.models import Delivery, Job, User
from crm.people import user

KIND = "change all"
ROWS = 200
LEAST = 25
# So many records that could not be changed are named.
NAMED = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be changed: a kind, its new values, and the records."""

    kind: str
    new: Mapping[str, str]
    ids: Sequence[int]


def start(call: Call, wanted: Wanted) -> Reply:
    """Queue the work and say so: here, and in a message that tells how far it is."""
    params = {"kind": wanted.kind, "new": dict(wanted.new), "ids": list(wanted.ids)}
    started = job.start(call, KIND, params, total=len(wanted.ids))
    work = call.bound(call.session, started.changeset_id)
    _message(work, started, "begun", _progress(started))
    what = said.many(wanted.kind, len(wanted.ids))
    told = T("Changing {what}; others can go on working meanwhile.", what=what)
    more = T("How far it is stands in our direct messages.")
    return Reply((Notice(told), Notice(more), job.actions(started)))


@job.kind(KIND, rows=ROWS, least=LEAST)
def step(call: Call, running: Job, rows: int) -> int:
    """Change the next records; says at the end how it went."""
    mine = _as_its_person(call, running)
    ids = running.params["ids"][running.done : running.done + rows]
    if not ids:
        _end(mine, running)
        return 0
    kind, bad = running.params["kind"], list(running.params.get("bad", ()))
    known = new_values.by_id(mine, kind, ids)
    for one in ids:
        why = _change(mine, running, known.get(one))
        if why:
            bad.append([known.get(one) or str(one), why])
    running.params = running.params | {"bad": bad}
    _show(mine, running, running.done + len(ids))
    return len(ids)


def _change(call: Call, running: Job, ref: str | None) -> str:
    """Change one record; returns why it could not be, in its person's words."""
    if ref is None:
        return say(T("It is not there any more."), call.reader)
    try:
        with journal.attempt(call.session):
            new_values.carry_out(call, running.params["kind"], ref, running.params["new"])
    except RapportError as error:
        return say(error.text, call.reader)
    return ""


def _as_its_person(call: Call, running: Job) -> Call:
    person = _person(call, running)
    return replace(call, caller=user.caller_of(call.session, person, call.settings))


def _person(call: Call, running: Job) -> User:
    found = call.session.get(User, (call.workspace_id, running.user_id))
    assert found is not None
    return found


def _message(call: Call, running: Job, name: str, reply: Reply) -> Delivery:
    person = _person(call, running)
    return post.to_person(call, person, (f"{KIND} {name}", str(running.id)), "message", reply)


def _progress(running: Job, done: int = 0) -> Reply:
    what = said.many(running.params["kind"], running.total or 0)
    told = T("{n} of {what} changed", n=done, what=what)
    is_over = done >= (running.total or 0)
    return Reply((Notice(told), *(() if is_over else (job.actions(running),))))


def _show(call: Call, running: Job, done: int) -> None:
    """Bring the message up to date, unless an earlier edit still waits to be sent."""
    sent = _message(call, running, "begun", _progress(running))
    waiting = select(func.count(Delivery.id)).where(
        Delivery.edits_id == sent.id, Delivery.state.in_(("due", "sending"))
    )
    if done == running.total or not call.session.scalar(waiting):
        post.edit(call, sent, _progress(running, done), occurrence=str(done))


def _end(call: Call, running: Job) -> None:
    """Say how it went, with the one *Undo*, and which records stayed as they were and why."""
    bad = running.params.get("bad", ())
    kind, changed = running.params["kind"], running.done - len(bad)
    done = Notice(T("{what} changed.", what=said.many(kind, changed)), "success")
    title = T("{what} could not be changed", what=said.many(kind, len(bad)))
    rows = tuple(Row(ref, why) for ref, why in bad[:NAMED])
    undo = Button(T("Undo"), "undo", {"changeset": str(running.changeset_id)})
    kept = (Listing(title, rows, len(bad)),) if bad else ()
    buttons = (Actions((undo,)),) if changed else ()
    _message(call, running, "done", Reply((done, *kept, *buttons)))
