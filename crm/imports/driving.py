"""What is done with files that were sent: fetched, understood, rehearsed, imported, compared.

Each step is written down before the next begins, so that whoever comes after a crash goes on; the
lease says who is at it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from crm.engine import job, post
from crm.engine.call import Call
from crm.engine.errors import RapportError
from crm.engine.reply import Reply
from crm.engine.store import Store
from crm.engine.texts import Reader, T, Text, say
from crm.imports import archive, mapping, run, scene, stage_words, upload, uploads
from crm.imports import plan as plans
from crm.imports.after import told_after
from crm.imports.uploads import Sent
from crm.models import Change, Delivery, ImportRun, Job, Upload

EVERY = 3.0
STEPS_AT_MOST = 12
BAD_KEPT = 20
ENDED = frozenset({"done", "stopped", "failed"})
Fetch = Callable[[int, Sent, Path], Path]


@dataclass(frozen=True)
class Driver:
    """Goes on with uploads; `fetch` brings a file (workspace, file, folder) to a path.

    `clock` gives aware UTC, `nudge` says that something is to be sent.
    """

    store: Store
    owner: str
    clock: Callable[[], datetime]
    fetch: Fetch
    nudge: Callable[[], None]

    def drive(self, workspace_id: int, upload_id: int) -> None:
        """Do what is to be done now, until a person has to decide or the upload has ended."""
        if not self._claim(workspace_id, upload_id):
            return
        steps = {
            "asked": self._fetch,
            "reading": self._rehearse,
            "checking": self._check,
            "importing": self._import,
        }
        for _ in range(STEPS_AT_MOST):
            state = self._row(workspace_id, upload_id).state
            if state not in steps:
                break
            try:
                steps[state](workspace_id, upload_id)
            except (RapportError, OSError) as error:
                self._failed(workspace_id, upload_id, error)
            self.nudge()
        with self.store.write(workspace_id) as session:
            uploads.held(session, upload_id).leased_until = None

    def _claim(self, workspace_id: int, upload_id: int) -> bool:
        now = self.clock()
        with self.store.write(workspace_id) as session:
            row = uploads.held(session, upload_id)
            is_held = row.leased_until is not None and row.leased_until > now
            if is_held or row.state not in uploads.UNDER_WAY:
                return False
            row.leased_until = now + uploads.LEASE
            return True

    def _row(self, workspace_id: int, upload_id: int) -> Upload:
        with self.store.read(workspace_id) as session:
            row = session.scalars(select(Upload).where(Upload.id == upload_id)).one()
            session.expunge(row)
            return row

    def _files(self, workspace_id: int, upload_id: int) -> list[Sent]:
        return uploads.files(self._row(workspace_id, upload_id))

    def _fetch(self, workspace_id: int, upload_id: int) -> None:
        """Bring the files here; an archive becomes the files in it."""
        where = uploads.folder(workspace_id, upload_id)
        found: list[Sent] = []
        for sent in self._files(workspace_id, upload_id):
            try:
                path = self.fetch(workspace_id, sent, where)
                found += [
                    replace(sent, name=each.name, path=str(each))
                    for each in archive.unpacked(path, where)
                ]
            except RapportError as error:
                found.append(replace(sent, trouble=self._sentence(workspace_id, upload_id, error)))
        self._keep(workspace_id, upload_id, found[: uploads.MOST_FILES], "reading")

    def _rehearse(self, workspace_id: int, upload_id: int) -> None:
        row = self._row(workspace_id, upload_id)
        found = self._rehearsed(workspace_id, row)
        state = "rehearsed" if any(each.plan for each in found) else "failed"
        self._keep(workspace_id, upload_id, found, state, self._newest(workspace_id))

    def _rehearsed(self, workspace_id: int, row: Upload) -> list[Sent]:
        found = []
        for sent in uploads.files(row):
            self._hold(workspace_id, row.id)
            if sent.path is None:
                found.append(sent)
                continue
            try:
                found.append(self._one(workspace_id, row, sent))
            except RapportError as error:
                why = self._sentence(workspace_id, row.id, error)
                found.append(replace(sent, trouble=why, plan=None, counts=None))
        return found

    def _one(self, workspace_id: int, row: Upload, sent: Sent) -> Sent:
        """Understand and rehearse one file."""
        path = Path(sent.path or "")
        made = plans.make(path, mapping=sent.mapping)
        made = replace(made, owners=dict(row.owners), stages=dict(sent.stages))
        with self.store.read(workspace_id) as session:
            call = uploads.call(session, row, row.user_id, self.clock())
            report = run.rehearse(session, path, made, call)
            here = scene.of(session, call.now, made.owners, made.stages)
            unknown = mapping.unknown(here, mapping.owners(made, path), made.owners)
        return replace(
            sent,
            plan=made.stored(),
            counts={name: getattr(report, name) for name in uploads.COUNTS},
            bad=[[bad.line, bad.reason] for bad in report.bad[:BAD_KEPT]],
            warned=len(report.warnings),
            unknown=unknown,
            words=stage_words.words(here, made, path),
            trouble=None,
        )

    def _check(self, workspace_id: int, upload_id: int) -> None:
        """Look again where anything was changed since the rehearsal; other figures are shown."""
        row = self._row(workspace_id, upload_id)
        newest = self._newest(workspace_id)
        before = uploads.files(row)
        if newest == row.seen_change_id:
            self._keep(workspace_id, upload_id, before, "importing", newest)
            return
        after = self._rehearsed(workspace_id, row)
        if [each.counts for each in after] == [each.counts for each in before]:
            self._keep(workspace_id, upload_id, after, "importing", newest)
            return
        note = T("Records were changed since the rehearsal; these are the figures now.")
        self._keep(workspace_id, upload_id, after, "rehearsed", newest, note)

    def _import(self, workspace_id: int, upload_id: int) -> None:
        """Import file after file, then compare and tell."""
        for n, sent in enumerate(self._files(workspace_id, upload_id)):
            if sent.trouble or sent.plan is None or sent.path is None:
                continue
            number = sent.run or self._begin(workspace_id, upload_id, n)
            self._work(workspace_id, upload_id, number)
        row = self._row(workspace_id, upload_id)
        with self.store.read(workspace_id) as session:
            call = uploads.call(session, row, row.started_by_id or row.user_id, self.clock())
            after = told_after(call, row)
        with self.store.write(workspace_id) as session:
            row = uploads.held(session, upload_id)
            if row.state != "importing":
                return
            row.state, row.ended_at = "done", self.clock()
            call = uploads.call(session, row, row.started_by_id or row.user_id, self.clock())
            uploads.refresh(session, row)
            upload.show(call, row, "done")
            for name, reply in after:
                self._in_thread(call, row, name, reply)

    def _in_thread(self, call: Call, row: Upload, name: str, reply: Reply) -> None:
        statement = select(Delivery).where(Delivery.id == row.delivery_id)
        sent = call.session.scalars(statement).one()
        owed = post.Owed(
            channel=sent.channel,
            thread_ts=sent.thread_ts or sent.ts,
            rule=f"upload {name}",
            occurrence=str(row.id),
            kind="message",
            reader=Reader(sent.language or "en", sent.zone or "UTC"),
            due_at=call.now,
        )
        post.post(call, owed, reply)

    def _begin(self, workspace_id: int, upload_id: int, n: int) -> int:
        """Start the run of the file in the n-th place, and note it in the same unit of work."""
        with self.store.write(workspace_id) as session:
            row = uploads.held(session, upload_id)
            found = uploads.files(row)
            sent = found[n]
            made = sent.understood
            assert made is not None
            call = uploads.call(session, row, row.started_by_id or row.user_id, self.clock())
            _, started = run.start(call, Path(sent.path or ""), made)
            found[n] = replace(sent, run=started.id)
            uploads.keep(row, found)
            upload.show(call, row, f"file {n}")
            return started.id

    def _work(self, workspace_id: int, upload_id: int, run_id: int) -> None:
        """Work on the run's job until it has ended, and show how far it is."""
        worker = job.Worker(self.store, f"{self.owner}:upload", self.clock)
        with self.store.read(workspace_id) as session:
            job_id = session.scalar(select(ImportRun.job_id).where(ImportRun.id == run_id))
        assert job_id is not None
        with ThreadPoolExecutor(1, thread_name_prefix="import") as executor:
            while not self._has_ended(workspace_id, job_id):
                working = executor.submit(worker.work, workspace_id, job_id)
                while not wait([working], EVERY).done:
                    self._progress(workspace_id, upload_id)
                if working.result().state not in ENDED:
                    time.sleep(EVERY / 10)
        self._progress(workspace_id, upload_id, is_last=True)

    def _has_ended(self, workspace_id: int, job_id: int) -> bool:
        with self.store.read(workspace_id) as session:
            return session.scalar(select(Job.state).where(Job.id == job_id)) in ENDED

    def _progress(self, workspace_id: int, upload_id: int, *, is_last: bool = False) -> None:
        """Bring the message up to date, unless an earlier edit still waits to be sent."""
        with self.store.write(workspace_id) as session:
            row = uploads.held(session, upload_id)
            row.leased_until = self.clock() + uploads.LEASE
            uploads.refresh(session, row)
            waiting = select(func.count(Delivery.id)).where(
                Delivery.edits_id == row.delivery_id, Delivery.state.in_(("due", "sending"))
            )
            if not is_last and not session.scalar(waiting):
                call = uploads.call(session, row, row.user_id, self.clock())
                upload.show(call, row, "progress")
        self.nudge()

    def _hold(self, workspace_id: int, upload_id: int) -> None:
        with self.store.write(workspace_id) as session:
            uploads.held(session, upload_id).leased_until = self.clock() + uploads.LEASE

    def _keep(
        self,
        workspace_id: int,
        upload_id: int,
        found: Iterable[Sent],
        state: str,
        newest: int | None = None,
        note: Text | None = None,
    ) -> None:
        """Write down what was found out, and show it."""
        with self.store.write(workspace_id) as session:
            row = uploads.held(session, upload_id)
            if row.state not in uploads.UNDER_WAY:
                return
            uploads.keep(row, found)
            row.state, row.seen_change_id = state, newest
            row.files = [asdict(each) for each in uploads.files(row)]
            if state != "reading":
                call = uploads.call(session, row, row.user_id, self.clock())
                upload.show(call, row, state, note)

    def _newest(self, workspace_id: int) -> int:
        with self.store.read(workspace_id) as session:
            return session.scalar(select(func.max(Change.id))) or 0

    def _failed(self, workspace_id: int, upload_id: int, error: Exception) -> None:
        """Say what is in the way; nothing goes on by itself."""
        why = (
            self._sentence(workspace_id, upload_id, error)
            if isinstance(error, RapportError)
            else type(error).__name__
        )
        with self.store.write(workspace_id) as session:
            row = uploads.held(session, upload_id)
            row.state, row.error, row.ended_at = "failed", why[:300], self.clock()
            upload.show(uploads.call(session, row, row.user_id, self.clock()), row, "failed")

    def _sentence(self, workspace_id: int, upload_id: int, error: RapportError) -> str:
        with self.store.read(workspace_id) as session:
            row = session.scalars(select(Upload).where(Upload.id == upload_id)).one()
            reader = uploads.call(session, row, row.user_id, self.clock()).reader
        said = say(error.text, reader)
        return f"{said} {say(error.next_step, reader)}" if error.next_step else said


def sweep(driver: Driver, workspace_id: int, now: datetime) -> list[int]:
    """The uploads that were left lying, by whoever was at them."""
    with driver.store.read(workspace_id) as session:
        return uploads.left_lying(session, now)
