"""Files that were sent to be imported: where they lie, and what is known of each so far."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import permission, settings
from crm.engine.call import Call, Place
from crm.engine.errors import NotFound
from crm.engine.texts import T
from crm.imports import plan as plans
from crm.imports.plan import Plan
from crm.models import ImportRun, Upload, User
from crm.people import user

COUNTS = ("created", "updated", "merged", "skipped", "failed")
# Parents before children, so that links are made at once.
ORDER = ("company", "partner", "contact", "product", "deal", "lead", "ticket", "quote")
LEASE = timedelta(seconds=60)
UNDER_WAY = ("asked", "reading", "checking", "importing")
MOST_FILES = 20
UNSAFE = re.compile(r"[^\w.()\- ]+")
_PLACE: dict[str, Path] = {}


@dataclass(frozen=True, slots=True)
class Sent:
    """One file: where it came from, how it is understood, what became of it.

    `mapping` are a person's corrections (header: field); `counts` and `bad` are the rehearsal's
    until the import has begun. `words` has the stages' words that are no names of ours with the
    stage (id and name) that they are taken for, `stages` what a person said of them. `trouble`
    says why the file cannot be read at all.
    """

    name: str
    source: dict[str, Any] = field(default_factory=dict)
    path: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    plan: dict[str, Any] | None = None
    counts: dict[str, int] | None = None
    bad: list[list[Any]] = field(default_factory=list)
    warned: int = 0
    unknown: list[str] = field(default_factory=list)
    words: dict[str, tuple[int, str]] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)
    run: int | None = None
    trouble: str | None = None

    @property
    def understood(self) -> Plan | None:
        """How the file is read, once that is known."""
        return plans.read(self.plan) if self.plan else None

    @property
    def rows(self) -> int:
        """How many rows were counted."""
        return sum((self.counts or {}).get(name, 0) for name in COUNTS)


def use(folder: Path) -> None:
    """Say where files are kept."""
    _PLACE["folder"] = folder


def folder(workspace_id: int, upload_id: int) -> Path:
    """The folder of one upload's files, made if it is not there."""
    place = _PLACE.get("folder", Path("var/uploads")) / str(workspace_id) / str(upload_id)
    place.mkdir(parents=True, exist_ok=True)
    return place


def place_for(where: Path, name: str) -> Path:
    """A path for a file of that name, whatever the name holds; never one that is taken."""
    plain = UNSAFE.sub("_", Path(name.replace("\\", "/")).name).strip(". ")[-80:] or "file"
    path, n = where / plain, 1
    while path.exists():
        path, n = where / f"{n}-{plain}", n + 1
    return path


def files(upload: Upload) -> list[Sent]:
    """What is known of an upload's files, in the order in which they are imported."""
    return sorted((Sent(**each) for each in upload.files), key=_place_in_order)


def keep(upload: Upload, sent: Iterable[Sent]) -> None:
    """Write down what is known of the files."""
    upload.files = [asdict(each) for each in sent]


def _place_in_order(sent: Sent) -> int:
    kind = (sent.plan or {}).get("kind")
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def mapped(sent: Sent, corrections: dict[str, str]) -> Sent:
    """The file with a person's corrections of its columns, to be understood anew."""
    return replace(sent, mapping=sent.mapping | corrections, plan=None, counts=None)


def staged(sent: Sent, meant: dict[str, int]) -> Sent:
    """The file with what a person said of its words for stages, to be understood anew."""
    return replace(sent, stages=sent.stages | meant, plan=None, counts=None)


def named(call: Call, upload_id: int) -> Upload:
    """The upload of a button, locked; its sender's own, or for who leads them."""
    statement = select(Upload).where(Upload.id == upload_id).with_for_update()
    found = call.session.scalars(statement).one_or_none()
    if found is None or not permission.leads(call.session, call.caller, found.user_id):
        raise NotFound(
            T("There is no such import."),
            next_step=T("Send the file again to begin a new one."),
        )
    return found


def left_lying(session: Session, now: datetime) -> list[int]:
    """The uploads that somebody has to go on with, and nobody does."""
    statement = (
        select(Upload.id)
        .where(Upload.state.in_(UNDER_WAY))
        .where((Upload.leased_until.is_(None)) | (Upload.leased_until < now))
        .order_by(Upload.id)
    )
    return list(session.scalars(statement))


def held(session: Session, upload_id: int) -> Upload:
    """An upload, held until the commit."""
    return session.scalars(select(Upload).where(Upload.id == upload_id).with_for_update()).one()


def refresh(session: Session, row: Upload) -> None:
    """Take the counts of the runs over into what is shown."""
    found = files(row)
    statement = select(ImportRun).where(ImportRun.id.in_([s.run for s in found if s.run]))
    runs = {each.id: each for each in session.scalars(statement)}
    keep(
        row,
        [
            replace(s, counts={name: getattr(runs[s.run], name) for name in COUNTS})
            if s.run in runs
            else s
            for s in found
        ],
    )


def call(session: Session, row: Upload, user_id: int, now: datetime) -> Call:
    """A call in the name of the person who sent or started it, where the files were sent."""
    chosen = settings.read(session)
    person = session.scalars(select(User).where(User.id == user_id)).one()
    caller = user.caller_of(session, person, chosen)
    place = Place(row.channel, row.thread_ts, is_dm=row.channel[:1] in {"D", "U"})
    return Call(row.workspace_id, caller, place, now, "event", settings=chosen).bound(session, None)
