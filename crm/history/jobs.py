"""The undo of long work, itself long work: taken back window by window, from the end."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select

from crm.engine import job, permission
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.reply import Notice, Reply
from crm.engine.texts import T
from crm.history import inverse
from crm.language import fields
from crm.language.form import Form
from crm.models import Change, Job

WINDOW = 1_000


@job.kind("undo", rows=WINDOW)
def undo_window(call: Call, running: Job, rows: int) -> int:
    """Take back the next window of a large changeset; what stands in the way is kept, counted."""
    session = call.session
    target = running.params["changeset"]
    below = running.params.get("below")
    statement = select(Change).where(Change.changeset_id == target)
    if below is not None:
        statement = statement.where(Change.id < below)
    changes = list(session.scalars(statement.order_by(Change.id.desc()).limit(rows)))
    if not changes:
        return 0
    outcome = inverse.take_back(session, changes)
    kept = running.params.get("kept", 0) + len(outcome.kept) + len(outcome.choice)
    named = [*running.params.get("named", ()), *(label for label, _ in outcome.kept)][:50]
    running.params = running.params | {"below": changes[-1].id, "kept": kept, "named": named}
    return len(changes)


class StopJob(Form):
    """A running job."""

    job: Annotated[int, fields.Number(1, 2**62)]


@command("job stop", may=permission.LEADERS, effect="change", surface="button")
def stop(call: Call, form: StopJob) -> Reply:
    """Stop long work before its next step; what it did can be undone."""
    stopped = job.cancel(call.session, form.job)
    return Reply((Notice(T("{kind} stops after {n} rows.", kind=stopped.kind, n=stopped.done)),))
