"""Following a record: who watches it hears of its changes in a DM."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select

from crm.engine import permission, post, refs
from crm.engine.call import Call, Caller
from crm.engine.command import command
from crm.engine.errors import Conflict
from crm.engine.reply import Listing, Notice, Record, Reply, Row
from crm.engine.texts import T, Text
from crm.language import fields
from crm.language.form import Form
from crm.models import Numbered, User, Watch
from crm.people import steps, user

MOST = 50


class OneRecord(Form):
    """A record, by reference, name or the thread."""

    record: Annotated[Numbered, fields.Anything()]


class Watching(Form):
    """Nothing to say."""


@command("watch", effect="change")
def start(call: Call, form: OneRecord) -> Reply:
    """Follow a record and hear of its changes."""
    if _mine(call, form.record) is not None:
        raise Conflict(T("You are following {ref} already.", ref=refs.ref(form.record)))
    call.session.add(
        Watch(
            record_kind=form.record.__tablename__,
            record_id=form.record.id,
            user_id=call.caller.user_id,
            created_at=call.now,
        )
    )
    call.session.flush()
    return _told(call, T("You are following {ref}.", ref=refs.ref(form.record)))


@command("watch stop", effect="change")
def stop(call: Call, form: OneRecord) -> Reply:
    """Follow a record no longer."""
    row = _mine(call, form.record)
    if row is None:
        raise Conflict(T("You are not following {ref}.", ref=refs.ref(form.record)))
    call.session.delete(row)
    call.session.flush()
    return _told(call, T("You are not following {ref} any more.", ref=refs.ref(form.record)))


@command("watch list")
def listing(call: Call, _form: Watching) -> Reply:
    """List the records that I follow."""
    statement = select(Watch).where(Watch.user_id == call.caller.user_id)
    rows = []
    for watched in call.session.scalars(statement.order_by(Watch.id.desc()).limit(MOST)):
        row = call.session.get(
            refs.MODELS[watched.record_kind], (call.workspace_id, watched.record_id)
        )
        if row is not None and permission.may_see(call.session, call.caller, row):
            rows.append(Row(refs.ref(row), steps.title(row)))
    title = T("What I follow")
    return Reply((Listing(title, tuple(rows), len(rows), empty=T("Nothing yet.")),))


def tell(call: Call, row: Numbered, note: Text) -> None:
    """Tell whoever watches a record, but for the caller and those who may not see it any more."""
    statement = (
        select(User)
        .join(Watch, Watch.user_id == User.id)
        .where(Watch.record_kind == row.__tablename__, Watch.record_id == row.id)
        .where(User.is_active.is_(True), User.id != call.caller.user_id)
    )
    about = Record(row.__tablename__, row.id)
    for person in call.session.scalars(statement):
        if permission.may_see(call.session, _as_caller(call, person), row):
            name = (
                "watch",
                f"{call.changeset_id or call.key}:{row.__tablename__}:{row.id}:{person.id}",
            )
            told = T(
                "{note} {title}, by {name}.",
                note=note,
                title=steps.title(row),
                name=call.caller.name,
            )
            post.to_person(call, person, name, "alert", Reply((Notice(told),), about=about))


def _as_caller(call: Call, person: User) -> Caller:
    return user.caller_of(call.session, person, call.settings)


def _mine(call: Call, row: Numbered) -> Watch | None:
    statement = select(Watch).where(
        Watch.record_kind == row.__tablename__,
        Watch.record_id == row.id,
        Watch.user_id == call.caller.user_id,
    )
    return call.session.scalars(statement).one_or_none()


def _told(call: Call, told: Text) -> Reply:
    return Reply((Notice(told, "success"), *steps.undo_row(call)))
