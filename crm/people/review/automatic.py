"""The rule that an admin may turn on: pairs that are surely one are merged by night, and reported.

Each merge is a command of its own, so that each can be undone; whatever was decided before stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import post, refs, settings
from crm.engine.call import CLOCK, Call, Place
from crm.engine.command import REGISTRY
from crm.engine.errors import RapportError
from crm.engine.permission import ADMIN
from crm.engine.reply import Actions, Button, Listing, Reply, Row, Small
from crm.engine.run import Asked, run
from crm.engine.settings import Settings
from crm.engine.store import Store
from crm.engine.texts import T
from crm.models import DuplicateCandidate, Merge, Numbered
from crm.people import user

AT_ONCE = 50
SHOWN = 10
MORNING = range(7, 12)
A_DAY = timedelta(hours=24)
RULE = "merged by rule"
MERGE = "duplicate merge"


def merge_sure(store: Store, workspace_id: int, now: datetime) -> Mapping[str, int]:
    """Merge some of the pairs that are surely one, where the workspace has turned that on."""
    with store.read(workspace_id) as session:
        chosen = settings.read(session)
        pairs = _sure(session) if chosen.auto_merge else []
    done = 0
    for pair in pairs:
        call = Call(workspace_id, CLOCK, Place(), now, "clock", settings=chosen)
        try:
            run(store, call, Asked(REGISTRY[MERGE], fields={"pair": pair}))
            done += 1
        except RapportError:
            # Archived, merged or changed meanwhile: it stays in the queue for a person.
            continue
    return {"merged": done} if done else {}


def _sure(session: Session) -> list[str]:
    """The references of pairs of contacts in the surest tier that nobody has decided on."""
    statement = (
        select(DuplicateCandidate)
        .where(DuplicateCandidate.state == "open", DuplicateCandidate.tier == "sure")
        .where(DuplicateCandidate.kind == "contact")
        .order_by(DuplicateCandidate.score.desc(), DuplicateCandidate.id)
        .limit(AT_ONCE)
    )
    found = []
    for pair in session.scalars(statement):
        rows = _rows(session, pair.kind, (pair.one_id, pair.other_id))
        if len(rows) == 2:
            found.append(" ".join(refs.ref(row) for row in rows))
    return found


def _rows(session: Session, kind: str, ids: tuple[int, int]) -> list[Numbered]:
    """The two records, the older first; fewer where one is archived."""
    model = refs.MODELS[kind]
    rows = session.scalars(select(model).where(model.id.in_(ids)).order_by(model.id))
    return [row for row in rows if getattr(row, "archived_at", None) is None]


def report(store: Store, workspace_id: int, now: datetime) -> Mapping[str, int]:
    """Each morning, tell the admins what the rule has merged since the last one, once."""
    with store.read(workspace_id) as session:
        chosen = settings.read(session)
        local = now.astimezone(ZoneInfo(chosen.zone))
        if local.hour not in MORNING or not _made(session, now):
            return {}
    with store.write(workspace_id) as session:
        call = Call(workspace_id, CLOCK, Place(), now, "clock", settings=chosen)
        return _tell(call.bound(session, None), chosen, local.date().isoformat())


def _made(session: Session, now: datetime) -> list[Merge]:
    statement = select(Merge).where(
        Merge.user_id.is_(None), Merge.merged_at > now - A_DAY, Merge.taken_back_at.is_(None)
    )
    return list(session.scalars(statement.order_by(Merge.id)))


def _tell(call: Call, chosen: Settings, day: str) -> Mapping[str, int]:
    del chosen
    made = _made(call.session, call.now)
    rows, ways = [], []
    for merge in made[:SHOWN]:
        model = refs.MODELS[merge.kind]
        ids = (merge.kept_id, merge.gone_id)
        named = {r.id: r for r in call.session.scalars(select(model).where(model.id.in_(ids)))}
        kept, gone = named[merge.kept_id], named[merge.gone_id]
        title = str(getattr(kept, "name", ""))
        rows.append(Row(refs.ref(kept), title, (T("{ref} became part of it", ref=refs.ref(gone)),)))
        label = T("Make {ref} two again", ref=refs.ref(kept))
        ways.append(Button(label, "duplicate unmerge", {"record": refs.ref(kept)}))
    views = (
        Listing(T("Merged last night, as surely the same"), tuple(rows), len(made)),
        Actions(tuple(ways)),
        Small(T("Turn this off with {example}.", example="/crm settings auto_merge no")),
    )
    for person in call.session.scalars(user.holding(ADMIN)):
        post.to_person(call, person, (RULE, f"{day}:{person.id}"), "alert", Reply(views))
    return {"told": 1}
