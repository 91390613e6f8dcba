"""Importing by talking: files are sent, rehearsed, corrected, imported, and taken back."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import func, select

from crm.engine import job, permission, post
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict
from crm.engine.reply import Actions, Button, Listing, Notice, Reply, Row, Small
from crm.engine.texts import Joined, Reader, T, Term, Text
from crm.imports import mapping, picked, stage_words, upload_card, uploads
from crm.imports.uploads import Sent
from crm.language import fields
from crm.language.form import Form
from crm.models import Change, Changeset, Delivery, ImportRun, Job, Upload

IMPORTERS = permission.LEADERS
PICK = "import files"


class Nothing(Form):
    """Nothing to say."""


class TakeFiles(Form):
    """The files, and the message that has them where they were sent in one."""

    files: Annotated[list[picked.Described], picked.Files()]
    thread: Annotated[str | None, fields.Hidden(40)] = None


class Named(Form):
    """An import that was begun by sending files."""

    upload: Annotated[str, fields.Hidden(20)]


class MapColumns(Form):
    """An upload's file, what its columns are, and whom its owners' names mean."""

    upload: Annotated[str, fields.Hidden(20)]
    file: Annotated[str, fields.Hidden(100)]
    columns: Annotated[dict[str, str] | None, mapping.Columns()] = None
    people: Annotated[dict[str, str] | None, mapping.Owners()] = None
    stages: Annotated[dict[str, str] | None, stage_words.Stages()] = None
    keep: Annotated[str | None, fields.Hidden(3)] = None


@command("import", may=IMPORTERS)
def ask(call: Call, form: Nothing) -> Reply:
    """Ask for the files of another CRM, in a form or as a message."""
    del call, form
    choose = Button(T("Choose files"), PICK, opens=True, is_reusable=True, style="primary")
    return Reply(
        (
            Notice(T("Send me the file: drop a CSV, XLSX or ZIP into our direct messages.")),
            Small(T("I first show what would happen, and change nothing until you press Import.")),
            Small(T("Exports of Salesforce, HubSpot, Dynamics 365, Zoho and Odoo are recognised.")),
            Actions((choose,)),
        ),
        form=PICK,
    )


@command(PICK, may=IMPORTERS, effect="change", surface="button")
def take(call: Call, form: TakeFiles) -> Reply:
    """Take files, to be read and rehearsed.

    What was picked in a form is talked of in the person's direct messages: the rows are theirs.
    """
    is_picked = call.source == "modal"
    named = [Sent(each["name"][:100], each) for each in form.files]
    upload = Upload(
        user_id=call.caller.user_id,
        channel=(call.caller.slack_id if is_picked else call.place.channel) or "",
        thread_ts=None if is_picked else call.place.thread_ts or form.thread,
        files=[],
        owners={},
        state="asked",
        created_at=call.now,
    )
    uploads.keep(upload, named)
    call.session.add(upload)
    call.session.flush()
    owed = post.Owed(
        channel=upload.channel,
        thread_ts=upload.thread_ts,
        rule="upload",
        occurrence=str(upload.id),
        kind="message",
        reader=post.reader_of(call.place, call),
        due_at=call.now,
    )
    upload.delivery_id = post.post(call, owed, upload_card.shown(upload, owed.reader.language)).id
    if not is_picked:
        return Reply()
    names = Joined(tuple(each.name for each in named))
    return Reply((Notice(T("I read {files}, and say more in our direct messages.", files=names)),))


@command("import map", may=IMPORTERS, effect="change", surface="button")
def change_mapping(call: Call, form: MapColumns) -> Reply:
    """Say what the columns are and whom the owners' names mean; the file is rehearsed again."""
    upload = _rehearsed(call, form.upload)
    known = uploads.files(upload)
    if form.columns:
        chosen = {h: "" if f == mapping.LEAVE else f for h, f in form.columns.items()}
        known = [uploads.mapped(s, chosen) if s.name == form.file else s for s in known]
    if form.stages:
        meant = stage_words.chosen(call.session, form.stages)
        known = [uploads.staged(s, meant) if s.name == form.file else s for s in known]
    if form.keep:
        known = [_kept(s) if s.name == form.file else s for s in known]
    if form.people:
        upload.owners = upload.owners | mapping.people(call.session, form.people)
    uploads.keep(upload, known)
    upload.state, upload.leased_until = "reading", None
    return Reply((Notice(T("I read the file once more with your mapping.")),))


@command("import start", may=IMPORTERS, effect="change", surface="button")
def start(call: Call, form: Named) -> Reply:
    """Import what was rehearsed; records changed since are looked at once more."""
    upload = _rehearsed(call, form.upload)
    _refuse_twin(call, upload)
    upload.state, upload.leased_until = "checking", None
    upload.started_by_id = call.caller.user_id
    return Reply((Notice(T("The import begins; its progress stands in the message above.")),))


@command("import cancel", may=IMPORTERS, effect="change", surface="button")
def cancel(call: Call, form: Named) -> Reply:
    """Give up an import before it has begun."""
    upload = _rehearsed(call, form.upload)
    upload.state, upload.ended_at = "cancelled", call.now
    show(call, upload, "cancelled")
    return Reply((Notice(T("Cancelled; nothing was imported.")),))


@command("import undo", may=IMPORTERS, effect="change", surface="button")
def undo(call: Call, form: Named) -> Reply:
    """Take back everything that an import did, file by file, the last one first."""
    upload = uploads.named(call, int(form.upload))
    if upload.state != "done":
        raise Conflict(T("This import is not through yet."), next_step=T("Stop it, or wait."))
    started = [made for run in reversed(_runs(call, upload)) if (made := _undo(call, run))]
    if not started:
        raise Conflict(T("There is nothing to undo."))
    count = sum(made.total or 0 for made in started)
    notice = Notice(T("Undoing {n} changes; others can go on working meanwhile.", n=count))
    return Reply((notice, Small(T("What was edited since stays, and is named."))))


@command("import list", may=IMPORTERS)
def listing(call: Call, form: Nothing) -> Reply:
    """List the imports, the newest first, and what became of each."""
    del form
    runs = list(call.session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(20)))
    jobs = {
        each.id: each
        for each in call.session.scalars(select(Job).where(Job.id.in_([r.job_id for r in runs])))
    }
    rows = tuple(_row(run, jobs.get(run.job_id or 0)) for run in runs)
    total = call.session.scalar(select(func.count(ImportRun.id))) or 0
    return Reply((Listing(T("Imports"), rows, total, T("Nothing was imported yet.")),))


def _row(run: ImportRun, made: Job | None) -> Row:
    counts = T(
        "{created} created, {updated} updated, {merged} merged, {skipped} skipped, {failed} failed",
        **{name: getattr(run, name) for name in uploads.COUNTS},
    )
    state = Term(made.state if made else "done")
    return Row(None, run.file, (Term(run.kind), counts, state, run.started_at))


def show(call: Call, upload: Upload, occasion: str, note: Text | None = None) -> None:
    """Show the upload as it stands in its message; once for each occasion."""
    statement = select(Delivery).where(Delivery.id == upload.delivery_id)
    sent = call.session.scalars(statement).one_or_none()
    if sent is None:
        return
    owed = post.Owed(
        channel=sent.channel,
        thread_ts=sent.thread_ts,
        rule=f"edit:{sent.id}",
        occurrence=f"{occasion}:{call.now.isoformat()}",
        kind="edit",
        reader=Reader(sent.language or "en", sent.zone or "UTC"),
        due_at=call.now,
        edits_id=sent.id,
    )
    post.post(call, owed, upload_card.shown(upload, sent.language or "en", note))


def _kept(sent: Sent) -> Sent:
    """The file with every column that is left out as a field of the workspace's own."""
    plan = sent.understood
    return uploads.mapped(sent, mapping.as_own_fields(plan)) if plan else sent


def _rehearsed(call: Call, number: str) -> Upload:
    """The upload, if it waits for a decision; else says what became of it."""
    upload = uploads.named(call, int(number))
    if upload.state == "rehearsed":
        return upload
    if upload.state in {"checking", "importing"}:
        raise Conflict(T("This import is running already; nothing was started twice."))
    if upload.state in {"asked", "reading"}:
        raise Conflict(T("I am still reading the files; press again in a moment."))
    names = Joined(tuple(each.name for each in uploads.files(upload)))
    if upload.state == "done":
        raise Conflict(T("{files} was imported already.", files=names))
    raise Conflict(
        T("This import was cancelled."), next_step=T("Send the file again to begin a new one.")
    )


def _refuse_twin(call: Call, upload: Upload) -> None:
    """Raise `Conflict` while somebody imports files of the same names."""
    mine = {each.name for each in uploads.files(upload)}
    statement = select(Upload).where(
        Upload.state.in_(("checking", "importing")), Upload.id != upload.id
    )
    for other in call.session.scalars(statement):
        same = sorted(mine & {each.name for each in uploads.files(other)})
        if same:
            raise Conflict(
                T("{file} is being imported right now by somebody else.", file=same[0]),
                next_step=T("Wait until it is through; then nothing is added twice."),
            )


def _runs(call: Call, upload: Upload) -> list[ImportRun]:
    ids = [each.run for each in uploads.files(upload) if each.run is not None]
    statement = select(ImportRun).where(ImportRun.id.in_(ids)).order_by(ImportRun.id)
    return list(call.session.scalars(statement))


def _undo(call: Call, run: ImportRun) -> Job | None:
    """Start taking back a run's changes; None where that was done, or there are none."""
    changeset = call.session.scalars(
        select(Changeset)
        .join(Job, Job.changeset_id == Changeset.id)
        .where(Job.id == run.job_id)
        .with_for_update()
    ).one_or_none()
    if changeset is None or changeset.undone_by_id is not None:
        return None
    count = call.session.scalar(
        select(func.count(Change.id)).where(Change.changeset_id == changeset.id)
    )
    if not count:
        return None
    made = job.start(call, "undo", {"changeset": changeset.id}, total=count)
    changeset.undone_by_id = made.changeset_id
    return made
